"""Days and hours of campaigns by network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from resources.metrics import CAMPAIGN_DAILY, CAMPAIGN_HOURLY, MEASURES
from resources.platforms.base import ParseContext
from resources.platforms.google.rows.own import Digits, Micros, OwnCustomer
from resources.platforms.rows.adapt import Shape
from resources.platforms.rows.records import Columns
from resources.platforms.rows.rules import Amount, Count, Day, Hour, Rule, Text, day_in_window
from resources.platforms.rows.values import Array, pc

DAY_FORM = "%Y-%m-%d"
PERFORMANCE_MAX = "PERFORMANCE_MAX"
"""Its campaigns choose the networks themselves, so their placements are told apart from those of the others."""

_RULES: tuple[Rule, ...] = (
    Day("date", required=True, form=DAY_FORM),
    OwnCustomer("customer_id", required=True),
    Digits("campaign_id", required=True),
    Text("campaign_name"),
    Text("channel_type", required=True),
    Text("ad_network_type", required=True),
    Count("impressions", required=True),
    Count("clicks", required=True),
    Micros("cost_micros", required=True),
)
_OUTCOME: tuple[Rule, ...] = (Amount("conversions", required=True), Amount("conversions_value", required=True))


def _common(typed: Columns, rows: int, context: ParseContext) -> dict[str, Array]:
    network = typed["ad_network_type"]
    of_performance_max = pc.binary_join_element_wise(PERFORMANCE_MAX, network, "/")
    same = ("date", "campaign_id", "campaign_name", "impressions", "clicks")
    return {
        **{name: pa.nulls(rows) for name in MEASURES},
        **{name: typed[name] for name in same},
        "placement": pc.if_else(pc.equal(typed["channel_type"], PERFORMANCE_MAX), of_performance_max, network),
        "currency": pa.repeat(pa.scalar(context.currency), rows),
        "cost": typed["cost_micros"],
    }


def _daily(typed: Columns, rows: int, context: ParseContext) -> dict[str, Array]:
    outcome = {"conversions": typed["conversions"], "revenue": typed["conversions_value"]}
    return {**_common(typed, rows, context), **outcome}


def _hourly(typed: Columns, rows: int, context: ParseContext) -> dict[str, Array]:
    """Conversions are not read by hour: unknown, not zero."""
    return {**_common(typed, rows, context), "hour": typed["hour"]}


def _day(record: Mapping[str, Any], context: ParseContext) -> dt.date | None:
    return day_in_window(record.get("date"), context, DAY_FORM)


DAILY = Shape(CAMPAIGN_DAILY, (*_RULES, *_OUTCOME), _daily, _day)
HOURLY = Shape(CAMPAIGN_HOURLY, (*_RULES, Hour("hour", required=True)), _hourly, _day)
