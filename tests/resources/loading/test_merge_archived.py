"""Documents of months that the archive serves wait, and everything else is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from resources.loading import publish as publishing
from resources.loading.context import LoadContext
from resources.loading.publish.counts import RowCounts
from resources.loading.publish.parameters import parameters
from resources.warehouse.connection import Warehouse
from tests.resources.loading import bazaar
from tests.resources.loading.bazaar import FETCHED, HOUR, START, Bazaar, order

pytestmark = pytest.mark.database


@pytest.fixture
def context(warehouse: Warehouse) -> Iterator[LoadContext]:
    """A run on a database of its own."""
    with bazaar.known():
        yield bazaar.run(warehouse)


def archive(owner: Warehouse, table: str, month: dt.date) -> None:
    owner.connection.execute(
        "INSERT INTO ops.archive_manifest (table_name, month, state, rows, sums, content_hash, schema_version,"
        " objects, bytes) VALUES (%s, %s, 'serving_archive', 0, '{}', 0, '', '[]', 0)",
        (table, month),
    )


def late(shop: Bazaar) -> list[tuple[Any, ...]]:
    found = shop.context.warehouse.connection.execute(
        "SELECT table_name, month, row_data ->> 'order_sn' AS sn, row_data ->> 'status' AS status FROM ops.late_rows"
        " ORDER BY id"
    )
    return [tuple(row.values()) for row in found]


@pytest.mark.parametrize("table", ["orders", "order_items"])
def test_an_order_of_a_month_of_which_the_archive_serves_a_table_waits_and_the_others_are_published(
    shop: Bazaar, owner: Warehouse, table: str
) -> None:
    archive(owner, table, dt.date(2024, 2, 1))
    old = shop.validated(order("1", 0), order("2", 0, order_date=dt.date(2024, 2, 29)))
    assert publishing.publish(shop.context, old).counts == RowCounts(inserted=1, late=1)
    assert shop.rows("order_sn", "orders") == [("1",)]
    assert late(shop) == [("orders", dt.date(2024, 2, 1), "2", "pending")]


def test_a_newer_version_takes_the_place_of_one_that_waits_and_an_older_one_waits_beside_it(
    shop: Bazaar, owner: Warehouse
) -> None:
    archive(owner, "orders", START)
    shop.publish(order("1", 1), order("2", 1))
    shop.publish(order("1", 2, status="shipped"), fetched_at=FETCHED + HOUR)
    shop.publish(order("1", 0, status="old"), fetched_at=FETCHED + 2 * HOUR)
    assert [row[2:] for row in late(shop)] == [("2", "pending"), ("1", "shipped"), ("1", "old")]


def test_a_month_that_is_archived_after_its_partition_was_made_sure_of_waits_all_the_same(
    shop: Bazaar, owner: Warehouse
) -> None:
    batch = shop.validated(order("1", 0))
    publishing._ensure_partitions(shop.context, batch)
    archive(owner, "order_items", START)
    with shop.context.warehouse.transaction("test") as cursor:
        counts = publishing.merge.publish(cursor, batch, parameters(shop.context.clock, batch))
    assert counts == RowCounts(late=1)
    assert (shop.rows("order_sn", "orders"), shop.rows("order_sn", "order_items")) == ([], [])
