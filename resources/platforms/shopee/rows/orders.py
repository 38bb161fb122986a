"""Orders by their details, and returns, which are documents of their own with negative amounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from resources.metrics import MONEY, ORDERS
from resources.platforms.base import ParseContext, Parsed
from resources.platforms.rows.adapt import Shape, gathered, rows
from resources.platforms.rows.lines import Lines, blocks
from resources.platforms.rows.records import Columns, Several
from resources.platforms.rows.rules import LAST_INSTANT, Amount, Count, Currency, Flag, Id, Instant, Text
from resources.platforms.rows.values import Array, local_days, nulled, pc, translated
from resources.platforms.shopee.rows.items import summed

ORDER_STATUS = {
    "UNPAID": "pending",
    "INVOICE_PENDING": "pending",
    "READY_TO_SHIP": "confirmed",
    "PROCESSED": "confirmed",
    "RETRY_SHIP": "confirmed",
    "SHIPPED": "shipped",
    "TO_CONFIRM_RECEIVE": "shipped",
    "COMPLETED": "completed",
    "IN_CANCEL": "cancelling",
    "CANCELLED": "cancelled",
    "TO_RETURN": "returning",
}
RETURN_STATUS = {
    "REQUESTED": "requested",
    "PROCESSING": "requested",
    "JUDGING": "requested",
    "SELLER_DISPUTE": "requested",
    "ACCEPTED": "accepted",
    "REFUND_PAID": "refunded",
    "CLOSED": "closed",
    "CANCELLED": "closed",
}
PERSONAL = (
    "buyer_user_id",
    "buyer_username",
    "buyer_cancel_reason",
    "buyer_cpf_id",
    "buyer_proof_of_collection",
    "buyer_videos",
    "dropshipper",
    "dropshipper_phone",
    "image",
    "invoice_data",
    "message_to_seller",
    "note",
    "payment_info",
    "prescription_images",
    "recipient_address",
    "return_pickup_address",
    "text_reason",
    "user",
    "virtual_contact_number",
)
"""Fields of orders and returns that tell of a person; none of them is asked for, some come anyway."""

_IS_RETURN = '"return_sn":'
"""In JSON only a member's name looks like this: inside of text the quotation marks are escaped."""


def parse(pages: Iterable[bytes], context: ParseContext) -> Parsed:
    """Type every order and every return of JSON-lines pages. Pure."""
    parts = (part for block in blocks(pages) for part in _by_kind(block))
    return gathered(ORDERS, (rows(lines, context, shape) for lines, shape in parts))


def _by_kind(block: Lines) -> Iterator[tuple[Lines, Shape]]:
    is_return = pc.match_substring(block["text"], _IS_RETURN)
    for chosen, shape in ((pc.invert(is_return), ORDER), (is_return, RETURN)):
        if len(lines := block.filter(chosen)):
            yield lines, shape


def _order(typed: Columns, rows: int, context: ParseContext) -> dict[str, Array]:
    items = typed["item_list"]
    of = items.columns
    parts = {
        "item_id": of["item_id"],
        "model_id": of["model_id"],
        "sku": _text(of["model_sku"], of["item_sku"]),
        "item_name": _text(of["item_name"]),
        "model_name": _text(of["model_name"]),
        "quantity": of["model_quantity_purchased"],
        "original_price": of["model_original_price"],
        "unit_price": of["model_discounted_price"],
    }
    is_estimate = pc.invert(pc.fill_null(typed["actual_shipping_fee_confirmed"], False))
    return {
        **_document(typed, context),
        **summed(items, parts, rows),
        "return_sn": pa.repeat(pa.scalar(""), rows),
        "status": translated(typed["order_status"], ORDER_STATUS, "other"),
        "platform_status": typed["order_status"],
        "total_amount": typed["total_amount"],
        "shipping_fee": pc.coalesce(nulled(typed["actual_shipping_fee"], is_estimate), typed["estimated_shipping_fee"]),
        "payment_method": typed["payment_method"],
        "paid_at": typed["pay_time"],
        "cancelled_by": typed["cancel_by"],
        "reason": typed["cancel_reason"],
    }


