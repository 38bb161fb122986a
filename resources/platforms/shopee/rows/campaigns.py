"""Campaigns by their settings."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa

from resources.metrics import CAMPAIGNS, MONEY
from resources.platforms.base import ParseContext
from resources.platforms.rows.adapt import Shape
from resources.platforms.rows.records import Columns
from resources.platforms.rows.rules import Amount, Id, Instant, OneOf, Text
from resources.platforms.rows.values import Array, local_days, nulled, pc, translated

STATUS = {
    "ongoing": "active",
    "scheduled": "active",
    "paused": "paused",
    "ended": "ended",
    "deleted": "ended",
    "closed": "ended",
}


def _build(typed: Columns, rows: int, context: ParseContext) -> dict[str, Array]:
    """A budget of 0 is no limit. Shopee does not say when settings changed."""
    status, budget = typed["common_info.campaign_status"], typed["common_info.campaign_budget"]
    return {
        "campaign_id": typed["campaign_id"],
        "campaign_name": typed["common_info.ad_name"],
        "objective": pc.coalesce(typed["common_info.bidding_method"], typed["common_info.ad_type"]),
        "status": translated(status, STATUS),
        "platform_status": status,
        "daily_budget": nulled(budget, pc.equal(budget, pa.scalar(Decimal(0), MONEY))),
        "total_budget": pa.nulls(rows, MONEY),
        "currency": pa.repeat(pa.scalar(context.currency), rows),
        "start_date": local_days(typed["common_info.campaign_duration.start_time"], context.timezone),
        "end_date": local_days(typed["common_info.campaign_duration.end_time"], context.timezone),
        "source_updated_at": pa.nulls(rows, pa.timestamp("us", "UTC")),
    }


SHAPE = Shape(
    schema=CAMPAIGNS,
    rules=(
        Id("campaign_id", required=True),
        Text("common_info.ad_name", required=True),
        Text("common_info.ad_type"),
        Text("common_info.bidding_method", empty_is_null=True),
        OneOf("common_info.campaign_status", required=True, words=tuple(STATUS)),
        Amount("common_info.campaign_budget"),
        Instant("common_info.campaign_duration.start_time"),
        Instant("common_info.campaign_duration.end_time"),
    ),
    build=_build,
)
