"""Documents that come for an archived month: their newest version ends up in the archive, whatever came between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from resources.archive import archive_month, restore_month
from resources.archive.late import merge_late_rows, waiting
from resources.object_store import ObjectStore
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import refresh_marts
from tests.conftest import Databases
from tests.resources.loading import bazaar
from tests.resources.loading.bazaar import FETCHED, HOUR, START, Bazaar, event, item, order, product

pytestmark = pytest.mark.database
TODAY = dt.date(2026, 11, 20)
TABLES = ("orders", "order_items", "analytics_events", "product_metrics")
ORDERED = "SELECT order_sn, return_sn, status, items_amount FROM warehouse.orders ORDER BY 1, 2"
ITEMS = "SELECT order_sn, return_sn, line, quantity FROM warehouse.order_items ORDER BY 1, 2, 3"


@pytest.fixture
def shop(databases: Databases, store: ObjectStore) -> Iterator[Bazaar]:
    """A shop with an order, an event and a product in March 2025."""
    with bazaar.known(), closing(Warehouse(databases.loader_url)) as warehouse:
        shop = Bazaar.open(bazaar.run(warehouse, store))
        shop.publish(order("1", 1, item(1), item(2, item_id="2")), order("2", 1))
        shop.publish(event("1"), stream="events")
        shop.publish(product("1"), stream="products")
        refresh_marts(warehouse, shop.context.clock)
        yield shop


def archive(owner: Warehouse, store: ObjectStore, *tables: str) -> None:
    for table in tables:
        archive_month(owner, store, table, START, TODAY)


def run(owner: Warehouse, shop: Bazaar) -> None:
    """An archive run of March."""
    store, clock = shop.context.store, shop.context.clock
    for late in waiting(owner):
        archive(
            owner, store, *(place.table for place in merge_late_rows(owner, store, clock, late.table, START).places)
        )


def restored(owner: Warehouse, store: ObjectStore, query: str) -> list[tuple[Any, ...]]:
    for table in TABLES:
        restore_month(owner, store, table, START)
    return [tuple(row.values()) for row in owner.connection.execute(query.encode())]


def versions(owner: Warehouse) -> dict[str, list[str]]:
    rows = owner.connection.execute(
        "SELECT table_name, array_agg(state ORDER BY version) AS states FROM ops.archive_manifest GROUP BY 1"
    )
    return {row["table_name"]: row["states"] for row in rows}


def test_orders_that_change_after_their_month_went_are_merged_with_their_items(
    shop: Bazaar, owner: Warehouse, store: ObjectStore
) -> None:
    archive(owner, store, *TABLES)
    shop.publish(order("1", 5, item(4), status="completed"), order("3", 1), fetched_at=FETCHED + HOUR)
    shop.publish(order("1", 3, item(9), status="shipped"), fetched_at=FETCHED + 2 * HOUR)
    shop.publish(order("1", 6, item(-1), return_sn="R"), fetched_at=FETCHED + 3 * HOUR)
    assert [(late.table, late.rows) for late in waiting(owner)] == [("orders", 4)]
    run(owner, shop)
    assert waiting(owner) == []
    again = ["superseded", "dropped"]
    assert versions(owner) == {
        "orders": again, "order_items": again, "analytics_events": ["dropped"], "product_metrics": ["dropped"]
    }  # fmt: skip
    assert restored(owner, store, ORDERED) == [
        ("1", "", "completed", 40), ("1", "R", "requested", -10), ("2", "", "pending", 10), ("3", "", "pending", 10)
    ]  # fmt: skip
    assert restored(owner, store, ITEMS) == [("1", "", 0, 4), ("1", "R", 0, -1), ("2", "", 0, 1), ("3", "", 0, 1)]


def test_an_order_waits_for_the_table_that_is_archived_alone(
    shop: Bazaar, owner: Warehouse, store: ObjectStore
) -> None:
    archive(owner, store, "order_items")
    shop.publish(order("1", 5, item(4), status="completed"), fetched_at=FETCHED + HOUR)
    assert shop.rows("status", "orders") == [("pending",), ("pending",)]
    merged = merge_late_rows(owner, store, shop.context.clock, "order_items", START)
    assert [place.table for place in merged.places] == ["order_items"]
    assert shop.rows("order_sn, status", "orders") == [("1", "completed"), ("2", "pending")]
    assert shop.rows("order_sn, quantity", "order_items") == [("1", 4), ("2", 1)]


def test_an_event_that_a_later_fetch_of_its_day_left_out_is_merged_all_the_same(
    shop: Bazaar, owner: Warehouse, store: ObjectStore
) -> None:
    archive(owner, store, "analytics_events")
    shop.publish(event("1", revenue="7"), stream="events", fetched_at=FETCHED + HOUR)
    shop.publish(event("2"), stream="events", fetched_at=FETCHED + 2 * HOUR)
    merge_late_rows(owner, store, shop.context.clock, "analytics_events", START)
    assert [key for key, _ in shop.rows("event_key, revenue", "analytics_events")] == ["1", "2"]
    assert [int(revenue) for _, revenue in shop.rows("event_key, revenue", "analytics_events")] == [7, 19]


def test_events_and_product_figures_are_merged_by_the_fetch_that_told_them_last(
    shop: Bazaar, owner: Warehouse, store: ObjectStore
) -> None:
    archive(owner, store, *TABLES)
    shop.publish(event("1", revenue="7.123456"), event("2"), stream="events", fetched_at=FETCHED + 2 * HOUR)
    shop.publish(event("1", revenue="0"), stream="events", fetched_at=FETCHED + HOUR)
    shop.publish(product("1", stock=1), product("2"), stream="products", fetched_at=FETCHED + HOUR)
    run(owner, shop)
    events = "SELECT event_key, revenue::text FROM warehouse.analytics_events ORDER BY 1"
    assert restored(owner, store, events) == [("1", "7.123456"), ("2", "19.900000")]
    assert shop.rows("stock", "product_metrics") == [(1,), (5,)]
    assert shop.rows("product_id, stock", "products") == [("1", 1), ("2", 5)]
