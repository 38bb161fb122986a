"""Marts laid beside facts, and facts beside the platforms' own totals: every difference is named."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from resources.clock import Clock
from resources.reconciliation import against_marts, against_platform_totals, waiting_days
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import refresh_marts
from tests.resources.reconciled import change, loaded

__all__ = ["loaded"]


def test_marts_equal_facts_after_a_refresh_and_each_difference_is_named(
    warehouse: Warehouse, loaded: Warehouse
) -> None:
    loaded.connection.execute(
        "INSERT INTO ops.touched_days (ad_account_id, date, reason)"
        " SELECT ad_account_id, date, 'publish' FROM ops.loaded_days"
    )
    assert waiting_days(warehouse) == 6
    assert {difference.measure for difference in against_marts(warehouse)} >= {"rows", "cost", "revenue"}
    refresh_marts(warehouse, Clock())
    assert waiting_days(warehouse) == 0
    assert against_marts(warehouse) == []
    change(loaded, sql.SQL("SET cost = cost + 0.5"))
    loaded.connection.execute("DELETE FROM marts.account_channel_daily WHERE currency = 'USD' AND date = '2026-11-03'")
    assert [str(difference) for difference in against_marts(warehouse)] == [
        "meta 2026-11-02 KRW: cost expected 7.240736, found 6.740736",
        "meta 2026-11-03 USD: rows expected 6, found 0",
        "meta 2026-11-03 USD: impressions expected 6006, found unknown",
        "meta 2026-11-03 USD: clicks expected 60, found unknown",
        "meta 2026-11-03 USD: cost expected 6.740736, found unknown",
        "meta 2026-11-03 USD: conversions expected 6, found unknown",
        "meta 2026-11-03 USD: revenue expected -33, found unknown",
    ]


def tell(owner: Warehouse, of_platform: dict[str, Any], of_warehouse: dict[str, Any]) -> None:
    """Have the days of account 1001 rest on a batch with these totals."""
    owner.connection.execute(
        "WITH batch AS (INSERT INTO ops.batches (platform, stream, ad_account_id, window_start, window_end, run_id,"
        " load_mode, status, fetched_at, platform_total, warehouse_total)"
        " SELECT 'meta', 'campaign_daily', id, '2026-11-01', '2026-11-04', 'r', 'replace_window', 'published', now(),"
        " %s, %s FROM warehouse.ad_accounts WHERE account_id = '1001' RETURNING id, ad_account_id)"
        " UPDATE ops.loaded_days AS day SET batch_id = batch.id"
        " FROM batch WHERE day.ad_account_id = batch.ad_account_id",
        (Jsonb(of_platform), Jsonb(of_warehouse)),
    )


def test_a_platforms_own_total_that_differs_is_named(warehouse: Warehouse, loaded: Warehouse) -> None:
    tell(
        loaded,
        {"impressions": 10, "clicks": 2, "cost": "5.00", "conversions": None},
        {"impressions": "10", "clicks": "3", "cost": "5", "conversions": "1"},
    )
    assert [str(difference) for difference in against_platform_totals(warehouse)] == [
        "meta account 1001 2026-11-01..2026-11-03 USD: clicks expected 2, found 3"
    ]
    loaded.connection.execute("UPDATE ops.loaded_days SET batch_id = -1")
    assert against_platform_totals(warehouse) == []


@pytest.mark.parametrize(
    ("within", "found", "named"),
    [
        ("0.50", "5.50", []),
        ("0.50", "4.50", []),
        ("0.50", "5.51", ["cost expected 5, found 5.51"]),
        ("0", "5.01", ["cost expected 5, found 5.01"]),
        (None, "5.01", ["cost expected 5, found 5.01"]),
    ],
)
def test_a_cost_may_differ_by_what_the_platforms_own_rounding_explains(
    warehouse: Warehouse, loaded: Warehouse, within: str | None, found: str, named: list[str]
) -> None:
    totals = {"clicks": "2", "cost": "5.00"}
    tell(loaded, totals | ({"cost_within": within} if within else {}), totals | {"cost": found})
    said = [str(difference) for difference in against_platform_totals(warehouse)]
    assert said == [f"meta account 1001 2026-11-01..2026-11-03 USD: {each}" for each in named]
