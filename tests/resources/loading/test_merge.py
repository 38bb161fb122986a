"""Merging documents: the newest version stays, whatever the order and number of deliveries."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resources.errors import IntegrityError
from resources.loading import publish as publishing
from resources.loading.context import LoadContext
from resources.loading.publish.counts import RowCounts
from resources.windows import DAY
from tests.resources.loading.bazaar import FETCHED, HOUR, START, Bazaar, Row, at, item, order

pytestmark = pytest.mark.database
DOCUMENT = "order_sn, return_sn, order_date, status, quantity, items_amount, source_updated_at"
ITEM = "order_sn, return_sn, line, item_id, quantity, unit_price, amount, currency"
NEXT_MONTH = START + 31 * DAY


def documents(shop: Bazaar) -> list[tuple[Any, ...]]:
    return shop.rows(DOCUMENT, "orders")


def items(shop: Bazaar) -> list[tuple[Any, ...]]:
    return shop.rows("order_sn, return_sn, line, item_id, quantity", "order_items")


def statuses(shop: Bazaar) -> list[str]:
    return [status for _, status in shop.rows("order_sn, status", "orders")]


def test_a_newer_version_replaces_an_order_with_its_items_and_leaves_equal_items_untouched(shop: Bazaar) -> None:
    first = shop.publish(order("1", 0, item(1), item(2, item_id="2"), item(3, item_id="3")))
    before = dict(shop.rows("line, xmin::text", "order_items"))
    second = shop.publish(order("1", 1, item(1), item(5, item_id="2"), status="cancelled"), fetched_at=FETCHED + HOUR)
    assert (first, second) == (RowCounts(inserted=1), RowCounts(updated=1))
    assert statuses(shop) == ["cancelled"]
    assert items(shop) == [("1", "", 0, "1", 1), ("1", "", 1, "2", 5)]
    after = dict(shop.rows("line, xmin::text", "order_items"))
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_equal_documents_are_unchanged_and_no_row_is_written(shop: Bazaar) -> None:
    rows = [order("1", 0, item(), item(2)), order("1", 0, return_sn="9"), order("2", 3)]
    shop.publish(*rows)
    written = shop.rows("xmin::text, ctid::text", "orders"), shop.rows("xmin::text, ctid::text", "order_items")
    assert shop.publish(*rows, fetched_at=FETCHED + HOUR) == RowCounts(unchanged=3)
    assert written == (
        shop.rows("xmin::text, ctid::text", "orders"),
        shop.rows("xmin::text, ctid::text", "order_items"),
    )


def test_an_older_version_never_overwrites_a_newer_one_however_late_it_was_fetched(shop: Bazaar) -> None:
    shop.publish(order("1", 5, status="shipped"))
    late = shop.publish(order("1", 2, item(9), status="confirmed"), fetched_at=FETCHED + HOUR)
    assert late == RowCounts(unchanged=1)
    assert statuses(shop) == ["shipped"]
    assert items(shop) == [("1", "", 0, "1", 1)]


def test_of_one_version_the_later_fetch_counts(shop: Bazaar) -> None:
    shop.publish(order("1", 1, platform_status="B"), fetched_at=FETCHED + HOUR)
    assert shop.publish(order("1", 1, platform_status="A")) == RowCounts(unchanged=1)
    assert shop.publish(order("1", 1, platform_status="C"), fetched_at=FETCHED + 2 * HOUR) == RowCounts(updated=1)
    assert shop.rows("platform_status", "orders") == [("C",)]


def test_an_item_alone_that_differs_is_a_change_of_its_order(shop: Bazaar) -> None:
    shop.publish(order("1", 1, item(sku="A")))
    assert shop.publish(order("1", 1, item(sku="B")), fetched_at=FETCHED + HOUR) == RowCounts(updated=1)
    assert shop.rows("sku", "order_items") == [("B",)]
    assert shop.rows("fetched_at", "orders") == [(FETCHED + HOUR,)]


def test_a_version_that_says_the_same_is_remembered_so_that_what_lay_between_comes_too_late(shop: Bazaar) -> None:
    shop.publish(order("1", 1))
    shop.publish(order("1", 3), fetched_at=FETCHED + HOUR)
    assert shop.publish(order("1", 2, status="shipped"), fetched_at=FETCHED + 2 * HOUR) == RowCounts(unchanged=1)
    assert statuses(shop) == ["pending"]


def test_nothing_is_removed_because_it_is_absent(shop: Bazaar) -> None:
    shop.publish(order("1", 0), order("2", 0))
    shop.publish(order("2", 1, status="completed"), fetched_at=FETCHED + HOUR)
    shop.publish(fetched_at=FETCHED + 2 * HOUR)
    assert statuses(shop) == ["pending", "completed"]


def test_a_return_is_a_document_of_its_own_day_beside_its_order(shop: Bazaar) -> None:
    later = {"order_date": NEXT_MONTH, "ordered_at": at(31 * 24)}
    shop.publish(order("1", 0, item(2)), order("1", 800, item(-1), return_sn="R", status="refunded", **later))
    assert [(row[1], row[2], row[4], row[5]) for row in documents(shop)] == [
        ("", START, 2, 20),
        ("R", NEXT_MONTH, -1, -10),
    ]
    assert items(shop) == [("1", "", 0, "1", 2), ("1", "R", 0, "1", -1)]


def test_an_order_whose_day_moved_is_refused_with_both_days_and_nothing_is_written(shop: Bazaar) -> None:
    shop.publish(order("1", 0), order("1", 0, return_sn="R"))
    moved = [order("2", 0), order("1", 5, order_date=NEXT_MONTH), order("1", 5, return_sn="R", order_date=START + DAY)]
    with pytest.raises(IntegrityError) as refused:
        shop.publish(*moved, fetched_at=FETCHED + HOUR)
    assert "order 1: expected order_date 2025-03-01 as published, got 2025-04-01; " in str(refused.value)
    assert "order 1 return R: expected order_date 2025-03-01 as published, got 2025-03-02" in str(refused.value)
    assert [row[0] for row in documents(shop)] == ["1", "1"]


def test_the_months_of_the_orders_get_their_partitions_however_far_from_the_window(shop: Bazaar) -> None:
    shop.publish(*(order(str(day), 0, order_date=day) for day in (dt.date(2023, 7, 31), dt.date(2024, 2, 29))))
    found = shop.context.warehouse.connection.execute(
        "SELECT inhrelid::regclass::text AS name FROM pg_inherits"
    ).fetchall()
    names = {row["name"] for row in found}
    assert {
        f"warehouse.{table}_{month}" for table in ("orders", "order_items") for month in ("2023_07", "2024_02")
    } <= names
    assert "warehouse.orders_2023_08" not in names


def test_a_staging_table_that_a_crash_emptied_is_noticed(shop: Bazaar) -> None:
    batch = shop.validated(order("1", 0))
    warehouse = shop.context.warehouse
    with warehouse.transaction("test.crash") as cursor:
        cursor.execute(b"TRUNCATE " + batch.stage.as_bytes(cursor))
    publishing._ensure_partitions(shop.context, batch)
    with pytest.raises(publishing._StageIsStale), warehouse.transaction("test") as cursor:
        publishing._verify(cursor, batch)


def test_a_dry_run_counts_documents_and_changes_nothing(shop: Bazaar) -> None:
    shop.publish(order("1", 0), order("2", 0))
    batch = shop.validated(order("1", 1), order("2", 0), order("3", 0), fetched_at=FETCHED + HOUR)
    would = publishing.publish(shop.context, batch, dry_run=True).counts
    assert would == RowCounts(inserted=1, updated=1, unchanged=1)
    assert [row[0] for row in documents(shop)] == ["1", "2"]


@st.composite
def lives(draw: st.DrawFn) -> list[list[Row]]:
    """A few documents, each with its versions, oldest first; an item may come, change and go."""
    chosen = []
    for order_sn, return_sn in draw(
        st.lists(st.tuples(st.sampled_from("123"), st.sampled_from(["", "R"])), min_size=1, max_size=4, unique=True)
    ):
        sign = -1 if return_sn else 1
        words = ["requested", "accepted", "refunded"] if return_sn else ["pending", "shipped", "cancelled"]
        day = draw(st.sampled_from([START, START - DAY]))
        chosen.append(
            [
                order(
                    order_sn,
                    version,
                    *(item(sign * quantity, item_id=str(n)) for n, quantity in enumerate(quantities)),
                    return_sn=return_sn,
                    order_date=day,
                    status=draw(st.sampled_from(words)),
                )
                for version in range(draw(st.integers(1, 4)))
                for quantities in [draw(st.lists(st.integers(0, 3), min_size=1, max_size=3))]
            ]
        )
    return chosen


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives=lives(), seed=st.integers(0, 2**32))
def test_any_delivery_of_any_versions_ends_in_the_state_of_the_newest(
    context: LoadContext, lives: list[list[Row]], seed: int
) -> None:
    chance = random.Random(seed)
    deliveries = [version for life in lives for version in life]
    deliveries += chance.choices(deliveries, k=chance.randint(0, 6))
    chance.shuffle(deliveries)
    fetches = chance.sample(range(100), len(deliveries))
    shop, newest = Bazaar.open(context), Bazaar.open(context)
    while deliveries:
        size = chance.randint(1, len(deliveries))
        batch, deliveries = deliveries[:size], deliveries[size:]
        counts = shop.publish(*batch, fetched_at=FETCHED + fetches.pop() * HOUR)
        assert counts.inserted + counts.updated + counts.unchanged <= len(batch)
        assert counts.deleted == 0
    newest.publish(*(life[-1] for life in lives))
    assert documents(shop) == documents(newest)
    assert shop.rows(ITEM, "order_items") == newest.rows(ITEM, "order_items")
