"""The application's records of the built-in ledger: imported by the demo's own way, they are the ledger's, once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipelines.demo import application, report
from resources.imports import importable
from resources.settings import Settings
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import refresh_marts
from sandbox.ledger import Ledger
from sandbox.ledger.application_tables import TABLES
from tests.sandbox.conftest import TODAY

pytestmark = pytest.mark.database
PLATFORMS = ("meta", "google", "naver", "clickbank", "shopee")
CONFIGURED = Settings.model_validate({"adwarehouse_today": str(TODAY)})


def run(warehouse: Warehouse, statement: str, *values: Any) -> list[dict[str, Any]]:
    """Rows of a statement."""
    cursor = warehouse.connection.execute(statement, values)
    return cursor.fetchall() if cursor.description else []


@pytest.fixture
def dimensions(warehouse: Warehouse) -> Warehouse:
    """What the syncs would have brought: accounts, campaigns and the marketplace."""
    ledger = Ledger.default()
    for platform in PLATFORMS:
        for account in ledger.accounts(platform):
            (row,) = run(
                warehouse,
                "INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone) "
                "VALUES (%s, %s, %s, %s, %s) RETURNING id",
                *(platform, account["account_id"], account["name"], account["currency"], account["timezone"]),
            )
            for campaign in ledger.campaigns(platform, account["account_id"], TODAY).to_pylist():
                run(
                    warehouse,
                    "INSERT INTO warehouse.campaigns (ad_account_id, campaign_id, campaign_name, platform, currency, "
                    "fetched_at) VALUES (%s, %s, %s, %s, %s, now())",
                    *(row["id"], campaign["campaign_id"], campaign["name"], platform, account["currency"]),
                )
    for site in ledger.marketplace(TODAY)["site_id"].to_pylist():
        run(
            warehouse,
            "INSERT INTO warehouse.products (product_id, ad_account_id, platform, title, status, platform_status, "
            "currency, source_updated_at, batch_id, fetched_at) "
            "SELECT %s, id, platform, 'x', 'active', 'active', 'USD', now(), 1, now() FROM warehouse.ad_accounts "
            "WHERE account_id = 'marketplace'",
            site,
        )
    return warehouse


def test_the_ledgers_records_reach_every_table_and_a_second_time_changes_nothing(
    dimensions: Warehouse, tmp_path: Path
) -> None:
    warehouse, ledger = dimensions, Ledger.default()
    done = [
        *application.bring(warehouse, CONFIGURED, tmp_path, application.PEOPLE),
        *application.bring(warehouse, CONFIGURED, tmp_path, application.EVERYTHING_ELSE),
    ]

    assert {each.table for each in done} == set(TABLES) == set(importable(warehouse))
    for name in TABLES:
        (found,) = run(warehouse, f"SELECT count(*) AS rows FROM app.{name}")
        assert found["rows"] == ledger.application(name, TODAY).num_rows, name
    money = run(
        warehouse,
        "SELECT currency, sum(amount) AS amount, sum(refunded_amount) AS back FROM app.payments GROUP BY 1 ORDER BY 1",
    )
    by_currency = ledger.application("payments", TODAY).group_by("currency")
    paid = by_currency.aggregate([("amount", "sum"), ("refunded_amount", "sum")]).sort_by("currency").to_pylist()
    assert [tuple(row.values()) for row in money] == [tuple(row.values()) for row in paid]
    history = "SELECT subscription_id::text, changed_at, plan_id::text FROM app.subscription_changes ORDER BY 1, 2"
    changes = ledger.application("subscription_changes", TODAY).select(["subscription_id", "changed_at", "plan_id"])
    ordered = changes.sort_by([("subscription_id", "ascending"), ("changed_at", "ascending")]).to_pylist()
    assert run(warehouse, history) == ordered

    refresh_marts(warehouse, CONFIGURED.clock)
    for taste in ("money_by_month", "funnel", "recurring", "experiments"):
        assert warehouse.fetch(f"demo/{taste}")
    assert [row["significant"] for row in warehouse.fetch("demo/experiments")] == [True, False]
    assert report.fingerprint(warehouse)["revenue_daily"][0] != "0"
    again = application.bring(warehouse, CONFIGURED, tmp_path, TABLES)
    assert application.changed(again) == []
    assert run(warehouse, "SELECT * FROM ops.touched_records") == []


def test_the_next_day_adds_to_what_was_imported_the_day_before(dimensions: Warehouse, tmp_path: Path) -> None:
    for day in ("2026-02-01", str(TODAY)):
        configured = Settings.model_validate({"adwarehouse_today": day})
        application.bring(dimensions, configured, tmp_path, TABLES)
    ledger = Ledger.default()
    for name in ("payments", "orders", "conversions", "subscriptions", "ab_test_results"):
        (found,) = run(dimensions, f"SELECT count(*) AS rows FROM app.{name}")
        assert found["rows"] == ledger.application(name, TODAY).num_rows, name
    fates = "SELECT status, count(*)::int AS rows FROM app.payments GROUP BY 1 ORDER BY 1"
    told = ledger.application("payments", TODAY).group_by("status").aggregate([("id", "count")]).sort_by("status")
    assert [tuple(row.values()) for row in run(dimensions, fates)] == [tuple(row.values()) for row in told.to_pylist()]
