"""The map of every table beside the catalogue, and what is told of filled, empty, small and big ones."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys

import pytest

from resources.warehouse import inventory
from resources.warehouse.connection import Warehouse
from resources.warehouse.dictionary import SCHEMAS
from resources.warehouse.inventory import Holding, take
from resources.warehouse.tables import TABLES
from tests.conftest import Databases
from tests.faults.kills import killed
from tests.schemas import fill

pytestmark = pytest.mark.database
EXEMPT = {
    "app.insights": "a later version writes it",
    "app.reports": "a later version writes it",
    "marts.revenue_predictions": "a later version writes it",
    "ops.late_rows": "nothing came late",
    "ops.backups": "backups alone fill it",
}


def by_name(warehouse: Warehouse) -> dict[str, Holding]:
    return {holding.name: holding for holding in take(warehouse)}


def test_the_map_has_a_line_for_every_table_and_view_and_for_nothing_else(warehouse: Warehouse) -> None:
    found = warehouse.fetch("dictionary/relations", {"schemas": list(SCHEMAS)})
    assert {f"{row['schema']}.{row['name']}" for row in found} ^ TABLES.keys() == set()


def test_tables_that_wait_for_a_later_version_for_retention_or_for_backups_are_named() -> None:
    assert {name: TABLES[name].may_be_empty for name in EXEMPT} == EXEMPT


def test_the_loader_may_look_at_every_table(warehouse: Warehouse) -> None:
    assert [holding.name for holding in take(warehouse)] == list(TABLES)


def test_an_empty_database_lacks_everything_but_what_comes_with_it_and_what_may_be_empty(warehouse: Warehouse) -> None:
    held = by_name(warehouse)
    assert [name for name, holding in held.items() if not holding.is_empty] == [
        "warehouse.currencies",
        "warehouse.channels",
        "warehouse.channel_map",
        "ops.schema_version",
    ]
    assert {name for name, holding in held.items() if holding.is_missing}.isdisjoint(EXEMPT)
    assert held["app.users"].is_missing
    assert held["marts.channel_performance"].is_missing
    assert not held["ops.touched_days"].is_missing


def test_a_filled_table_is_told_with_its_rows_and_its_newest_day_or_moment(
    databases: Databases, warehouse: Warehouse
) -> None:
    fill(databases.owner_url)
    held = by_name(warehouse)
    orders, payments, view = held["warehouse.orders"], held["app.payments"], held["marts.performance_data"]
    assert (orders.rows, orders.is_estimate, orders.newest) == (1, False, dt.date(2025, 3, 3))
    assert isinstance(payments.newest, dt.datetime)
    assert payments.bytes > 0
    assert (view.rows, view.is_view, view.is_empty) == (None, True, False)
    assert [name for name, holding in held.items() if holding.is_missing and not name.startswith("marts.")] == []


def test_rows_of_a_big_table_are_estimated_over_its_partitions(
    databases: Databases, owner: Warehouse, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(databases.owner_url)
    monkeypatch.setattr(inventory, "COUNTED_UP_TO", 0)
    assert (by_name(warehouse)["warehouse.orders"].rows, by_name(warehouse)["warehouse.orders"].is_estimate) == (
        1,
        False,
    )
    owner.connection.execute("ANALYZE warehouse.orders")
    owner.connection.execute("DELETE FROM warehouse.orders")
    orders = by_name(warehouse)["warehouse.orders"]
    assert (orders.rows, orders.is_estimate, orders.is_empty) == (1, True, True)


def test_what_was_found_is_remembered(warehouse: Warehouse) -> None:
    inventory.record(warehouse, "tables", False, "empty: app.users", 1)
    found = warehouse.connection.execute("SELECT subject, is_healthy, detail, value::int FROM ops.health").fetchall()
    assert [tuple(row.values()) for row in found] == [("tables", False, "empty: app.users", 1)]


RECORD = """
from resources.warehouse.connection import Warehouse
from resources.warehouse.inventory import record
record(Warehouse({url!r}), "tables", True, "none is empty", 0)
"""


@killed("1-6", "a check that remembers what it found is killed", "all or nothing")
@pytest.mark.parametrize(("moment", "remembered"), [("before", 0), ("after", 1)])
def test_a_kill_while_a_finding_is_remembered_leaves_it_there_or_not(
    databases: Databases, warehouse: Warehouse, moment: str, remembered: int
) -> None:
    dies = {**os.environ, "ADWAREHOUSE_FAILPOINT": f"inventory.record:{moment}"}
    words = [sys.executable, "-c", RECORD.format(url=databases.loader_url)]
    assert subprocess.run(words, env=dies, check=False).returncode == -signal.SIGKILL
    assert warehouse.connection.execute("SELECT FROM ops.health").rowcount == remembered
