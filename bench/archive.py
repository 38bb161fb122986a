"""Archiving a month: against DuckDB's own copy of the same rows to Parquet, and what others notice of it.

The copy goes to the local disk, unordered, on as many threads as there are cores, and nobody reads it again. The
archive is sorted, written to the object store, fetched again and compared; the rollups that stay are compared with the
facts; then the partition goes. Run as a program it archives the month once and prints its peak memory as JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import duckdb
import psycopg
import pyarrow as pa

from bench.figures import Series, Target
from bench.memory import peak
from bench.publish import staged
from bench.rows import START
from bench.world import World, connected
from resources.archive import archive_month, restore_month
from resources.duck import attach, extension
from resources.loading import publish as publishing
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import refresh_marts

TABLE, TODAY = "campaign_metrics", dt.date(2026, 11, 1)
PARTITION = f"live.warehouse.{TABLE}_{START:%Y_%m}"
GENERATED = "ctr, cpc, cpm, conversion_rate, cpa, roas, roi"
SAMPLE_SECONDS, LOCKED_TARGET = 0.005, 0.1
LOCKED = f"""
    SELECT count(*) FROM pg_locks
    WHERE relation = 'warehouse.{TABLE}'::regclass AND mode = 'AccessExclusiveLock' AND granted
"""
PUBLISH = f"""
    BEGIN;
    SELECT pg_advisory_xact_lock_shared(hashtextextended('month {TABLE} 2026-10', 0));
    INSERT INTO warehouse.{TABLE} (date, campaign_id, channel_id, ad_account_id, currency, batch_id, fetched_at)
    VALUES ('2026-10-15', 1, 1, 1, 'USD', 1, now())
    ON CONFLICT (date, campaign_id, channel_id) DO UPDATE SET fetched_at = now();
    COMMIT
"""


@dataclass
class Archiving:
    """Seconds of each kind, sizes in bytes, and what a concurrent publish and the parent's locks showed."""

    copy: Series = field(default_factory=lambda: Series("DuckDB: PostgreSQL to Parquet (zstd) on the local disk"))
    ours: Series = field(default_factory=lambda: Series("archive of a month: export, read back, compare, drop"))
    steps: dict[str, list[float]] = field(default_factory=dict)
    sizes: tuple[int, int] = (0, 0)
    locked: float = 0.0
    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    megabytes: float = 0.0

    def report(self) -> Iterator[str]:
        """The table's rows."""
        yield self.copy.line()
        yield self.ours.line(self.copy, Target(2))
        yield "  of which " + ", ".join(f"{name} {statistics.median(took):.2f} s" for name, took in self.steps.items())
        yield f"  {self.sizes[1]:,} bytes; DuckDB's {self.sizes[0]:,}; peak {self.megabytes:.0f} MB (target < 700)"
        verdict = "met" if self.locked < LOCKED_TARGET else "MISSED"
        yield f"  parent locked ACCESS EXCLUSIVE {self.locked * 1000:.0f} ms, seen every 5 ms (target < 100) {verdict}"
        yield (
            f"  99th percentile of a publish into another month {_percentile(self.beside) * 1000:.0f} ms meanwhile "
            f"(n={len(self.beside)}), {_percentile(self.alone) * 1000:.0f} ms alone (n={len(self.alone)})"
        )


def measure(world: World, table: pa.Table, folder: Path, repetitions: int) -> Archiving:
    """Copy and archive the published rows in turn; then once more beside a publisher, in a process of its own."""
    measured = Archiving()
    folder.mkdir()
    world.clear()
    publishing.publish(world.context, staged(world, table))
    refresh_marts(world.context.warehouse, world.context.clock)
    world.owner.execute("VACUUM (ANALYZE) warehouse.campaign_metrics")
    world.owner.execute("SELECT ops.ensure_partition(%s, '2026-10-01')", (f"warehouse.{TABLE}",))
    with closing(Warehouse(world.environment["DATABASE_OWNER_URL"])) as owner, _duckdb(owner) as connection:
        copied = folder / "copied.parquet"
        for _ in range(repetitions):
            measured.copy.time(partial(connection.execute, _copy(copied)))
            measured.ours.time(partial(_archive, world, owner, measured))
            measured.sizes = copied.stat().st_size, measured.sizes[1]
            _bring_back(world, owner)
        with _repeated(world, partial(_publish, measured.alone), 0):
            time.sleep(3)
        locked: list[float] = []
        with (
            _repeated(world, partial(_sample, locked), SAMPLE_SECONDS),
            _repeated(world, partial(_publish, measured.beside), 0),
        ):
            measured.megabytes = _in_a_process_of_its_own(world)
        measured.locked = sum(locked)
        _bring_back(world, owner)
    return measured


@contextmanager
def _duckdb(owner: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    with closing(duckdb.connect()) as connection:
        connection.load_extension(str(extension("postgres_scanner")))
        attach(connection, owner.url)
        yield connection


def _copy(target: Path) -> str:
    columns = f"SELECT * EXCLUDE ({GENERATED}) FROM {PARTITION}"
    return f"COPY ({columns}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"


def _archive(world: World, owner: Warehouse, measured: Archiving) -> None:
    result = archive_month(owner, world.context.store, TABLE, START, TODAY)
    assert result.manifest.state == "dropped"
    measured.sizes = measured.sizes[0], result.manifest.bytes
    for name, seconds in result.seconds.items():
        measured.steps.setdefault(name, []).append(seconds)


def _bring_back(world: World, owner: Warehouse) -> None:
    """The month as it was, as if it had never been archived."""
    restored = restore_month(owner, world.context.store, TABLE, START).manifest
    world.owner.execute("DELETE FROM ops.archive_manifest")
    world.context.store.delete([item.key for item in restored.objects], boundary="bench.archive")
    world.owner.execute("VACUUM (ANALYZE) warehouse.campaign_metrics")


@contextmanager
def _repeated(world: World, action: Callable[[psycopg.Connection], None], pause: float) -> Iterator[None]:
    """Something done again and again, on a connection of its own, while the block runs."""
    done = threading.Event()

    def repeat() -> None:
        with psycopg.connect(world.environment["DATABASE_OWNER_URL"], autocommit=True) as connection:
            while not done.wait(pause or SAMPLE_SECONDS):
                action(connection)

    thread = threading.Thread(target=repeat)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _publish(waits: list[float], connection: psycopg.Connection) -> None:
    began = time.perf_counter()
    connection.execute(PUBLISH)
    waits.append(time.perf_counter() - began)


def _sample(locked: list[float], connection: psycopg.Connection) -> None:
    row = connection.execute(LOCKED).fetchone()
    if row and row[0]:
        locked.append(SAMPLE_SECONDS)


def _in_a_process_of_its_own(world: World) -> float:
    environment = {**os.environ, **world.environment}
    told = subprocess.run(
        [sys.executable, "-m", "bench.archive"], env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return float(json.loads(told.stdout)["megabytes"])


def _percentile(waits: list[float]) -> float:
    return statistics.quantiles(waits, n=100)[98]


def main() -> None:
    """Archive the month once, as the environment says."""
    with closing(connected(os.environ)) as context, closing(Warehouse(os.environ["DATABASE_OWNER_URL"])) as owner:
        archive_month(owner, context.store, TABLE, START, TODAY)
    print(json.dumps({"megabytes": peak()}))


if __name__ == "__main__":
    main()
