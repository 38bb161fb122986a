"""Days of tracking ids. A record is one role's figures of a tracking id on a day; a row is the sum over both roles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from resources.metrics import CAMPAIGN_DAILY, MEASURES
from resources.platforms.base import ParseContext, Parsed
from resources.platforms.clickbank.network import NO_TRACKING_ID
from resources.platforms.clickbank.rows.own import OwnAccount, WholeText
from resources.platforms.rows import adapt
from resources.platforms.rows.adapt import Shape
from resources.platforms.rows.records import Columns
from resources.platforms.rows.rules import Amount, Day, Text, day_in_window
from resources.platforms.rows.values import Array, pc

PLACEMENT = "hoplink"
_DAY_FORM = "%Y-%m-%d"
_KEY = ["date", "campaign_id", "placement"]
_SUMMED = ("clicks", "conversions", "revenue")
_FIRST = ("campaign_name", "currency", "source_page", "source_line")


def parse(pages: Iterable[bytes], context: ParseContext) -> Parsed:
    """Type every record of JSON-lines pages, and add up those of one tracking id and day, which share a page. Pure."""
    parsed = adapt.parse(pages, context, SHAPE)
    table = _added(parsed.table)
    return Parsed(table, parsed.rejects, summed=parsed.table.num_rows - table.num_rows)


def _added(table: pa.Table) -> pa.Table:
    """By key the sums, and what the first row says."""
    wanted: list[Any] = [*((name, "sum") for name in _SUMMED), *((name, "first") for name in _FIRST)]
    sums = table.group_by(_KEY, use_threads=False).aggregate(wanted)
    if sums.num_rows == table.num_rows:
        return table
    made = {name: sums[name] for name in _KEY}
    made |= {name: sums[f"{name}_{how}"] for name, how in wanted}
    nothing = pa.nulls(sums.num_rows)
    columns = [made.get(field.name, nothing).cast(field.type) for field in CAMPAIGN_DAILY]
    return pa.Table.from_arrays(columns, schema=CAMPAIGN_DAILY)


def _build(typed: Columns, rows: int, context: ParseContext) -> dict[str, Array]:
    """Nobody knows what a click costs an affiliate, nor how often a link was seen."""
    known = {
        "clicks": typed["metrics.HOP_COUNT"],
        "conversions": typed["metrics.SALE_COUNT"],
        "revenue": typed["metrics.NET_SALE_AMOUNT"],
    }
    value = typed["value"]
    return {
        **{name: known.get(name, pa.nulls(rows)) for name in MEASURES},
        "date": typed["date"],
        "campaign_id": pc.utf8_lower(value),
        "campaign_name": pc.if_else(pc.equal(value, NO_TRACKING_ID), pa.scalar("No tracking id"), value),
        "placement": pa.repeat(pa.scalar(PLACEMENT), rows),
        "currency": pa.repeat(pa.scalar(context.currency), rows),
    }


def _day(record: Mapping[str, Any], context: ParseContext) -> dt.date | None:
    return day_in_window(record.get("date"), context, _DAY_FORM)


SHAPE = Shape(
    schema=CAMPAIGN_DAILY,
    rules=(
        Day("date", required=True, form=_DAY_FORM),
        OwnAccount("accountNickName"),
        Text("value", required=True),
        WholeText("metrics.HOP_COUNT", required=True),
        Amount("metrics.SALE_COUNT", required=True),
        Amount("metrics.NET_SALE_AMOUNT", required=True),
    ),
    build=_build,
    day=_day,
)
