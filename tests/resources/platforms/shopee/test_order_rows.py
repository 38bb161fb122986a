"""Orders and returns to typed rows."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest

from resources.metrics import ORDER_STATUSES, ORDERS, RETURN_STATUSES
from resources.platforms.shopee import SHOPEE
from resources.platforms.shopee.reading.orders import WANTED
from resources.platforms.shopee.rows.orders import ORDER_STATUS, RETURN_STATUS
from tests.resources.platforms.shopee.landed import (
    ABSENT,
    CONTEXT,
    MIDNIGHT,
    ORDER,
    RETURN,
    changed,
    page,
    parse,
    reasons,
    row,
)


def at(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def test_an_order_becomes_a_row_on_the_day_it_was_made_in_its_shop() -> None:
    parsed = parse("orders", ORDER)
    assert parsed.table.schema == ORDERS
    (taken,) = parsed.table.to_pylist()
    items = json.loads(taken.pop("items"))
    assert taken == {
        "order_sn": "2602098R48U37H",
        "return_sn": "",
        "order_date": dt.date(2026, 2, 2),
        "ordered_at": at(MIDNIGHT - 1),
        "status": "completed",
        "platform_status": "COMPLETED",
        "currency": "SGD",
        "quantity": 3,
        "items_amount": Decimal("31.5"),
        "total_amount": Decimal("33.49"),
        "shipping_fee": Decimal("1.99"),
        "payment_method": "ShopeePay",
        "paid_at": at(MIDNIGHT),
        "cancelled_by": None,
        "reason": None,
        "source_updated_at": at(MIDNIGHT + 600),
        "source_page": 0,
        "source_line": 0,
    }
    assert items == [
        {
            "item_id": "801987320",
            "model_id": "4257087830",
            "sku": "TEE-M",
            "item_name": 'Kaus "L" \\ \t Tee 🦋',
            "model_name": "Merah",
            "quantity": 2,
            "original_price": "12.5",
            "unit_price": "10.25",
            "amount": "20.5",
        },
        {
            "item_id": "801987321",
            "model_id": None,
            "sku": "CAP",
            "item_name": "Cap",
            "model_name": "",
            "quantity": 1,
            "original_price": "11",
            "unit_price": "11",
            "amount": "11",
        },
    ]


def test_a_return_is_a_document_of_its_own_day_with_negative_amounts() -> None:
    taken = row("orders", RETURN)
    items = json.loads(taken.pop("items"))
    assert taken == {
        "order_sn": "2602098R48U37H",
        "return_sn": "2602100001",
        "order_date": dt.date(2026, 2, 3),
        "ordered_at": at(MIDNIGHT),
        "status": "requested",
        "platform_status": "REQUESTED",
        "currency": "SGD",
        "quantity": -2,
        "items_amount": Decimal("-20.5"),
        "total_amount": Decimal("-20.5"),
        **dict.fromkeys(("shipping_fee", "payment_method", "paid_at", "cancelled_by")),
        "reason": "ITEM_DAMAGED",
        "source_updated_at": at(MIDNIGHT + 3600),
        "source_page": 0,
        "source_line": 0,
    }
    assert items == [
        {
            "item_id": "801987320",
            "model_id": "4257087830",
            "sku": "TEE-M",
            "item_name": "Tee",
            "model_name": "",
            "quantity": -2,
            "original_price": None,
            "unit_price": "10.25",
            "amount": "-20.5",
        }
    ]


def test_orders_and_returns_may_come_mixed_and_keep_their_places() -> None:
    named = changed(ORDER, {"item_list.0.item_name": 'the "return_sn": of it', "order_sn": "other"})
    pages = [page(ORDER, RETURN, named), page(RETURN)]
    parsed = SHOPEE.stream("orders").parse(pages, CONTEXT)
    assert parsed.rejects == []
    places = {(each["source_page"], each["source_line"], each["return_sn"] != "") for each in parsed.table.to_pylist()}
    assert places == {(0, 0, False), (0, 1, True), (0, 2, False), (1, 0, True)}


@pytest.mark.parametrize(("word", "status"), [*ORDER_STATUS.items(), ("TELEPORTED", "other")])
def test_an_orders_status_is_ours_and_the_platforms(word: str, status: str) -> None:
    taken = row("orders", {**ORDER, "order_status": word})
    assert (taken["status"], taken["platform_status"]) == (status, word)
    assert status in ORDER_STATUSES


@pytest.mark.parametrize(("word", "status"), [*RETURN_STATUS.items(), ("TELEPORTED", "other")])
def test_a_returns_status_is_ours_and_the_platforms(word: str, status: str) -> None:
    taken = row("orders", {**RETURN, "status": word})
    assert (taken["status"], taken["platform_status"]) == (status, word)
    assert status in RETURN_STATUSES


def test_the_actual_shipping_fee_counts_once_it_is_confirmed() -> None:
    assert row("orders", {**ORDER, "actual_shipping_fee_confirmed": True})["shipping_fee"] == Decimal("2.5")
    without = {**ORDER, "actual_shipping_fee_confirmed": True, "actual_shipping_fee": None}
    assert row("orders", without)["shipping_fee"] == Decimal("1.99")
    names = ("actual_shipping_fee_confirmed", "actual_shipping_fee", "estimated_shipping_fee")
    assert row("orders", changed(ORDER, dict.fromkeys(names, ABSENT)))["shipping_fee"] is None


def test_what_is_empty_or_0_or_left_out_is_unknown() -> None:
    nothing = {"pay_time": 0, "payment_method": "", "cancel_by": None, "cancel_reason": ABSENT, "total_amount": ABSENT}
    taken = row("orders", changed(ORDER, nothing))
    assert [taken[name] for name in ("paid_at", "payment_method", "cancelled_by", "reason", "total_amount")] == [
        None
    ] * 5


def test_a_cancellation_tells_who_and_why() -> None:
    taken = row("orders", {**ORDER, "order_status": "CANCELLED", "cancel_by": "buyer", "cancel_reason": "Unpaid Order"})
    assert (taken["status"], taken["cancelled_by"], taken["reason"]) == ("cancelled", "buyer", "Unpaid Order")


def test_an_order_without_items_has_none() -> None:
    taken = row("orders", {**ORDER, "item_list": []})
    assert (taken["quantity"], taken["items_amount"], taken["items"]) == (0, Decimal(0), "[]")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"order_sn": ""}, "order_sn: expected text of 1"),
        ({"currency": "USD"}, "currency: expected the account's currency SGD, one of 2 known, got 'USD'"),
        ({"create_time": 0}, "create_time: expected seconds since 1970, got 0"),
        ({"update_time": "1770048000"}, "update_time: expected seconds since 1970, got '1770048000'"),
        ({"update_time": 10**12}, "update_time: expected seconds"),
        ({"total_amount": "twelve"}, "total_amount: expected a number"),
        ({"item_list": ABSENT}, "item_list: expected a list of objects, got nothing"),
        ({"item_list": "none"}, "item_list: expected a list of objects, got 'none'"),
        ({"item_list.1": None}, "item_list[1]: expected an object, got None"),
        ({"item_list.1.item_id": "7"}, "item_list[1].item_id: expected an id, a whole number above 0, got '7'"),
        ({"item_list.0.model_quantity_purchased": Decimal("1.5")}, "item_list[0].model_quantity_purchased: expected"),
        ({"item_list.0.model_discounted_price": ABSENT}, "item_list[0].model_discounted_price: expected a number"),
        ({"item_list.1.item_name": "half \ud83d"}, "item_list[1].item_name: expected text"),
        ({"item_list.1.item_name": "nul \0"}, "item_list[1].item_name: expected text"),
    ],
)
def test_an_order_that_is_not_as_expected_is_refused_and_its_neighbours_are_not(
    changes: dict[str, Any], reason: str
) -> None:
    bad = changed(ORDER, changes)
    assert reasons("orders", bad)[0].startswith(reason)
    parsed = parse("orders", ORDER, bad, RETURN)
    assert (parsed.table.num_rows, [each.source_line for each in parsed.rejects]) == (2, [1])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"refund_amount": ABSENT}, "refund_amount: expected a number"),
        ({"return_sn": None}, "return_sn: expected text"),
        ({"item.0.amount": None}, "item[0].amount: expected a whole number"),
    ],
)
def test_a_return_that_is_not_as_expected_is_refused(changes: dict[str, Any], reason: str) -> None:
    assert reasons("orders", changed(RETURN, changes))[0].startswith(reason)


def test_amounts_that_add_up_to_more_than_can_be_stored_are_refused() -> None:
    much = {f"item_list.{place}.model_discounted_price": 6 * 10**13 for place in (0, 1)}
    (said,) = reasons("orders", changed(ORDER, much))
    assert said.startswith("amounts: expected sums with at most 14 digits")


def test_the_day_of_a_refused_order_is_the_day_it_changed() -> None:
    bad = {**ORDER, "total_amount": "twelve"}
    days = [
        parse("orders", each).rejects[0].day for each in (bad, {**bad, "update_time": "x"}, {**bad, "update_time": 0})
    ]
    assert days == [dt.date(2026, 2, 3), None, None]


def test_every_field_that_tells_of_a_person_is_blanked_and_none_is_needed() -> None:
    orders = SHOPEE.stream("orders")
    blanked = dict.fromkeys(orders.personal_fields, "***")
    assert {"message_to_seller", "note", "buyer_username", "recipient_address", "invoice_data", "user", "image"} <= set(
        blanked
    )
    assert not set(orders.personal_fields) & set(WANTED)
    for record in (ORDER, RETURN):
        assert row("orders", {**record, **blanked}) == row("orders", record)