def _return(typed: Columns, rows: int, context: ParseContext) -> dict[str, Array]:
    items = typed["item"]
    of = items.columns
    parts = {
        "item_id": of["item_id"],
        "model_id": of["model_id"],
        "sku": _text(of["variation_sku"], of["item_sku"]),
        "item_name": _text(of["name"]),
        "model_name": pa.repeat(pa.scalar(""), len(items.parents)),
        "quantity": pc.negate(of["amount"]),
        "original_price": pa.nulls(len(items.parents), MONEY),
        "unit_price": of["item_price"],
    }
    return {
        **_document(typed, context),
        **summed(items, parts, rows),
        "return_sn": typed["return_sn"],
        "status": translated(typed["status"], RETURN_STATUS, "other"),
        "platform_status": typed["status"],
        "total_amount": pc.negate(typed["refund_amount"]),
        **dict.fromkeys(("shipping_fee", "payment_method", "paid_at", "cancelled_by"), pa.nulls(rows)),
        "reason": typed["reason"],
    }


def _document(typed: Columns, context: ParseContext) -> dict[str, Array]:
    return {
        "order_sn": typed["order_sn"],
        "order_date": local_days(typed["create_time"], context.timezone),
        "ordered_at": typed["create_time"],
        "currency": typed["currency"],
        "source_updated_at": typed["update_time"],
    }


def _text(*columns: Array) -> Array:
    """The first text there is, "" when there is none."""
    return pc.coalesce(*columns, pa.scalar(""))


def _day(record: Mapping[str, Any], context: ParseContext) -> dt.date | None:
    """The day the document changed: windows are of changes, so a later fetch of that day has the record again."""
    changed = record.get("update_time")
    if type(changed) is not int or not 0 < changed <= LAST_INSTANT:
        return None
    return dt.datetime.fromtimestamp(changed, ZoneInfo(context.timezone)).date()


_DOCUMENT = (
    Text("order_sn", required=True),
    Currency("currency", required=True),
    Instant("create_time", required=True),
    Instant("update_time", required=True),
)

ORDER = Shape(
    schema=ORDERS,
    rules=(
        *_DOCUMENT,
        Text("order_status", required=True),
        Amount("total_amount"),
        Amount("actual_shipping_fee"),
        Flag("actual_shipping_fee_confirmed"),
        Amount("estimated_shipping_fee"),
        Text("payment_method", empty_is_null=True),
        Instant("pay_time"),
        Text("cancel_by", empty_is_null=True),
        Text("cancel_reason", empty_is_null=True),
        Several(
            "item_list",
            required=True,
            rules=(
                Id("item_id", required=True),
                Id("model_id"),
                Text("item_name"),
                Text("item_sku", empty_is_null=True),
                Text("model_name"),
                Text("model_sku", empty_is_null=True),
                Count("model_quantity_purchased", required=True),
                Amount("model_original_price", required=True),
                Amount("model_discounted_price", required=True),
            ),
        ),
    ),
    build=_order,
    day=_day,
)

RETURN = Shape(
    schema=ORDERS,
    rules=(
        *_DOCUMENT,
        Text("return_sn", required=True),
        Text("status", required=True),
        Text("reason", empty_is_null=True),
        Amount("refund_amount", required=True),
        Several(
            "item",
            required=True,
            rules=(
                Id("item_id", required=True),
                Id("model_id"),
                Text("name"),
                Text("item_sku", empty_is_null=True),
                Text("variation_sku", empty_is_null=True),
                Count("amount", required=True),
                Amount("item_price", required=True),
            ),
        ),
    ),
    build=_return,
    day=_day,
)
