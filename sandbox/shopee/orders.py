"""The list of orders and their details."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping
from typing import Any

from sandbox.shopee.books import Book
from sandbox.shopee.buyers import CASH, buyer
from sandbox.shopee.calls import Parameters
from sandbox.shopee.documents import MOMENTS
from sandbox.shopee.errors import ShopeeError, wrong
from sandbox.shopee.paging import Place, Strikes, page
from sandbox.shopee.replies import number, unix

STATUSES = frozenset(
    {
        "UNPAID", "READY_TO_SHIP", "PROCESSED", "SHIPPED", "COMPLETED", "IN_CANCEL", "CANCELLED", "INVOICE_PENDING",
        "TO_CONFIRM_RECEIVE", "TO_RETURN", "RETRY_SHIP",
    }
)  # fmt: skip
OPTIONAL = frozenset(
    {
        "buyer_user_id", "buyer_username", "estimated_shipping_fee", "recipient_address", "actual_shipping_fee",
        "goods_to_declare", "note", "note_update_time", "item_list", "pay_time", "dropshipper", "dropshipper_phone",
        "split_up", "buyer_cancel_reason", "cancel_by", "cancel_reason", "actual_shipping_fee_confirmed",
        "buyer_cpf_id", "fulfillment_flag", "pickup_done_time", "package_list", "shipping_carrier", "payment_method",
        "total_amount", "invoice_data", "order_chargeable_weight_gram", "return_request_due_date", "edt",
        "payment_info", "international_label",
    }
)  # fmt: skip
MOST_SECONDS = 15 * 86_400
MOST_DETAILS = 50
LATEST = 4_294_967_295
_DAYS_TO_SHIP = 2


def order_list(book: Book, parameters: Parameters, strikes: Strikes) -> dict[str, Any]:
    """Numbers of the orders that were created or updated in a span, the newest first."""
    moment = parameters.choice("time_range_field", MOMENTS)
    start, end = (parameters.whole(name, 0, LATEST) for name in ("time_from", "time_to"))
    if not start < end <= start + MOST_SECONDS:
        message = "Start time must be earlier than end time and diff in 15days."
        raise ShopeeError("order.order_list_invalid_time", message)
    size = parameters.whole("page_size", 1, 100)
    cursor = parameters.text("cursor") or ""
    status = parameters.text("order_status")
    if status is not None and status not in STATUSES:
        raise wrong(f"order_status {status} is unknown")
    shown = parameters.choice("response_optional_fields", ("", "order_status"), "")
    parameters.choice("request_order_status_pending", ("true", "false"), "false")
    parameters.finish()
    query = f"{book.shop_id} {moment} {start} {end} {status} {shown}"
    places = book.orders.between(moment, start, end)
    if status is not None:
        kept = [found == status for found in book.orders.column("status", places)]
        places = places[kept]
    found = page(places.tolist(), Place.at(cursor, query), size, strikes)
    rows = [
        {
            "order_sn": row["order_sn"],
            **({"order_status": row["status"]} if shown else {}),
            "booking_sn": "",
        }
        for row in book.orders.rows(found.rows)
    ]
    return {
        "more": found.more,
        "next_cursor": found.following.cursor(query) if found.more else "",
        "order_list": rows,
    }


def order_details(book: Book, parameters: Parameters) -> list[dict[str, Any]]:
    """Orders by number; numbers that are not known are left out, unless none is."""
    numbers = parameters.listed("order_sn_list", MOST_DETAILS)
    asked = frozenset(filter(None, (parameters.text("response_optional_fields") or "").split(",")))
    if unknown := asked - OPTIONAL:
        raise wrong(f"response_optional_fields has {', '.join(sorted(unknown))}")
    parameters.choice("request_order_status_pending", ("true", "false"), "false")
    parameters.finish()
    places = [place for name in dict.fromkeys(numbers) if (place := book.orders.place(name)) is not None]
    if not places:
        raise ShopeeError("error_not_found", "Wrong parameters, detail: the order is not found.")
    return [_detail(book, row, asked) for row in book.orders.rows(places)]


def _detail(book: Book, row: Mapping[str, Any], asked: Collection[str]) -> dict[str, Any]:
    person = buyer(row["order_sn"], book.region)
    shipping = None if row["shipping_fee"] is None else number(row["shipping_fee"])
    always = {
        "order_sn": row["order_sn"],
        "region": book.region,
        "currency": book.currency,
        "cod": row["payment_method"] == CASH,
        "order_status": row["status"],
        "message_to_seller": person.message,
        "create_time": unix(row["create_time"]),
        "update_time": unix(row["update_time"]),
        "days_to_ship": _DAYS_TO_SHIP,
        "ship_by_date": unix(row["create_time"]) + (_DAYS_TO_SHIP + 1) * 86_400,
        "reverse_shipping_fee": 0,
        "booking_sn": "",
        "advance_package": False,
        "is_buyer_shop_collection": False,
    }
    optional: dict[str, Any] = {
        **dict.fromkeys(OPTIONAL),
        "buyer_user_id": person.user_id,
        "buyer_username": person.username,
        "recipient_address": person.address,
        "buyer_cpf_id": person.tax_id,
        "estimated_shipping_fee": shipping,
        "actual_shipping_fee": shipping,
        "actual_shipping_fee_confirmed": row["status"] == "COMPLETED",
        "goods_to_declare": False,
        "note": "",
        "note_update_time": 0,
        "pay_time": unix(row["pay_time"]),
        "split_up": False,
        "buyer_cancel_reason": "",
        "cancel_by": row["cancel_by"] or "",
        "cancel_reason": row["cancel_reason"] or "",
        "fulfillment_flag": "fulfilled_by_local_seller",
        "package_list": [],
        "shipping_carrier": "Standard Express",
        "payment_method": row["payment_method"],
        "total_amount": number(row["total_amount"]),
    }
    if "item_list" in asked:
        optional["item_list"] = [_item(row["order_sn"], line) for line in book.orders.lines(row["order_sn"])]
    return always | {name: value for name, value in optional.items() if name in asked}


def _item(order_sn: str, line: Mapping[str, Any]) -> dict[str, Any]:
    place = f"{zlib.crc32(order_sn.encode()) % 90 + 10}Z"
    return {
        "item_id": int(line["item_id"]),
        "item_name": line["item_name"],
        "item_sku": line["item_sku"],
        "model_id": int(line["model_id"]),
        "model_name": line["model_name"],
        "model_sku": line["model_sku"],
        "model_quantity_purchased": line["quantity"],
        "model_original_price": number(line["original_price"]),
        "model_discounted_price": number(line["discounted_price"]),
        "wholesale": False,
        "weight": 0.3,
        "add_on_deal": False,
        "main_item": False,
        "add_on_deal_id": 0,
        "promotion_type": "",
        "promotion_id": 0,
        "order_item_id": int(line["item_id"]),
        "promotion_group_id": 0,
        "image_info": {"image_url": ""},
        "product_location_id": [place] if zlib.crc32(order_sn.encode()) % 2 else place,
        "is_prescription_item": False,
        "is_b2c_owned_item": False,
    }
