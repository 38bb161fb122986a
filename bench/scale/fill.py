"""The data of the scale bench: made in the database from row numbers, so that every run has the same."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from resources.clock import Clock
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import refresh_marts
from resources.warehouse.statements import statement

LAST_DAY = dt.date(2026, 10, 31)
DAYS = 365
CAMPAIGNS = 50
"""Of one account."""
FIRST_DAY = LAST_DAY - dt.timedelta(days=DAYS - 1)
EVENT_TABLES = ("app.user_behavior", "app.conversions", "app.page_views")
FACT_TABLES = (
    "warehouse.campaign_metrics",
    "warehouse.analytics_events",
    "warehouse.product_metrics",
    "warehouse.metric_revisions",
)
TRIGGERED = ("app.marketing_accounts", "app.team_members", "app.users", "app.teams")
"""Their triggers queue days of accounts, which are queued once for all at the end."""


@dataclass(frozen=True)
class Size:
    """Numbers of rows: an account has fifty campaigns; records are of each kind of the own shops' events."""

    users: int = 100_000
    teams: int = 4_000
    accounts: int = 1_000
    products: int = 1_000_000
    metrics: int = 10_000_000
    events: int = 10_000_000
    records: int = 500_000


def fill(owner_url: str, size: Size) -> Iterator[str]:
    """Fill an empty database; says how long each part took. Facts of both kinds are written side by side."""
    values = {**vars(size), "first_day": FIRST_DAY, "last_day": LAST_DAY, "days": DAYS}
    with session(owner_url) as owner:
        for table in (*EVENT_TABLES, *FACT_TABLES):
            owner.execute(statement("bench/scale/partitions"), {**values, "table_name": table})
        for table in TRIGGERED:
            _triggers(owner, table, "DISABLE")
        for part in ("people", "memberships", "accounts", "campaigns", "products", "rates"):
            yield _timed(part, lambda part=part: owner.execute(statement(f"bench/scale/{part}"), values))
        for table in TRIGGERED:
            _triggers(owner, table, "ENABLE")
    share = size.metrics / (size.accounts * CAMPAIGNS * DAYS)
    yield _timed("metrics and events", lambda: _facts(owner_url, share, size.events // DAYS))
    with session(owner_url) as owner:
        for part in ("shop", "plans", "catalogue", "revisions", "loaded"):
            yield _timed(part, lambda part=part: owner.execute(statement(f"bench/scale/{part}"), values))
        yield _timed("statistics", lambda: owner.execute("VACUUM ANALYZE"))


def refresh(loader_url: str, owner_url: str) -> Iterator[str]:
    """Compute all marts the way every night does."""
    warehouse = Warehouse(loader_url)
    yield _timed("marts", lambda: refresh_marts(warehouse, Clock(LAST_DAY)))
    warehouse.close()
    with session(owner_url) as owner:
        yield _timed("statistics of the marts", lambda: owner.execute("VACUUM ANALYZE"))


def sizes(owner_url: str) -> Iterator[str]:
    """A line a table of a hundred thousand rows or more."""
    with session(owner_url) as owner:
        for name, rows, size in owner.execute(statement("bench/scale/table_sizes")).fetchall():
            yield f"{name:40} {rows:>12,} rows  {size}"


def _facts(owner_url: str, share: float, events: int) -> None:
    kinds: dict[str, dict[str, Any]] = {"metrics": {"share": share}, "events": {"events": events}}
    with ThreadPoolExecutor(len(kinds)) as writers:
        for written in [writers.submit(_write_days, owner_url, *kind) for kind in kinds.items()]:
            written.result()


def _write_days(owner_url: str, part: str, values: dict[str, Any]) -> None:
    with session(owner_url) as owner:
        for day in range(DAYS):
            owner.execute(
                statement(f"bench/scale/{part}"), {**values, "day": day, "date": FIRST_DAY + dt.timedelta(days=day)}
            )


@contextmanager
def session(url: str) -> Iterator[psycopg.Connection]:
    """The owner's connection, with the functions that draw numbers."""
    with psycopg.connect(url, autocommit=True, options="-c synchronous_commit=off") as connection:
        connection.execute(statement("bench/scale/draw"))
        yield connection


def _triggers(owner: psycopg.Connection, table: str, action: str) -> None:
    owner.execute(sql.SQL("ALTER TABLE {} {} TRIGGER USER").format(sql.Identifier(*table.split(".")), sql.SQL(action)))


def _timed(what: str, action: Callable[[], object]) -> str:
    started = time.perf_counter()
    action()
    return f"{what}: {time.perf_counter() - started:.0f} s"
