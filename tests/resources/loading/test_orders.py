"""Orders that change for months, through the whole pipeline, read in any order and any number of times."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from resources.object_store import ObjectStore
from resources.windows import DAY, Window
from sandbox.ledger import Ledger
from sandbox.ledger.tables import SCHEMAS
from tests.conftest import Databases
from tests.playground import Playground, playground

pytestmark = pytest.mark.database
SHOP = {"platform": "shopee", "account_id": "77"}
FIRST, LAST = dt.date(2025, 3, 1), dt.date(2025, 6, 20)
ORDER, RETURN = "250305ABCDEFGH", "2506100000001"
DOCUMENTS = (
    "order_date, order_sn, return_sn, status, platform_status, quantity, items_amount, total_amount, paid_at, reason, "
    "source_updated_at"
)
ITEMS = "order_date, order_sn, return_sn, line, item_id, sku, quantity, original_price, unit_price, amount, currency"


def at(day: str, time: str = "10:00") -> dt.datetime:
    """A moment in the shop's zone."""
    return dt.datetime.fromisoformat(f"{day}T{time}:00+08:00")


def order(day: str, status: str, **told: Any) -> dict[str, Any]:
    """The order as it stood from a day on."""
    return {
        **SHOP,
        "order_sn": ORDER,
        "create_time": at("2025-03-05"),
        "update_time": at(day),
        "status": status,
        "total_amount": Decimal("23.40"),
        "shipping_fee": Decimal("1.50"),
        "payment_method": "Credit Card",
        **told,
    }


def returned(day: str, status: str) -> dict[str, Any]:
    """The return as it stood from a day on."""
    return {
        **SHOP,
        "return_sn": RETURN,
        "order_sn": ORDER,
        "create_time": at("2025-06-10"),
        "update_time": at(day),
        "status": status,
        "refund_amount": Decimal("10.95"),
        "reason": "NOT_RECEIPT",
    }


def line(number: int, quantity: int, price: str, **key: str) -> dict[str, Any]:
    """An item of the order or of the return."""
    prices = {"original_price": "12.00", "discounted_price": price, "item_price": price}
    words = {"item_name": f"thing {number}", "item_sku": f"T-{number}", "model_name": "", "model_sku": ""}
    money = {name: Decimal(value) for name, value in prices.items()}
    return {
        **SHOP,
        **key,
        "line": number,
        "item_id": str(100 + number),
        "model_id": "0",
        "quantity": quantity,
        **words,
        **money,
    }


def table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows in the ledger's schema."""
    return pa.Table.from_pylist(rows, schema=SCHEMAS[name])


LEDGER = Ledger.of(
    {
        "accounts": table(
            "accounts",
            [{**SHOP, "name": "Shop", "currency": "SGD", "timezone": "Asia/Singapore", "status": "NORMAL"}],
        ),
        "orders": table(
            "orders",
            [
                order("2025-03-05", "UNPAID"),
                order("2025-04-02", "READY_TO_SHIP", pay_time=at("2025-04-02", "09:59")),
                order("2025-04-20", "COMPLETED", pay_time=at("2025-04-02", "09:59")),
            ],
        ),
        "order_items": table("order_items", [line(0, 1, "10.95", order_sn=ORDER), line(1, 2, "5.475", order_sn=ORDER)]),
        "returns": table("returns", [returned("2025-06-10", "REQUESTED"), returned("2025-06-15", "REFUND_PAID")]),
        "return_items": table("return_items", [line(0, 1, "10.95", return_sn=RETURN)]),
    }
)


@pytest.fixture
def shop(databases: Databases, store: ObjectStore) -> Iterator[Playground]:
    """The shop, connected, on its first day."""
    with playground(databases.loader_url, store, LEDGER, FIRST) as world:
        world.connect(SHOP["account_id"], platform_name="shopee")
        yield world


def read(world: Playground, window: Window | None = None) -> None:
    """A run over the orders."""
    assert world.sync(window, streams=("orders",), platform_name="shopee") == []


