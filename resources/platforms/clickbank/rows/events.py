"""Items of transactions to events. A record is an order's fields with one of its items as `lineItem`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from resources.metrics import EVENTS
from resources.platforms.base import ParseContext, Parsed
from resources.platforms.clickbank.rows.own import CurrencyCode, FlagText, Moment, WholeText, moment
from resources.platforms.rows.adapt import Shape, gathered, rows
from resources.platforms.rows.lines import blocks
from resources.platforms.rows.records import Columns
from resources.platforms.rows.rules import Amount, Text
from resources.platforms.rows.values import Array, local_days, pc, translated

EVENT_TYPE = {
    "SALE": "conversion",
    "BILL": "rebill",
    "RFND": "refund",
    "CGBK": "chargeback",
    "FEE": "fee",
}
_IS_TEST = r'"transactionType":\s*"TEST(_[A-Z]+)?"'
"""In JSON only a member's name looks like this: inside of text the quotation marks are escaped."""
_TOLD = {
    "receipt": "receipt",
    "item_no": "lineItem.itemNo",
    "product_title": "lineItem.productTitle",
    "line_item_type": "lineItem.lineItemType",
    "recurring": "lineItem.recurring",
    "role": "role",
    "country": "country",
    "state": "state",
}
"""What metadata tells by our name, besides vendor and payment_method; what is not known is left out."""


def parse(pages: Iterable[bytes], context: ParseContext) -> Parsed:
    """Type every item of JSON-lines pages; those of test transactions are ignored. Pure."""
    every = list(blocks(pages))
    real = [block.filter(pc.invert(pc.match_substring_regex(block["text"], _IS_TEST))) for block in every]
    parsed = gathered(EVENTS, (rows(lines, context, SHAPE) for lines in real if len(lines)))
    return replace(parsed, ignored=sum(map(len, every)) - sum(map(len, real)))


def _build(typed: Columns, rows: int, context: ParseContext) -> dict[str, Array]:
    at, kind = typed["transactionTime"], typed["transactionType"]
    return {
        "event_key": _key(typed),
        "event_date": local_days(at, context.timezone),
        "occurred_at": at,
        "event_type": translated(kind, EVENT_TYPE, "other"),
        "platform_type": kind,
        "campaign_id": pc.utf8_lower(typed["trackingId"]),
        "source": pc.utf8_lower(typed["affiliate"]),
        "quantity": typed["lineItem.quantity"],
        "revenue": typed["lineItem.accountAmount"],
        "currency": pa.repeat(pa.scalar(context.currency), rows),
        "customer_amount": typed["lineItem.customerAmount"],
        "customer_currency": typed["currency"],
        "metadata": _metadata(typed),
    }


def _key(typed: Columns) -> Array:
    """What names an item within the account. Who sells to a customer they sent themselves has a record in each role."""
    key = pc.binary_join_element_wise(
        typed["receipt"],
        typed["transactionType"],
        typed["lineItem.itemNo"],
        _written(typed["transactionTime"]),
        "/",
    )
    has_both = pc.equal(pc.utf8_lower(typed["vendor"]), pc.utf8_lower(typed["affiliate"]))
    with_role = pc.binary_join_element_wise(key, typed["role"], "/")
    return pc.coalesce(pc.if_else(pc.fill_null(has_both, False), with_role, pa.scalar(None, pa.string())), key)


def _written(instants: Array) -> Array:
    return pa.array([each and f"{each:%Y-%m-%dT%H:%M:%SZ}" for each in instants.to_pylist()], pa.string())


def _metadata(typed: Columns) -> Array:
    told = {ours: typed[theirs].to_pylist() for ours, theirs in _TOLD.items()}
    told["vendor"] = pc.utf8_lower(typed["vendor"]).to_pylist()
    told["payment_method"] = pc.coalesce(typed["paymentMethod"], typed["paytmentMethod"]).to_pylist()
    rows = (dict(zip(told, row, strict=True)) for row in zip(*told.values(), strict=True))
    known = ({name: value for name, value in row.items() if value is not None} for row in rows)
    return pa.array([json.dumps(each, ensure_ascii=False) for each in known], pa.string())


def _day(record: Mapping[str, Any], context: ParseContext) -> dt.date | None:
    at = moment(record.get("transactionTime"))
    return at and at.astimezone(ZoneInfo(context.timezone)).date()


SHAPE = Shape(
    schema=EVENTS,
    rules=(
        Text("receipt", required=True),
        Text("transactionType", required=True),
        Moment("transactionTime", required=True),
        Text("trackingId"),
        Text("affiliate"),
        Text("vendor"),
        Text("role"),
        Text("country"),
        Text("state"),
        CurrencyCode("currency"),
        Text("paymentMethod"),
        Text("paytmentMethod"),
        Text("lineItem.itemNo", required=True),
        Text("lineItem.productTitle"),
        Text("lineItem.lineItemType"),
        FlagText("lineItem.recurring"),
        WholeText("lineItem.quantity", required=True),
        Amount("lineItem.accountAmount", required=True),
        Amount("lineItem.customerAmount"),
    ),
    build=_build,
    day=_day,
)
"""`paytmentMethod` is how the API spells it."""
