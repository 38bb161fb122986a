"""Days and hours of campaigns. A record is one object of metrics with its campaign's and shop's fields beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from resources.metrics import CAMPAIGN_DAILY, CAMPAIGN_HOURLY, MEASURES
from resources.platforms.base import ParseContext
from resources.platforms.rows.adapt import Shape
from resources.platforms.rows.records import Columns
from resources.platforms.rows.rules import (
    Amount,
    Count,
    Day,
    Hour,
    Id,
    Rule,
    Text,
    day_in_window,
)
from resources.platforms.rows.values import Array
from resources.platforms.shopee.rows.own import DAY_FORM, OwnRegion, OwnShop

_OURS = {
    "date": "date",
    "campaign_id": "campaign_id",
    "campaign_name": "ad_name",
    "placement": "campaign_placement",
    "impressions": "impression",
    "clicks": "clicks",
    "cost": "expense",
    "conversions": "broad_order",
    "revenue": "broad_gmv",
}
"""Broad orders and sales are those of every product after a click, direct ones included."""

_RULES: tuple[Rule, ...] = (
    Day("date", required=True, form=DAY_FORM),
    OwnShop("shop_id"),
    OwnRegion("region"),
    Id("campaign_id", required=True),
    Text("ad_name"),
    Text("campaign_placement", required=True),
    Count("impression", required=True),
    Count("clicks", required=True),
    Amount("expense", required=True),
    Amount("broad_order", required=True),
    Amount("broad_gmv", required=True),
)


def _daily(typed: Columns, rows: int, context: ParseContext) -> dict[str, Array]:
    known = {ours: typed[theirs] for ours, theirs in _OURS.items()}
    unknown = {name: pa.nulls(rows) for name in MEASURES if name not in known}
    return {**known, **unknown, "currency": pa.repeat(pa.scalar(context.currency), rows)}


def _hourly(typed: Columns, rows: int, context: ParseContext) -> dict[str, Array]:
    return {**_daily(typed, rows, context), "hour": typed["hour"]}


def _day(record: Mapping[str, Any], context: ParseContext) -> dt.date | None:
    return day_in_window(record.get("date"), context, DAY_FORM)


DAILY = Shape(CAMPAIGN_DAILY, _RULES, _daily, _day)
HOURLY = Shape(CAMPAIGN_HOURLY, (*_RULES, Hour("hour", required=True)), _hourly, _day)
