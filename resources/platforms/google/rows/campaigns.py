"""Campaigns with their budgets."""

from __future__ import annotations

import pyarrow as pa

from resources.metrics import CAMPAIGNS
from resources.platforms.base import ParseContext
from resources.platforms.google.rows.own import Digits, LocalTime, Micros, OwnCustomer
from resources.platforms.rows.adapt import Shape
from resources.platforms.rows.records import Columns
from resources.platforms.rows.rules import OneOf, Text
from resources.platforms.rows.values import Array, pc, translated

STATUS = {"ENABLED": "active", "PAUSED": "paused", "REMOVED": "ended"}
ENDED = "ENDED"
"""The serving status of a campaign whose last day is over, which stays enabled or paused."""


def _build(typed: Columns, rows: int, context: ParseContext) -> dict[str, Array]:
    """Google does not say when a campaign changed."""
    is_over = pc.fill_null(pc.equal(typed["serving_status"], ENDED), False)
    return {
        "campaign_id": typed["campaign_id"],
        "campaign_name": typed["campaign_name"],
        "objective": typed["channel_type"],
        "status": pc.if_else(is_over, "ended", translated(typed["status"], STATUS)),
        "platform_status": typed["status"],
        "daily_budget": typed["budget_micros"],
        "total_budget": typed["total_budget_micros"],
        "currency": pa.repeat(pa.scalar(context.currency), rows),
        "start_date": typed["start_date_time"],
        "end_date": typed["end_date_time"],
        "source_updated_at": pa.nulls(rows, pa.timestamp("us", "UTC")),
    }


SHAPE = Shape(
    schema=CAMPAIGNS,
    rules=(
        OwnCustomer("customer_id", required=True),
        Digits("campaign_id", required=True),
        Text("campaign_name", required=True),
        Text("channel_type", required=True),
        OneOf("status", required=True, words=tuple(STATUS)),
        Text("serving_status"),
        LocalTime("start_date_time"),
        LocalTime("end_date_time"),
        Micros("budget_micros", zero_is_null=True),
        Micros("total_budget_micros", zero_is_null=True),
    ),
    build=_build,
)
