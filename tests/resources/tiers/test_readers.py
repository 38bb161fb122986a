"""Months move while they are read: never a row twice, never one missing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace

import duckdb
import pytest
from psycopg import sql

from resources.archive.months import TableMonth
from resources.errors import ArchiveRefused, IntegrityError
from resources.tiers import snapshot
from resources.warehouse.connection import Warehouse
from tests.resources.tiers.conftest import METRICS, OCTOBER, REVISIONS, SEPTEMBER, Tiered

pytestmark = pytest.mark.database
WHOLE = "SELECT count(*), count(DISTINCT (date, campaign_id, channel_id)), sum(cost) FROM warehouse.campaign_metrics"
CHANGE = "UPDATE warehouse.campaign_metrics SET cost = cost + 1 WHERE date = '2025-09-03'"
PATIENCE = 60


def patiently(action: Callable[[], object]) -> None:
    """Do what readers may hold up until they let it."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            action()
        except ArchiveRefused:
            if time.monotonic() > deadline:
                raise
        else:
            return


def test_a_loop_of_queries_sees_each_row_once_while_a_month_is_archived_restored_and_changed(tiered: Tiered) -> None:
    tiered.fill(METRICS)
    with tiered.connected() as connection:
        (start,) = connection.sql(WHOLE).fetchall()
    changed = len(tiered.run("SELECT 1 FROM warehouse.campaign_metrics WHERE date = '2025-09-03' AND cost IS NOT NULL"))
    done: list[str] = []

    def move() -> None:
        with closing(Warehouse(tiered.owner.url)) as owner:
            mover = replace(tiered, owner=owner)
            for number in range(3):
                patiently(lambda: mover.archive(METRICS, SEPTEMBER))
                patiently(lambda: mover.rewrite(METRICS, SEPTEMBER, CHANGE))
                patiently(lambda: mover.restore(METRICS, SEPTEMBER))
                mover.release(METRICS, SEPTEMBER)
                done.append(f"round {number}")

    thread = threading.Thread(target=move)
    thread.start()
    seen = [start]
    while thread.is_alive():
        # A version that was replaced since the snapshot is gone: an error and never a wrong sum. `query` asks again.
        with suppress(duckdb.HTTPException), tiered.connected() as connection:
            seen += connection.sql(WHOLE).fetchall()
    thread.join()
    assert len(done) == 3
    assert {(rows, keys) for rows, keys, _ in seen} == {(800, 800)}
    costs = [cost for _, _, cost in seen]
    assert costs == sorted(costs)
    assert {cost - start[2] for cost in costs} <= {changed * rounds for rounds in range(4)}
    assert len(seen) > 5


def test_a_live_month_stays_readable_in_a_snapshot_although_it_is_archived_meanwhile(tiered: Tiered) -> None:
    tiered.fill(METRICS)
    with tiered.connected() as connection:
        assert tiered.archive(METRICS, SEPTEMBER) == [True]
        assert connection.sql("SELECT count(*) FROM warehouse.campaign_metrics").fetchone() == (800,)
    assert tiered.archive(METRICS, SEPTEMBER) == [False]


def test_the_snapshot_is_of_a_moment_at_which_months_were_held(tiered: Tiered) -> None:
    tiered.fill(METRICS)
    seen: list[object] = []

    def read() -> None:
        with tiered.connected() as connection:
            seen.append(connection.sql("SELECT count(*) FROM warehouse.campaign_metrics").fetchone())

    thread = threading.Thread(target=read)
    with tiered.owner.connect() as somebody:
        somebody.execute("BEGIN")
        somebody.execute("LOCK TABLE warehouse.campaign_metrics IN ACCESS EXCLUSIVE MODE")
        somebody.execute("DELETE FROM warehouse.campaign_metrics WHERE date < '2025-09-01'")
        thread.start()
        while not tiered.run("SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'AccessShareLock'"):
            time.sleep(0.05)
        somebody.execute("COMMIT")
    thread.join()
    assert seen == [(600,)]


