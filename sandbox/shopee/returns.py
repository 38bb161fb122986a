"""The list of returns, with everything about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.shopee.books import Book
from sandbox.shopee.buyers import buyer
from sandbox.shopee.calls import Parameters
from sandbox.shopee.errors import wrong
from sandbox.shopee.orders import LATEST, MOST_SECONDS
from sandbox.shopee.replies import number, unix

_DUE_SECONDS = 3 * 86_400


def return_list(book: Book, parameters: Parameters) -> dict[str, Any]:
    """Returns that were updated in a span of at most 15 days, the newest first; pages are counted from 1."""
    number_of_page = parameters.whole("page_no", 1, 100_000)
    size = parameters.whole("page_size", 1, 100)
    start = parameters.whole("update_time_from", 0, LATEST)
    end = parameters.whole("update_time_to", 0, LATEST)
    parameters.finish()
    if not start < end <= start + MOST_SECONDS:
        raise wrong("update_time_from should be earlier than update_time_to and diff in 15days")
    places = book.returns.between("update_time", start, end)
    first = (number_of_page - 1) * size
    shown = book.returns.rows(places[first : first + size])
    return {"more": first + size < len(places), "return": [_return(book, row) for row in shown]}


def _return(book: Book, row: Mapping[str, Any]) -> dict[str, Any]:
    person = buyer(row["order_sn"], book.region)
    return {
        "return_sn": row["return_sn"],
        "order_sn": row["order_sn"],
        "reason": row["reason"],
        "text_reason": person.message,
        "refund_amount": number(row["refund_amount"]),
        "amount_before_discount": number(row["refund_amount"]),
        "currency": book.currency,
        "create_time": unix(row["create_time"]),
        "update_time": unix(row["update_time"]),
        "due_date": unix(row["create_time"]) + _DUE_SECONDS,
        "status": row["status"],
        "tracking_number": "",
        "needs_logistics": False,
        "user": {"username": person.username, "email": f"{person.username}@example.com", "portrait": ""},
        "image": [],
        "item": [_item(line) for line in book.returns.lines(row["return_sn"])],
    }


def _item(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "item_id": int(line["item_id"]),
        "model_id": int(line["model_id"]),
        "name": line["item_name"],
        "images": [],
        "amount": line["quantity"],
        "item_price": number(line["item_price"]),
        "refund_amount": number(line["item_price"] * line["quantity"]),
        "is_add_on_deal": False,
        "is_main_item": False,
        "add_on_deal_id": 0,
        "item_sku": line["item_sku"],
        "variation_sku": line["model_sku"],
    }
