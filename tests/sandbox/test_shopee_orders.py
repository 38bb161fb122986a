"""Shopee's orders and returns: every one of them is told, as it stood on the business day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from resources.windows import Window
from sandbox.ledger import Ledger
from tests.sandbox.conftest import TODAY, Sandbox, Start
from tests.sandbox.shop import Application, Shop, refusal, second

LIST, DETAIL = "order/get_order_list", "order/get_order_detail"
ZONES = {"2001": "Asia/Bangkok", "2003": "Asia/Jakarta", "2006": "America/Sao_Paulo"}
NOT_FOUND = "Wrong parameters, detail: the order is not found."


@pytest.fixture
def shop(sandbox: Sandbox) -> Shop:
    """The shop in Bangkok."""
    return Application.of(sandbox).shop("2001")


def lately(zone: str = "Asia/Bangkok", days: int = 15, last: dt.date = TODAY) -> dict[str, Any]:
    """Parameters for the orders that were updated in the last days."""
    end = second(last + dt.timedelta(days=1), zone)
    return {"time_range_field": "update_time", "time_from": end - days * 86_400, "time_to": end, "page_size": 100}


def details(shop: Shop, numbers: list[str], *fields: str) -> list[dict[str, Any]]:
    """Details of up to fifty orders."""
    found: list[dict[str, Any]] = shop.ask(
        DETAIL, order_sn_list=",".join(numbers), response_optional_fields=",".join(fields)
    )["order_list"]
    return found


@pytest.mark.parametrize("shop_id", ZONES)
def test_every_order_of_the_ledger_is_told_exactly(sandbox: Sandbox, shop_id: str) -> None:
    shop, zone = Application.of(sandbox).shop(shop_id), ZONES[shop_id]
    truth = {row["order_sn"]: row for row in sandbox.ledger.orders("shopee", shop_id, TODAY).to_pylist()}
    items: dict[str, list[dict[str, Any]]] = {}
    for row in sandbox.ledger.order_items("shopee", shop_id, TODAY).to_pylist():
        items.setdefault(row["order_sn"], []).append(row)
    seen: dict[str, dict[str, Any]] = {}
    for chunk in Window.closed(dt.date(2025, 1, 1), TODAY).chunks(15):
        asked = lately(zone, len(chunk), chunk.last) | {"time_to": second(chunk.end, zone) - 1}
        for page in shop.pages(LIST, **asked):
            for batch in (page[:50], page[50:]):
                if batch:
                    told = details(shop, batch, "total_amount", "item_list", "pay_time", "payment_method")
                    assert not seen.keys() & {order["order_sn"] for order in told}
                    seen |= {order["order_sn"]: order for order in told}
    assert seen.keys() == truth.keys()
    for order_sn, row in truth.items():
        order = seen[order_sn]
        assert Decimal(order["total_amount"]) == row["total_amount"]
        assert order["order_status"] == row["status"]
        assert order["create_time"] == int(row["create_time"].timestamp())
        assert order["pay_time"] == (int(row["pay_time"].timestamp()) if row["pay_time"] else 0)
        told_items = [
            (item["item_id"], item["model_id"], item["model_quantity_purchased"], item["model_discounted_price"])
            for item in order["item_list"]
        ]
        assert told_items == [
            (int(line["item_id"]), int(line["model_id"]), line["quantity"], line["discounted_price"])
            for line in items[order_sn]
        ]


@pytest.mark.parametrize("shop_id", ["2003", "2004", "2005"])
def test_rupiah_dong_and_taiwan_dollars_are_whole_numbers(sandbox: Sandbox, shop_id: str) -> None:
    shop = Application.of(sandbox).shop(shop_id)
    numbers = next(shop.pages(LIST, **lately()))[:50]
    for order in details(shop, numbers, "total_amount", "item_list", "estimated_shipping_fee"):
        prices = [item[f"model_{kind}_price"] for item in order["item_list"] for kind in ("original", "discounted")]
        assert all(type(price) is int for price in (*prices, order["total_amount"], order["estimated_shipping_fee"]))


def test_other_amounts_have_as_many_decimals_as_they_need(shop: Shop) -> None:
    orders = details(shop, next(shop.pages(LIST, **lately()))[:50], "total_amount")
    text = shop.get(
        DETAIL, order_sn_list=orders[0]["order_sn"], response_optional_fields="total_amount"
    ).content.decode()
    assert f'"total_amount":{orders[0]["total_amount"]}' in text
    assert any(isinstance(order["total_amount"], Decimal) for order in orders)


def test_pages_hold_every_order_once_and_the_newest_first(shop: Shop) -> None:
    whole = [sn for page in shop.pages(LIST, **lately()) for sn in page]
    parts = list(shop.pages(LIST, **lately() | {"page_size": 7}))
    assert [sn for page in parts for sn in page] == whole
    assert {len(page) for page in parts[:-1]} == {7}
    times = [order["update_time"] for order in details(shop, whole[:50])]
    assert times == sorted(times, reverse=True)


def test_a_status_is_told_when_asked_and_filtered_by(shop: Shop) -> None:
    plain = shop.ask(LIST, **lately())["order_list"]
    assert {frozenset(order) for order in plain} == {frozenset({"order_sn", "booking_sn"})}
    named = shop.ask(LIST, **lately(), response_optional_fields="order_status", order_status="CANCELLED")
    assert {order["order_status"] for order in named["order_list"]} == {"CANCELLED"}
    assert {order["order_sn"] for order in named["order_list"]} < {
        sn for page in shop.pages(LIST, **lately()) for sn in page
    }


def test_a_cursor_is_opaque_and_good_for_its_own_query_only(shop: Shop) -> None:
    asked = lately() | {"page_size": 20}
    cursor = shop.ask(LIST, **asked)["next_cursor"]
    assert not cursor.isdecimal()
    for query in (asked | {"time_from": asked["time_from"] + 1}, asked | {"order_status": "SHIPPED"}):
        assert refusal(shop.get(LIST, cursor=cursor, **query))[:2] == (200, "error_param")
    assert refusal(shop.get(LIST, cursor="20", **asked))[2] == "Wrong parameters, detail: cursor is invalid."
    last = shop.ask(LIST, **lately(days=1))
    assert (last["more"], last["next_cursor"]) == (False, "")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"time_from": 0}, "order.order_list_invalid_time"),
        ({"time_to": 1}, "order.order_list_invalid_time"),
        ({"page_size": 101}, "error_param"),
        ({"page_size": 0}, "error_param"),
        ({"page_size": None}, "error_param"),
        ({"time_range_field": None}, "error_param"),
        ({"time_range_field": "pay_time"}, "error_param"),
        ({"time_from": "2026-01-01"}, "error_param"),
        ({"order_status": "GONE"}, "error_param"),
        ({"page_number": 2}, "error_param"),
        ({"cursor": ["a", "b"]}, "error_param"),
    ],
)
def test_lists_that_cannot_be_asked_for(shop: Shop, change: dict[str, Any], error: str) -> None:
    status, word, message = refusal(shop.get(LIST, **lately() | change))
    assert (status, word) == (200, error)
    assert message.startswith("Wrong parameters, detail: " if error == "error_param" else "Start time")


def test_fifteen_days_are_not_too_long_but_a_second_more_is(shop: Shop) -> None:
    asked = lately(days=15)
    assert shop.get(LIST, **asked).json()["error"] == ""
    assert refusal(shop.get(LIST, **asked | {"time_to": asked["time_to"] + 1}))[1] == "order.order_list_invalid_time"


def test_details_have_what_was_asked_for_and_nothing_else(shop: Shop) -> None:
    numbers = next(shop.pages(LIST, **lately()))[:5]
    always = {
        "order_sn", "region", "currency", "cod", "order_status", "message_to_seller", "create_time", "update_time",
        "days_to_ship", "ship_by_date", "reverse_shipping_fee", "booking_sn", "advance_package",
        "is_buyer_shop_collection",
    }  # fmt: skip
    assert {frozenset(order) for order in details(shop, numbers)} == {frozenset(always)}
    (asked,) = {frozenset(order) for order in details(shop, numbers, "total_amount", "recipient_address")}
    assert asked - always == {"total_amount", "recipient_address"}


def test_numbers_that_are_not_known_are_left_out_unless_none_is(shop: Shop) -> None:
    numbers = next(shop.pages(LIST, **lately()))[:2]
    told = details(shop, [numbers[0], "250101NOTTHERE", numbers[1], numbers[0]])
    assert [order["order_sn"] for order in told] == numbers
    assert refusal(shop.get(DETAIL, order_sn_list="250101NOTTHERE")) == (200, "error_not_found", NOT_FOUND)


@pytest.mark.parametrize(
    "wrong",
    [
        {"order_sn_list": ",".join(["a"] * 51)},
        {"order_sn_list": ""},
        {"order_sn_list": "a,,b"},
        {"order_sn_list": "a", "response_optional_fields": "total_amount,secrets"},
    ],
)
def test_details_that_cannot_be_asked_for(shop: Shop, wrong: dict[str, Any]) -> None:
    assert refusal(shop.get(DETAIL, **wrong))[:2] == (200, "error_param")


def test_personal_data_is_shown_in_some_regions_and_masked_in_others(sandbox: Sandbox) -> None:
    for shop_id, masks in (("2001", False), ("2004", True)):
        shop = Application.of(sandbox).shop(shop_id)
        orders = details(
            shop, next(shop.pages(LIST, **lately()))[:50], "recipient_address", "buyer_cpf_id", "buyer_username"
        )
        assert {"******" in order["recipient_address"]["full_address"] for order in orders} == {masks}
        assert any(order["message_to_seller"] for order in orders)


def test_a_location_is_an_array_or_a_string(shop: Shop) -> None:
    orders = details(shop, next(shop.pages(LIST, **lately()))[:50], "item_list")
    assert {type(item["product_location_id"]) for order in orders for item in order["item_list"]} == {list, str}


def test_orders_are_told_as_they_stood_on_the_business_day(start: Start, ledger: Ledger) -> None:
    versions = ledger.snapshot(TODAY)["orders"].to_pylist()
    history = [row for row in versions if row["account_id"] == "2002" and row["order_sn"].startswith("250601")]
    number = next(row["order_sn"] for row in history if row["status"] == "COMPLETED")
    lived = sorted((row for row in history if row["order_sn"] == number), key=lambda row: row["update_time"])
    assert len({row["status"] for row in lived}) > 3
    for row in lived:
        day = row["update_time"].astimezone(dt.timezone(dt.timedelta(hours=8))).date()
        shop = Application.of(start(today=day)).shop("2002")
        last = max(each["update_time"] for each in lived if each["update_time"] < _after(day))
        expected = next(each["status"] for each in lived if each["update_time"] == last)
        assert details(shop, [number])[0]["order_status"] == expected
    before = Application.of(start(today=dt.date(2025, 5, 31))).shop("2002")
    assert refusal(before.get(DETAIL, order_sn_list=number))[1] == "error_not_found"


def _after(day: dt.date) -> dt.datetime:
    return dt.datetime.fromtimestamp(second(day + dt.timedelta(days=1), "Asia/Singapore"), dt.UTC)