def test_an_archived_month_is_read_once_in_a_snapshot_although_it_is_restored_meanwhile(tiered: Tiered) -> None:
    tiered.fill(METRICS)
    tiered.archive(METRICS, SEPTEMBER)
    with tiered.connected() as connection:
        tiered.restore(METRICS, SEPTEMBER)
        assert connection.sql("SELECT count(*) FROM warehouse.campaign_metrics").fetchone() == (800,)


def test_rows_that_are_written_meanwhile_are_not_seen_by_any_of_the_connections(tiered: Tiered) -> None:
    tiered.run("CREATE TABLE ops.wide AS SELECT 1 AS n, repeat('x', 1900) AS text FROM generate_series(1, 12000)")
    tiered.run("ANALYZE ops.wide")
    with tiered.connected() as connection:
        tiered.run("UPDATE ops.wide SET n = 2")
        assert connection.sql("SELECT count(*), sum(n), count(DISTINCT text) FROM ops.wide").fetchall() == [
            (12000, 12000, 1)
        ]


def test_objects_that_a_new_version_replaced_are_asked_for_again_in_a_new_snapshot(
    tiered: Tiered, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiered.fill(METRICS)
    tiered.archive(METRICS, SEPTEMBER)
    take, snapshots = snapshot.take, []

    def taken(connection: duckdb.DuckDBPyConnection) -> snapshot.Snapshot:
        snapshots.append(take(connection))
        if len(snapshots) == 1:
            tiered.rewrite(METRICS, SEPTEMBER, CHANGE)
        return snapshots[-1]

    (before,) = tiered.query("SELECT sum(cost) AS cost FROM warehouse.campaign_metrics")
    monkeypatch.setattr(snapshot, "take", taken)
    (after,) = tiered.query("SELECT sum(cost) AS cost FROM warehouse.campaign_metrics")
    assert len(snapshots) == 2
    assert after["cost"] > before["cost"]


def test_an_object_that_is_gone_for_good_is_named(tiered: Tiered) -> None:
    tiered.fill(METRICS)
    tiered.archive(METRICS, SEPTEMBER)
    key = TableMonth(METRICS, SEPTEMBER).prefix + "v1/part-00000.parquet"
    tiered.store.delete([key], boundary="test.damage")
    with pytest.raises(IntegrityError, match=rf"{key}.*adwarehouse archive verify"):
        tiered.query("SELECT sum(cost) FROM warehouse.campaign_metrics")
    assert tiered.query("SELECT count(cost) > 0 AS found FROM warehouse.campaign_metrics WHERE date >= '2025-10-01'")


def test_a_filter_on_dates_opens_the_objects_of_those_months_only(tiered: Tiered) -> None:
    tiered.fill(METRICS)
    tiered.archive(METRICS, SEPTEMBER, OCTOBER)
    with tiered.connected() as connection:

        def opened(where: str) -> set[str]:
            rows = connection.execute(f"EXPLAIN ANALYZE SELECT sum(cost) FROM warehouse.campaign_metrics WHERE {where}")
            plan = "".join(text for _, text in rows.fetchall())
            return {month for month in ("09", "10") if f"month={month}" in plan} | (
                {"live"} if "Table:" in plan else set()
            )

        assert opened("date = '2025-09-05'") == {"09"}
        assert opened("date BETWEEN '2025-10-02' AND '2025-10-03'") == {"10"}
        assert opened("date >= '2025-11-01'") == {"live"}
        assert opened("date < '2025-09-01'") == {"live"}
        assert opened("date >= '2025-10-30' AND cost > 0") == {"10", "live"}


@pytest.mark.parametrize(("table", "column"), [(METRICS, "date"), (REVISIONS, "changed_at")])
def test_a_filter_on_dates_touches_the_partitions_of_those_months_only(tiered: Tiered, table: str, column: str) -> None:
    tiered.fill(table)
    locked = TableMonth(table, OCTOBER).partition_name
    with tiered.owner.connect() as somebody:
        somebody.execute("BEGIN")
        somebody.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.Identifier(*locked.split("."))))
        (found,) = tiered.query(f"SELECT count(*) > 0 AS found FROM warehouse.{table} WHERE {column} >= '2025-11-01'")
    assert found == {"found": True}
