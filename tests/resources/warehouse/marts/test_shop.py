"""Products looked at and the way to a purchase: rows in, rows out, by hand."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from resources.warehouse.connection import Warehouse
from tests.resources.warehouse.marts.store import Store

pytestmark = pytest.mark.database
ANN, BOB = uuid.UUID(int=1), uuid.UUID(int=2)
NAMES = ("product_metrics_daily", "conversion_funnel_daily")
MARCH = dt.date(2026, 3, 1)


@pytest.fixture
def store(warehouse: Warehouse) -> Store:
    """A shop whose events of two months have a place."""
    return Store.open(warehouse, "2026-02-01", "2026-03-01")


def days(store: Store, columns: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in store.mart("product_metrics_daily", f"date, {columns}", "date")]


def test_actions_are_counted_by_their_names_and_visitors_by_whom_they_are(store: Store) -> None:
    team = store.team()
    mug = store.product(team)
    store.act(team, mug, "view", "2026-03-01 10:00+00", "2026-03-01 11:00+00", user=ANN)
    store.act(team, mug, "view", "2026-03-01 12:00+00")
    store.act(team, mug, "cart_add", "2026-03-01 12:00+00", user=ANN)
    store.act(team, mug, "add_to_cart", "2026-03-01 12:30+00", user=BOB)
    store.act(team, mug, "purchase", "2026-03-01 13:00+00", user=BOB)
    store.act(team, mug, "share", "2026-03-01 14:00+00", user=uuid.UUID(int=3))
    store.refresh()
    assert store.mart("product_metrics_daily") == [
        {"team_id": team, "product_id": mug, "date": MARCH, "views": 3, "sales": 1, "cart_adds": 2, "visitors": 3}
    ]
    assert store.broken(*NAMES) == {}


def test_a_day_is_the_teams_own_though_its_month_has_another_partition(store: Store) -> None:
    team = store.team("Asia/Seoul")
    mug = store.product(team)
    store.act(team, mug, "view", "2026-02-28 14:59:59+00", "2026-02-28 15:00+00", "2026-03-01 14:59:59+00")
    store.refresh()
    assert days(store, "views") == [(dt.date(2026, 2, 28), 1), (MARCH, 2)]


def test_an_hour_that_comes_twice_around_midnight_is_all_in_its_day(store: Store) -> None:
    """On 25 October 2026 the Azores set their clocks from 01:00 back to midnight."""
    store = Store.open(store.warehouse, "2026-10-01")
    team = store.team("Atlantic/Azores")
    mug = store.product(team)
    store.act(team, mug, "view", "2026-10-24 23:59+00", "2026-10-25 00:30+00", "2026-10-25 01:30+00")
    store.refresh()
    assert days(store, "views") == [(dt.date(2026, 10, 24), 1), (dt.date(2026, 10, 25), 2)]
    assert store.broken(*NAMES) == {}


def test_a_late_event_changes_its_day_and_a_taken_back_one_leaves_none(store: Store) -> None:
    team = store.team()
    mug = store.product(team)
    store.act(team, mug, "view", "2026-02-10 10:00+00", "2026-03-10 10:00+00")
    store.refresh()
    store.act(team, mug, "view", "2026-02-10 11:00+00")
    assert store.refresh().marts["product_metrics_daily"].changed == 1
    assert days(store, "views") == [(dt.date(2026, 2, 10), 2), (dt.date(2026, 3, 10), 1)]
    store.rows("DELETE FROM app.user_behavior WHERE timestamp < '2026-03-01 00:00+00'")
    store.refresh()
    assert days(store, "views") == [(dt.date(2026, 3, 10), 1)]


def test_a_team_that_moves_to_another_zone_has_all_its_days_counted_anew(store: Store) -> None:
    team = store.team("UTC")
    mug = store.product(team)
    store.act(team, mug, "view", "2026-03-01 22:00+00", "2026-03-20 22:00+00")
    store.reach(team, "visit", "2026-03-05 22:00+00")
    store.refresh()
    store.rows('UPDATE app.teams SET settings = \'{"timezone": "Asia/Tokyo"}\' WHERE id = %s', team)
    store.refresh()
    assert days(store, "views") == [(dt.date(2026, 3, 2), 1), (dt.date(2026, 3, 21), 1)]
    assert {row["date"] for row in store.mart("conversion_funnel_daily")} == {dt.date(2026, 3, 6)}
    assert store.broken(*NAMES) == {}


def test_a_month_that_is_archived_keeps_its_rows(store: Store, owner: Warehouse) -> None:
    team = store.team("Asia/Seoul")
    mug = store.product(team)
    store.act(team, mug, "view", "2026-02-10 10:00+00", "2026-02-28 16:00+00", "2026-03-10 10:00+00")
    store.reach(team, "visit", "2026-02-10 10:00+00")
    store.refresh()
    before = days(store, "views")
    owner.connection.execute(
        "INSERT INTO ops.archive_manifest (table_name, month, state, rows, sums, content_hash, schema_version,"
        " objects, bytes) VALUES ('user_behavior', '2026-02-01', 'serving_archive', 3, '{}', 0, '1', '[]', 0)"
    )
    for table in ("user_behavior", "conversions"):
        owner.connection.execute(f"DELETE FROM app.{table} WHERE timestamp < '2026-03-01 00:00+00'")
    store.refresh()
    assert before == days(store, "views") == [(dt.date(2026, 2, 10), 1), (MARCH, 1), (dt.date(2026, 3, 10), 1)]
    assert store.mart("conversion_funnel_daily") == []
    assert store.broken(*NAMES) == {}


def test_each_source_has_every_stage_with_rates_from_the_stage_before_and_from_the_first(store: Store) -> None:
    team = store.team()
    at = "2026-03-01 10:00+00"
    store.reach(team, "visit", at, at, at, source="mail", user=ANN)
    store.reach(team, "visit", at, at, at, source="mail", user=BOB)
    store.reach(team, "product_view", at, at, at, at, source="mail")
    store.reach(team, "checkout", at, source="mail", user=ANN)
    store.refresh()
    assert store.mart(
        "conversion_funnel_daily", "source, stage, events, users, rate_from_previous, rate_from_first, page_views",
        "source, stage_order",
    ) == [
        {"source": "mail", "stage": stage, "events": events, "users": users,
         "rate_from_previous": previous, "rate_from_first": first, "page_views": None}
        for stage, events, users, previous, first in (
            ("visit", 6, 2, None, Decimal(100)),
            ("product_view", 4, 0, Decimal("66.6667"), Decimal("66.6667")),
            ("add_to_cart", 0, 0, Decimal(0), Decimal(0)),
            ("checkout", 1, 1, None, Decimal("16.6667")),
            ("purchase", 0, 0, Decimal(0), Decimal(0)),
        )
    ]  # fmt: skip
    assert store.broken(*NAMES) == {}


def test_page_views_stand_once_a_day_and_a_day_without_visits_is_kept_for_them(store: Store) -> None:
    team = store.team()
    store.look(team, "2026-03-01 10:00+00", 3)
    store.look(team, "2026-03-01 11:00+00")
    store.reach(team, "visit", "2026-03-01 10:00+00", source="mail")
    store.look(team, "2026-03-02 10:00+00", 7)
    store.reach(team, "purchase", "2026-03-03 10:00+00")
    store.refresh()
    rows = store.mart("conversion_funnel_daily", "date, source, stage, events, rate_from_first, page_views")
    assert [
        (row["date"].day, row["source"], row["page_views"]) for row in rows if row["page_views"] is not None
    ] == [(1, "", 4), (2, "", 7), (3, "", 0)]  # fmt: skip
    assert {row["stage"] for row in rows if row["date"].day == 2} == {
        "visit", "product_view", "add_to_cart", "checkout", "purchase",
    }  # fmt: skip
    assert {row["rate_from_first"] for row in rows if row["date"].day == 3} == {None}
    assert store.broken(*NAMES) == {}


def test_what_the_marts_count_wrongly_is_found(store: Store) -> None:
    team = store.team()
    store.act(team, store.product(team), "view", "2026-03-01 10:00+00")
    store.reach(team, "visit", "2026-03-01 10:00+00", source="mail")
    store.refresh()
    store.rows("UPDATE marts.product_metrics_daily SET views = 2, product_id = gen_random_uuid()")
    store.rows("DELETE FROM marts.conversion_funnel_daily WHERE stage = 'visit'")
    assert set(store.broken(*NAMES)) == {
        "product_metrics_daily products_known",
        "product_metrics_daily sums_equal_actions",
        "conversion_funnel_daily every_stage",
        "conversion_funnel_daily sums_equal_events",
    }
