"""Orders and products on their way to publication: row rules, the contract, and what is published in the end."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest

from resources.loading import publish as publishing
from resources.loading.batches import Batch
from resources.loading.context import LoadContext
from resources.loading.contract import Judge
from resources.object_store import ObjectStore
from resources.windows import DAY, Window
from tests.resources.loading.bazaar import START, Bazaar, Row, at, item, order, product

pytestmark = pytest.mark.database


@pytest.fixture
def context(context: LoadContext, store: ObjectStore) -> LoadContext:
    """A run that lands pages in a bucket."""
    return replace(context, store=store)


def reasons(shop: Bazaar, batch: Batch) -> dict[int, list[str]]:
    """Why records are in quarantine, by line."""
    rows = shop.context.warehouse.connection.execute(
        "SELECT source_line, reasons FROM ops.quarantined_rows WHERE batch_id = %s", (batch.id,)
    )
    return {row["source_line"]: row["reasons"] for row in rows}


WRONG_ORDERS: dict[str, tuple[Row, str]] = {
    "no items": (order("1", 0, item()) | {"items": "[]", "quantity": 0, "items_amount": "0"}, "items: expected one"),
    "a negative quantity": (order("1", 0, item(-1)), "items: expected quantities of 0 or more, got -1"),
    "a return that adds": (
        order("1", 0, item(2), return_sn="R"),
        "items: expected quantities of 0 or less for a return",
    ),
    "a negative price": (order("1", 0, item(1), item(1, "-2.5")), "items: expected unit prices of 0 or more, got -2.5"),
    "another quantity": (order("1", 0, item(2), quantity=3), "quantity: expected 2 (the sum of the items), got 3"),
    "another sum": (order("1", 0, items_amount="9.99"), "items_amount: expected 10 (the sum of the items), got 9.99"),
    "a sale that takes": (order("1", 0, total_amount="-1"), "total_amount: expected 0 or more, got -1"),
    "a refund that adds": (order("1", 0, return_sn="R", total_amount="1"), "total_amount: expected 0 or less"),
    "paid before it was": (
        order("1", 0, paid_at=at(-1)),
        "paid_at: expected 2025-03-01 04:00:00+00 (ordered_at) or later",
    ),
    "too old": (order("1", 0, order_date="1999-12-31"), "order_date: expected 2000-01-01 to "),
    "not yet": (order("1", 0, order_date="2093-01-01"), "order_date: expected 2000-01-01 to "),
    "milliseconds": (order("1", 24 * 365 * 60), "source_updated_at: expected "),
}


@pytest.mark.parametrize("wrong", WRONG_ORDERS)
def test_a_wrong_order_is_set_aside_with_its_reason_and_its_payload(shop: Bazaar, wrong: str) -> None:
    record, reason = WRONG_ORDERS[wrong]
    batch = shop.land([order("0", 0), record, order("2", 0)])
    ((line, (first, *_)),) = reasons(shop, batch).items()
    assert line == 1
    assert first.startswith(reason)
    (bad,) = shop.context.warehouse.connection.execute(
        "SELECT payload, date FROM ops.quarantined_rows WHERE batch_id = %s", (batch.id,)
    )
    assert json.loads(bad["payload"])["order_sn"] == "1"
    assert bad["date"] == record["source_updated_at"].date(), "the day of the update is what the window is about"
    assert publishing.publish(shop.context, shop.judged_good(batch)).counts.inserted == 2


def test_every_reason_is_given(shop: Bazaar) -> None:
    batch = shop.land([order("1", 0, item(1, "-2"), items_amount="5", total_amount="-5", paid_at=at(-1))])
    assert len(reasons(shop, batch)[0]) == 4


def test_what_platforms_really_send_is_good(shop: Bazaar) -> None:
    batch = shop.land(
        [
            order("gift", 0, item(1, "0")),
            order("none left of a line", 0, item(0), item(1)),
            order("nothing to pay", 0, total_amount="0", shipping_fee="0"),
            order("a rebate on shipping", 0, shipping_fee="-1.5"),
            order("unknown", 0, total_amount=None, paid_at=None),
            order("paid at once", 0, paid_at=at(0)),
            order("small money", 0, item(3, "0.333333")),
            order("free return", 0, item(-1, "0"), return_sn="R", total_amount="0"),
            order("updated on the last day", 14 * 24),
        ]
    )
    assert reasons(shop, batch) == {}
    assert publishing.publish(shop.context, shop.judged_good(batch)).counts.inserted == 9


def test_items_arrive_as_they_were_said(shop: Bazaar) -> None:
    odd = 'a "quoted" \\ thing, 안녕 🎁\n'
    said = [
        item(2, "5.475", model_id="7", model_name=odd, sku="", item_name=odd),
        item(1, original_price=None, sku=None),
    ]
    shop.publish(order("1", 0, *said))
    assert shop.rows(
        "line, item_id, model_id, sku, item_name, model_name, quantity, original_price::text, unit_price::text, "
        "amount::text",
        "order_items",
    ) == [
        (0, "1", "7", "", odd, odd, 2, "12.000000", "5.475000", "10.950000"),
        (1, "1", None, None, "thing", None, 1, None, "10.000000", "10.000000"),
    ]


WRONG_PRODUCTS: dict[str, tuple[Any, str]] = {
    "price": ("-1", "0 or more"),
    "original_price": ("-1", "0 or more"),
    "stock": (-1, "0 or more"),
    "sales": (-1, "0 or more"),
    "views": (-1, "0 or more"),
    "likes": (-1, "0 or more"),
    "comments": (-1, "0 or more"),
    "rating": ("5.1", "0 to 5"),
    "gravity": ("-0.01", "0 or more"),
    "popularity_rank": (-1, "0 or more"),
    "commission_rate": ("-75", "0 or more"),
    "rebill_rate": ("-1", "0 or more"),
    "snapshot_date": ("2025-04-01", "a day of 2025-03-01..2025-03-14"),
}


@pytest.mark.parametrize("field", WRONG_PRODUCTS)
def test_a_wrong_product_is_set_aside(shop: Bazaar, field: str) -> None:
    value, expected = WRONG_PRODUCTS[field]
    batch = shop.land([product("1"), product("2", **{field: value})], stream="products")
    ((line, (reason,)),) = reasons(shop, batch).items()
    assert line == 1
    assert reason.startswith(f"{field}: expected {expected}, got {value}")


def test_a_product_of_which_little_is_known_is_good(shop: Bazaar) -> None:
    unknown: Any = dict.fromkeys(["price", "original_price", "stock", "sales", "views", "likes", "comments", "rating"])
    records = [product("1", version=None, **unknown), product("2", 0, rating="0", price="0")]
    batch = shop.land(records, stream="products")
    assert reasons(shop, batch) == {}
    assert publishing.publish(shop.context, shop.judged_good(batch)).counts.inserted == 2


def test_an_order_that_changed_between_two_pages_is_kept_once_and_counted(shop: Bazaar) -> None:
    pages = [[order("1", 0), order("2", 0)], [order("1", 1, status="shipped"), order("2", 0)]]
    batch = shop.land(*pages)
    assert (batch.records_fetched, batch.records_staged, batch.records_duplicate, batch.records_quarantined) == (
        4,
        2,
        2,
        0,
    )
    publishing.publish(shop.context, shop.judged_good(batch))
    assert shop.rows("order_sn, status", "orders") == [("1", "shipped"), ("2", "pending")]


def judged(shop: Bazaar, *batches: Batch) -> list[tuple[str, list[str]]]:
    """Status of each batch and the terms it broke."""
    with Judge(shop.context) as bench:
        verdicts = [bench.judge(batch) for batch in batches]
    return [(verdict.batch.status, [finding.expectation for finding in verdict.broken]) for verdict in verdicts]


def many(first: int, count: int, price: str) -> list[Row]:
    """Orders of a few days at about a price."""
    return [
        order(str(n), 0, item(1 + n % 3, price), order_date=START + n % 10 * DAY) for n in range(first, first + count)
    ]


def test_amounts_in_micros_are_held(shop: Bazaar) -> None:
    shop.publish(*many(0, 30, "10"))
    window = Window.closed(START + 14 * DAY, START + 27 * DAY)
    dear = shop.land(many(100, 30, "100"), window=window)
    micros = shop.land(many(200, 30, "10000000"), window=window)
    few = shop.land(many(300, 29, "10000000"), window=window)
    ages_later = shop.land(many(400, 30, "10000000"), window=Window.closed(START + 200 * DAY, START + 201 * DAY))
    assert judged(shop, dear, micros, few, ages_later) == [
        ("validated", []),
        ("held", ["no_amount_jump"]),
        ("validated", []),
        ("validated", []),
    ]


def test_prices_in_cents_are_held(shop: Bazaar) -> None:
    shop.publish(*(product(str(n), price="9.90") for n in range(5)), stream="products")
    window = Window.closed(START, START)
    cents = shop.land([product(str(n), 2, price="990") for n in range(5)], stream="products", window=window)
    one_dear = shop.land(
        [product(str(n), 3, price="990" if n < 2 else "10") for n in range(5)], stream="products", window=window
    )
    assert judged(shop, cents, one_dear) == [("held", ["no_price_jump"]), ("validated", [])]


def test_a_foreign_currency_and_too_many_bad_orders_are_held(shop: Bazaar) -> None:
    foreign = shop.land([order("1", 0, currency="MYR"), order("2", 0)])
    spoiled = shop.land([order(str(n), 0, quantity=7 if n < 11 else 1) for n in range(100)])
    empty = shop.land([])
    assert judged(shop, foreign, spoiled, empty) == [
        ("held", ["currency_of_account"]),
        ("held", ["share_of_bad_rows"]),
        ("validated", []),
    ]


def test_quarantine_ends_when_a_newer_fetch_has_published_the_day_of_the_update(shop: Bazaar) -> None:
    def status(batch: Batch) -> str:
        rows = shop.context.warehouse.connection.execute(
            "SELECT status FROM ops.quarantined_rows WHERE batch_id = %s", (batch.id,)
        )
        return str(next(iter(rows))["status"])

    bad = shop.land([order("1", 13 * 24, quantity=7, order_date=dt.date(2025, 1, 5))])
    publishing.publish(shop.context, shop.judged_good(bad))
    elsewhere = shop.land([], window=Window.closed(dt.date(2025, 1, 1), dt.date(2025, 1, 14)))
    publishing.publish(shop.context, shop.judged_good(elsewhere))
    assert status(bad) == "open", "the day it was created on is not what was read again"
    again = shop.land([order("1", 13 * 24, order_date=dt.date(2025, 1, 5))])
    publishing.publish(shop.context, shop.judged_good(again))
    assert status(bad) == "superseded"
