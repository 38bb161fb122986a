"""Publishing a million staged rows, against a bare COPY of the same rows into a plain table.

Both on one server with fsync on, in one process, in turn. Figures are ratios of medians with their spread.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
from psycopg import sql

from resources.loading import batches, staging
from resources.loading import publish as publishing
from resources.loading.batches import Batch
from resources.loading.context import LoadContext
from resources.metrics import CAMPAIGN_DAILY
from resources.warehouse.statements import statement
from resources.windows import Window

DAYS = 28
START = dt.date(2025, 2, 1)


@dataclass(frozen=True)
class Measured:
    """Seconds of each repetition of each kind."""

    copy: list[float]
    first_load: list[float]
    unchanged: list[float]

    def lines(self) -> list[str]:
        """The table: median, spread, ratio."""
        bare = statistics.median(self.copy)
        first = statistics.median(self.first_load)
        return [
            _line("bare COPY into a plain table", self.copy, bare, "COPY"),
            _line("publish, first load", self.first_load, bare, "COPY"),
            _line("publish, unchanged re-read", self.unchanged, first, "first load"),
        ]


def _line(what: str, seconds: list[float], base: float, of: str) -> str:
    median = statistics.median(seconds)
    spread = f"{min(seconds):.2f}..{max(seconds):.2f}"
    return f"{what:32} {median:7.2f} s  ({spread} s)  {median / base:5.2f} x {of}"


def rows(count: int) -> pa.Table:
    """Reproducible daily rows: campaigns x placements x 28 days, about `count` of them."""
    random = np.random.default_rng(1)
    campaigns = count // (DAYS * 2)
    number = campaigns * DAYS * 2
    index = np.arange(number)
    money = pa.array((random.integers(1, 100_000, number)), pa.int64()).cast(pa.decimal128(19, 0))
    cost = pa.compute.multiply(money, pa.scalar(Decimal("0.01"))).cast(pa.decimal128(20, 6))
    days = np.datetime64(START) + (index // 2 % DAYS).astype("timedelta64[D]")
    counts = {
        name: pa.array(random.integers(0, high, number), pa.int64())
        for name, high in (("impressions", 100_000), ("clicks", 1_000), ("likes", 50), ("shares", 9), ("comments", 9))
    }
    return pa.table(
        {
            "date": pa.array(days).cast(pa.date32()),
            "campaign_id": pa.array(index // (DAYS * 2)).cast(pa.string()),
            "campaign_name": pa.array(index // (DAYS * 2)).cast(pa.string()),
            "placement": pa.array(np.where(index % 2 == 0, "facebook", "instagram")),
            "currency": pa.array(np.full(number, "USD")),
            **counts,
            "cost": cost,
            "conversions": counts["comments"].cast(pa.decimal128(19, 0)).cast(pa.decimal128(20, 6)),
            "revenue": cost,
            "saves": counts["shares"],
            "source_page": pa.array(index // 500, pa.int32()),
            "source_line": pa.array(index % 500, pa.int32()),
        }
    ).select(CAMPAIGN_DAILY.names)


def measure(context: LoadContext, count: int, repetitions: int) -> Measured:
    """COPY, publish into an empty window, publish the same again; in turn, `repetitions` times."""
    table = rows(count)
    measured = Measured([], [], [])
    for _ in range(repetitions):
        account = _account(context)
        measured.copy.append(_seconds(lambda: _bare_copy(context, table)))
        for kind in (measured.first_load, measured.unchanged):
            batch = _staged(context, account, table)
            kind.append(_seconds(lambda batch=batch: publishing.publish(context, batch)))
    return measured


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _account(context: LoadContext) -> int:
    row = context.warehouse.connection.execute(
        "INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone) "
        "VALUES ('meta', %s, 'bench', 'USD', 'UTC') RETURNING id",
        (uuid.uuid4().hex,),
    ).fetchone()
    assert row is not None
    return int(row["id"])


def _bare_copy(context: LoadContext, table: pa.Table) -> None:
    plain = sql.Identifier("staging", "plain")
    columns = staging.column_definitions(table.schema)
    with context.warehouse.transaction("bench.copy") as cursor:
        cursor.execute(statement("staging/drop", stage=plain))
        cursor.execute(sql.SQL("CREATE TABLE {} ({})").format(plain, columns))
        staging.copy_table(cursor, plain, table)


def _staged(context: LoadContext, account: int, table: pa.Table) -> Batch:
    window = Window(START, START + dt.timedelta(days=DAYS))
    row = context.warehouse.connection.execute(
        "INSERT INTO ops.batches (platform, stream, ad_account_id, window_start, window_end, run_id, load_mode, "
        "status, fetched_at, records_fetched, records_staged) VALUES ('meta', 'campaign_daily', %s, %s, %s, "
        "'bench', 'replace_window', 'landing', now(), %s, %s) RETURNING id",
        (account, window.start, window.end, table.num_rows, table.num_rows),
    ).fetchone()
    assert row is not None
    batch = batches.get(context.warehouse, row["id"])
    with context.warehouse.transaction("bench.stage") as cursor:
        staging.create_table(cursor, batch.stage, CAMPAIGN_DAILY)
        staging.copy_table(cursor, batch.stage, table)
        cursor.execute(statement("staging/content", stage=batch.stage))
        content = cursor.fetchone()
        assert content is not None
        batches.update(cursor, batch.id, status="validated", staged_hash=content["hash"])
    return batches.get(context.warehouse, batch.id)
