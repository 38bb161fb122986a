"""Days and hours of campaigns: the sums of their lines over ad groups, keywords, ads, media and devices."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa

from resources.metrics import CAMPAIGN_DAILY, CAMPAIGN_HOURLY, MEASURES, MONEY, SOURCE
from resources.platforms.base import ParseContext, Parsed, Reject
from resources.platforms.naver.reading.tsv import AD, AD_CONVERSION, AD_DETAIL, CAMPAIGN_ID, DAY_FORM
from resources.platforms.naver.rows.own import Digits, LineAmount, OwnCustomer, Written
from resources.platforms.rows.adapt import Shape, gathered, rows
from resources.platforms.rows.lines import Line, Lines, blocks, each
from resources.platforms.rows.records import Columns
from resources.platforms.rows.rules import Day, OneOf, Rule, Text, day_in_window
from resources.platforms.rows.values import Array, nulled, pc

PURCHASE = ("purchase", "1")
"""What a purchase is called in reports of days from 2024-07-03 on, and before."""
_CONVERSION, _BROKEN = f'{{"report": "{AD_CONVERSION.name}"', '{"problem": "'
"""How such records begin."""
_KEY = ("date", "hour", "campaign_id", "placement", "currency")
_NOTHING = pa.scalar(Decimal(0), MONEY)


def _rules(report: str, *own: Rule) -> tuple[Rule, ...]:
    return (
        OneOf("report", required=True, words=(report,)),
        Day("date", required=True, form=DAY_FORM),
        OwnCustomer("customerId", required=True),
        Written("campaignId", required=True, form=CAMPAIGN_ID, words="the id of a campaign"),
        Written("pcMobile", required=True, form="[PM]", words="P or M"),
        Text("campaignTp", required=True),
        Text("campaignName"),
        *own,
    )


_DELIVERY: tuple[Rule, ...] = (
    Digits("imp", required=True),
    Digits("clk", required=True),
    LineAmount("cost", required=True),
)


def _row(measures: Mapping[str, Array], typed: Columns, rows: int, context: ParseContext) -> dict[str, Array]:
    unknown = {name: pa.nulls(rows) for name in MEASURES if name not in measures}
    return {
        "date": typed["date"],
        "campaign_id": typed["campaignId"],
        "campaign_name": typed["campaignName"],
        "placement": typed["campaignTp"],
        "currency": pa.repeat(pa.scalar(context.currency), rows),
        **measures,
        **unknown,
    }


def _delivery(typed: Columns, rows: int, context: ParseContext) -> dict[str, Array]:
    """A line of AD: nothing followed, as far as it says."""
    nothing = pa.repeat(_NOTHING, rows)
    return {**_hour(typed, rows, context), "conversions": nothing, "revenue": nothing}


def _hour(typed: Columns, rows: int, context: ParseContext) -> dict[str, Array]:
    """A line of AD_DETAIL: what followed is not known by the hour."""
    measures = {"impressions": typed["imp"], "clicks": typed["clk"], "cost": typed["cost"]}
    hour = {"hour": typed["hour"]} if "hour" in typed else {}
    return {**_row(measures, typed, rows, context), **hour}


def _conversions(typed: Columns, rows: int, context: ParseContext) -> dict[str, Array]:
    """A line of AD_CONVERSION, direct or indirect; its conversions are unknown unless they are purchases."""
    nothing = pa.repeat(pa.scalar(0), rows)
    is_other = pc.invert(pc.is_in(typed["convType"], value_set=pa.array(PURCHASE)))
    measures = {
        "impressions": nothing,
        "clicks": nothing,
        "cost": pa.repeat(_NOTHING, rows),
        "conversions": nulled(typed["convCount"], is_other),
        "revenue": nulled(typed["salesByConversion"], is_other),
    }
    return _row(measures, typed, rows, context)


def _day(record: Mapping[str, Any], context: ParseContext) -> dt.date | None:
    return day_in_window(record.get("date"), context, DAY_FORM)


_AD = Shape(CAMPAIGN_DAILY, _rules(AD.name, *_DELIVERY), _delivery, _day)
_AD_CONVERSION = Shape(
    CAMPAIGN_DAILY,
    _rules(
        AD_CONVERSION.name,
        Text("convType", required=True),
        LineAmount("convCount", required=True),
        LineAmount("salesByConversion", required=True),
    ),
    _conversions,
    _day,
)
_AD_DETAIL = Shape(
    CAMPAIGN_HOURLY,
    _rules(
        AD_DETAIL.name,
        Digits("hour", required=True, form="[01]?[0-9]|2[0-3]", words="an hour from 00 to 23"),
        *_DELIVERY,
    ),
    _hour,
    _day,
)


def daily(pages: Iterable[bytes], context: ParseContext) -> Parsed:
    """Lines of AD and AD_CONVERSION as rows of CAMPAIGN_DAILY; conversions are purchases, others are ignored."""
    return _parse(pages, context, _AD)


def hourly(pages: Iterable[bytes], context: ParseContext) -> Parsed:
    """Lines of AD_DETAIL as rows of CAMPAIGN_HOURLY."""
    return _parse(pages, context, _AD_DETAIL)


def _parse(pages: Iterable[bytes], context: ParseContext, delivery: Shape) -> Parsed:
    typed = gathered(delivery.schema, (_typed(block, context, delivery) for block in blocks(pages)))
    facts = typed.table.filter(pc.is_valid(typed.table["conversions"])) if delivery is _AD else typed.table
    table = _summed(facts)
    return Parsed(
        table,
        typed.rejects,
        summed=facts.num_rows - table.num_rows,
        ignored=typed.table.num_rows - facts.num_rows,
    )


def _typed(lines: Lines, context: ParseContext, delivery: Shape) -> Parsed:
    """A row a record, by the kind of its line."""
    is_broken = pc.starts_with(lines["text"], _BROKEN)
    is_conversion = pc.and_(pc.starts_with(lines["text"], _CONVERSION), delivery is _AD)
    is_other = pc.invert(pc.or_(is_broken, is_conversion))
    kinds = ((lines.filter(is_other), delivery), (lines.filter(is_conversion), _AD_CONVERSION))
    broken = [_refused(line, context) for line in each(lines.filter(is_broken))]
    parts = [rows(some, context, shape) for some, shape in kinds if len(some)]
    return gathered(delivery.schema, [Parsed(delivery.schema.empty_table(), broken), *parts])


def _refused(line: Line, context: ParseContext) -> Reject:
    record = json.loads(line.text)
    day = day_in_window(record["statDt"], context, DAY_FORM)
    return Reject(line.page, line.number, (record["problem"],), line.text, day)


def _summed(table: pa.Table) -> pa.Table:
    """The sums by day (and hour), campaign and placement, in order of the first record of each."""
    key = [name for name in table.column_names if name in _KEY]
    others: dict[str, Any] = {name: "sum" if name in MEASURES else "first" for name in table.column_names}
    ordered = table.sort_by([(field.name, "ascending") for field in SOURCE])
    sums = ordered.group_by(key, use_threads=False).aggregate([each for each in others.items() if each[0] not in key])
    named = sums.select([name if name in key else f"{name}_{how}" for name, how in others.items()])
    return named.rename_columns(table.column_names).cast(table.schema)
