"""Restoring beside the warehouse: proven rows in a schema of their own, which nobody else can look into."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from resources.archive import ArchiveRefused
from resources.archive.side import PURPOSE, Beside, restore_beside
from resources.errors import IntegrityError
from resources.warehouse.connection import Warehouse
from tests.resources.archive.conftest import SEPTEMBER, ColdWorld

pytestmark = pytest.mark.database
TABLE = "campaign_metrics"
ROWS = "SELECT * FROM audit.campaign_metrics ORDER BY date, campaign_id, channel_id"


def beside(cold: ColdWorld, schema: str = "audit", account: tuple[str, str] | None = None) -> Beside:
    return restore_beside(cold.owner, cold.store, TABLE, [SEPTEMBER], schema, account)


def schemas(cold: ColdWorld) -> set[str]:
    return {row["nspname"] for row in cold.run("SELECT nspname FROM pg_namespace")}


def two_accounts(cold: ColdWorld) -> list[dict[str, Any]]:
    """Give every third row to a second account; the rows of that account."""
    for number in ("1", "2"):
        cold.run(
            "INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone) "
            "VALUES ('meta', %(number)s, 'one', 'KRW', 'Asia/Seoul')",
            {"number": number},
        )
    cold.run("UPDATE warehouse.campaign_metrics SET ad_account_id = 2 WHERE campaign_id % 3 = 0")
    cold.roll_up()
    return [row for row in cold.rows() if row["ad_account_id"] == 2]


def test_a_month_beside_is_the_month_that_was_archived_and_the_archive_goes_on_serving(cold: ColdWorld) -> None:
    before = cold.rows()
    cold.archive()
    found = beside(cold)
    assert str(found) == "audit.campaign_metrics: 500 rows (2025-09 500)"
    assert cold.run(ROWS) == before
    assert (cold.rows(), cold.states()) == ([], ["dropped"])


def test_a_restore_replaces_the_one_before_and_leaves_other_tables_alone(cold: ColdWorld) -> None:
    cold.fill("campaign_metrics_hourly")
    cold.archive()
    cold.archive("campaign_metrics_hourly")
    restore_beside(cold.owner, cold.store, "campaign_metrics_hourly", [SEPTEMBER], "audit")
    for _ in range(2):
        beside(cold)
        cold.run("UPDATE audit.campaign_metrics SET clicks = 1")
    beside(cold)
    assert cold.run("SELECT count(*) AS n, count(DISTINCT clicks) > 1 AS fresh FROM audit.campaign_metrics") == [
        {"n": 500, "fresh": True}
    ]
    assert cold.run("SELECT count(*) AS n FROM audit.campaign_metrics_hourly") == [{"n": 500}]


def test_one_accounts_rows_are_kept_after_the_whole_month_was_proven(cold: ColdWorld) -> None:
    expected = two_accounts(cold)
    cold.archive()
    assert 0 < len(expected) < 500
    assert sum(beside(cold, account=("meta", "2")).rows.values()) == len(expected)
    assert cold.run(ROWS) == expected
    with pytest.raises(ArchiveRefused, match="there is no account meta:3; `adwarehouse accounts list`"):
        beside(cold, account=("meta", "3"))
    assert cold.run(ROWS) == expected


def test_only_the_owner_looks_into_it_until_it_is_granted(cold: ColdWorld, warehouse: Warehouse) -> None:
    cold.archive()
    beside(cold)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied for schema audit"):
        warehouse.connection.execute("SELECT FROM audit.campaign_metrics")
    cold.run("GRANT USAGE ON SCHEMA audit TO adwarehouse_loader")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied for table campaign_metrics"):
        warehouse.connection.execute("SELECT FROM audit.campaign_metrics")


@pytest.mark.parametrize("schema", ["warehouse", "ops", "staging", "public", "pg_audit", "information_schema", "mine"])
def test_a_schema_that_was_not_made_for_it_is_refused(cold: ColdWorld, schema: str) -> None:
    cold.archive()
    cold.run("CREATE SCHEMA mine")
    with pytest.raises(ArchiveRefused, match=f"schema {schema} is not one that a restore made"):
        beside(cold, schema)


def test_a_name_is_a_name_whatever_is_in_it(cold: ColdWorld) -> None:
    cold.archive()
    name = 'a"; DROP SCHEMA ops CASCADE; --'
    beside(cold, name)
    assert {name, "ops"} <= schemas(cold)
    assert cold.run(
        "SELECT obj_description(oid) AS said FROM pg_namespace WHERE nspname = %(name)s", {"name": name}
    ) == [{"said": PURPOSE}]


def test_columns_that_went_come_along_and_those_that_came_are_null(cold: ColdWorld) -> None:
    cold.run("ALTER TABLE warehouse.campaign_metrics ADD legacy numeric(10,3), ADD note jsonb")
    cold.run('UPDATE warehouse.campaign_metrics SET legacy = campaign_id / 8.0, note = \'{"a": [1, "x,y"]}\'')
    before = cold.rows()
    cold.archive()
    cold.run("ALTER TABLE warehouse.campaign_metrics DROP legacy, DROP note, ADD owner text NOT NULL")
    beside(cold)
    assert cold.run("SELECT DISTINCT owner, note FROM audit.campaign_metrics") == [
        {"owner": None, "note": '{"a": [1, "x,y"]}'}
    ]
    assert [row["legacy"] for row in cold.run(ROWS)] == [row["legacy"] for row in before]


@pytest.mark.parametrize("how", ["deleted", "changed"])
def test_a_damaged_archive_restores_nothing_and_says_what_was_expected(cold: ColdWorld, how: str) -> None:
    cold.archive()
    (key,) = cold.objects()
    content = cold.store.get(key)
    cold.store.delete([key], boundary="test.damage")
    if how == "changed":
        cold.store.put(key, content[:-1] + b"?", boundary="test.damage")
    with pytest.raises(IntegrityError, match=rf"campaign_metrics of 2025-09: object {key} .*{len(content)} bytes"):
        beside(cold)
    assert "audit" not in schemas(cold)


def test_months_that_postgresql_serves_are_refused(cold: ColdWorld) -> None:
    with pytest.raises(ArchiveRefused, match="campaign_metrics of 2025-09 is not in the archive"):
        beside(cold)
    assert "audit" not in schemas(cold)


def test_rows_of_no_account_are_restored_whole_or_not_at_all(cold: ColdWorld) -> None:
    with pytest.raises(ArchiveRefused, match="rows of page_views belong to no ad account"):
        restore_beside(cold.owner, cold.store, "page_views", [SEPTEMBER], "audit", ("meta", "1"))
