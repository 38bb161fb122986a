"""Insights rows by campaign: a day and publisher platform, or a day and hour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from resources.metrics import CAMPAIGN_DAILY, CAMPAIGN_HOURLY
from resources.platforms.base import ParseContext
from resources.platforms.meta.actions import ENGAGEMENT, PURCHASES, Actions, engagement, no_common_type, purchases
from resources.platforms.meta.adapt import Columns, Shape
from resources.platforms.meta.rules import Amount, Array, Count, Currency, Day, Hour, OwnAccount, Rule, Text, pc, shown

PLACEMENT = "publisher_platform"
HOUR = "hourly_stats_aggregated_by_advertiser_time_zone"
ALL_PLACEMENTS = "all"

_COMMON: tuple[Rule, ...] = (
    Day("date_start", required=True),
    Day("date_stop", required=True),
    OwnAccount("account_id"),
    Text("campaign_id", required=True),
    Text("campaign_name"),
    Currency("account_currency", required=True),
    Count("impressions"),
    Count("clicks"),
    Amount("spend"),
)


def _common(typed: Columns) -> tuple[dict[str, Array], Array]:
    columns = {
        "date": typed["date_start"],
        "campaign_id": typed["campaign_id"],
        "campaign_name": typed["campaign_name"],
        "currency": typed["account_currency"],
        "impressions": typed["impressions"],
        "clicks": typed["clicks"],
        "cost": typed["spend"],
    }
    return columns, pc.fill_null(pc.equal(typed["date_start"], typed["date_stop"]), False)


def _daily(typed: Columns, context: ParseContext) -> tuple[dict[str, Array], Array]:
    columns, one_day = _common(typed)
    conversions, revenue, one_type = purchases(typed["actions"], typed["action_values"])
    columns |= {"placement": typed[PLACEMENT], "conversions": conversions, "revenue": revenue}
    return columns | engagement(typed["actions"]), pc.and_(one_day, one_type)


def _hourly(typed: Columns, context: ParseContext) -> tuple[dict[str, Array], Array]:
    """Off-Meta outcomes are not reported by hour: conversions, revenue and engagement are unknown, not zero."""
    columns, one_day = _common(typed)
    rows = len(one_day)
    columns["hour"] = typed[HOUR]
    columns["placement"] = pa.repeat(pa.scalar(ALL_PLACEMENTS), rows)
    columns |= {name: pa.nulls(rows) for name in ("conversions", "revenue", *ENGAGEMENT)}
    return columns, one_day


def _one_day(record: Mapping[str, Any], context: ParseContext) -> list[str]:
    first, last = record["date_start"], record["date_stop"]
    return [] if first == last else [f"date_stop: expected the day of date_start, {first}, got {shown(last)}"]


def _one_day_and_type(record: Mapping[str, Any], context: ParseContext) -> list[str]:
    return _one_day(record, context) + no_common_type(record)


DAILY = Shape(
    schema=CAMPAIGN_DAILY,
    rules=(
        *_COMMON,
        Text(PLACEMENT, required=True),
        Actions("actions", types=(*PURCHASES, *ENGAGEMENT.values())),
        Actions("action_values"),
    ),
    build=_daily,
    disagreements=_one_day_and_type,
    day="date_start",
)

HOURLY = Shape(
    schema=CAMPAIGN_HOURLY,
    rules=(*_COMMON, Hour(HOUR, required=True)),
    build=_hourly,
    disagreements=_one_day,
    day="date_start",
)
