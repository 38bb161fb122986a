"""Partitions are there before the application writes into them."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.jobs import make_months_ahead
from resources.clock import Clock
from resources.warehouse.connection import Warehouse
from resources.warehouse.partitions import ensure_month, ensure_months_ahead

pytestmark = pytest.mark.database
TABLES = ("app.conversions", "app.page_views", "app.user_behavior")


def test_the_running_month_and_the_next_three_are_made_once(warehouse: Warehouse) -> None:
    made = ensure_months_ahead(warehouse, Clock())
    today = dt.datetime.now(dt.UTC)
    months = [today.year * 12 + today.month - 1 + ahead for ahead in range(4)]
    assert made == [f"{table} {month // 12}-{month % 12 + 1:02}" for table in TABLES for month in months]
    assert ensure_months_ahead(warehouse, Clock()) == []


def test_the_application_can_write_into_what_was_made(warehouse: Warehouse, owner: Warehouse) -> None:
    insert = """INSERT INTO app.page_views (team_id, page, timestamp)
                VALUES (gen_random_uuid(), '/', date_trunc('month', now()) + interval '3 months')"""
    ensure_months_ahead(warehouse, Clock())
    owner.connection.execute(insert)
    owner.connection.execute("INSERT INTO app.page_views (team_id, page) VALUES (gen_random_uuid(), '/')")


def test_a_month_is_made_where_the_table_is(warehouse: Warehouse) -> None:
    assert ensure_month(warehouse, "warehouse.campaign_metrics", dt.date(2025, 3, 31))
    assert not ensure_month(warehouse, "warehouse.campaign_metrics", dt.date(2025, 3, 1))


def test_the_job_makes_them(warehouse: Warehouse, environment: pytest.MonkeyPatch) -> None:
    assert make_months_ahead.execute_in_process().success
    assert ensure_months_ahead(warehouse, Clock()) == []