def state(world: Playground) -> tuple[Any, Any]:
    """Everything that is published, without load metadata."""
    return (
        world.query(f"SELECT {DOCUMENTS} FROM warehouse.orders ORDER BY 1, 2, 3"),
        world.query(f"SELECT {ITEMS} FROM warehouse.order_items ORDER BY 1, 2, 3, 4"),
    )


def test_an_order_of_march_paid_in_april_and_returned_in_june_is_two_documents(shop: Playground) -> None:
    shop.clock.move_to(LAST)
    read(shop, Window.closed(FIRST, LAST))
    documents, items = state(shop)
    assert [
        (row["order_date"], row["return_sn"], row["status"], row["items_amount"], row["quantity"]) for row in documents
    ] == [
        (dt.date(2025, 3, 5), "", "completed", Decimal("21.90"), 3),
        (dt.date(2025, 6, 10), RETURN, "refunded", Decimal("-10.95"), -1),
    ]
    assert documents[0]["paid_at"] == at("2025-04-02", "09:59")
    assert [(row["line"], row["quantity"], row["unit_price"], row["amount"]) for row in items] == [
        (0, 1, Decimal("10.95"), Decimal("10.95")),
        (1, 2, Decimal("5.475"), Decimal("10.95")),
        (0, -1, Decimal("10.95"), Decimal("-10.95")),
    ]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.thorough) for seed in range(1, 4))])
def test_read_on_any_days_in_any_order_any_number_of_times_it_ends_alike(shop: Playground, seed: int) -> None:
    chance = random.Random(seed)
    for day in sorted(chance.choices(list(Window.closed(FIRST, LAST - DAY).days()), k=6)):
        shop.clock.move_to(day)
        begins = chance.choice(list(Window.closed(FIRST, day).days()))
        read(shop, Window.closed(begins, min(day, begins + 20 * DAY)))
    shop.clock.move_to(LAST)
    windows = list(Window.closed(FIRST, LAST).chunks(14))
    for window in [*chance.sample(windows, len(windows)), chance.choice(windows)]:
        read(shop, window)
    documents, items = state(shop)
    assert [(row["order_date"], row["status"], row["items_amount"]) for row in documents] == [
        (dt.date(2025, 3, 5), "completed", Decimal("21.90")),
        (dt.date(2025, 6, 10), "refunded", Decimal("-10.95")),
    ]
    assert sum(row["amount"] for row in items) == Decimal("10.95")


def test_no_order_disappears_because_it_left_a_window(shop: Playground) -> None:
    shop.clock.move_to(dt.date(2025, 3, 6))
    read(shop)
    assert [row["status"] for row in state(shop)[0]] == ["pending"]
    shop.clock.move_to(dt.date(2025, 4, 3))
    read(shop, Window.closed(dt.date(2025, 3, 1), dt.date(2025, 3, 10)))
    assert [row["status"] for row in state(shop)[0]] == ["pending"], "its window of March is empty now"
    read(shop)
    assert [row["status"] for row in state(shop)[0]] == ["confirmed"]


def test_the_gap_of_a_shop_that_was_away_fills_by_itself(shop: Playground) -> None:
    shop.clock.move_to(dt.date(2025, 3, 6))
    read(shop)
    shop.clock.move_to(LAST)
    read(shop)
    assert [row["status"] for row in state(shop)[0]] == ["completed", "refunded"]


def test_a_product_that_could_not_be_read_yesterday_waits_no_more_when_it_can_be_read_today(
    databases: Databases, store: ObjectStore
) -> None:
    with playground(databases.loader_url, store, Ledger.default(seed=1), LAST) as world:
        world.connect("2002", platform_name="shopee")
        world.strike("missing_key", match="get_item_base_info", field="item_name", records=1, times=1)
        world.sync(streams=("products",), platform_name="shopee")
        waiting = "SELECT status FROM ops.quarantined_rows"
        assert [row["status"] for row in world.query(waiting)] == ["open"]
        world.clock.move_to(LAST + DAY)
        assert world.sync(streams=("products",), platform_name="shopee") == []
        assert [row["status"] for row in world.query(waiting)] == ["superseded"]
