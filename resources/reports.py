"""What a run did and what a table holds, for people who look at them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from psycopg import sql

from resources.warehouse.connection import Warehouse
from resources.windows import Window


@dataclass(frozen=True)
class DayFigures:
    """Published rows of a platform on one day (account zone) in one currency. Money in major units, None if unknown."""

    date: dt.date
    currency: str
    rows: int
    cost: Decimal | None
    revenue: Decimal | None


@dataclass(frozen=True)
class Column:
    """A column as PostgreSQL's catalogue has it; `description` is its COMMENT."""

    name: str
    type: str
    is_nullable: bool
    description: str


def of_stream(warehouse: Warehouse, run_id: str, platform: str, stream: str) -> Mapping[str, int]:
    """Batches, API calls, pages, bytes, and records and rows by fate: the columns of sql/reports/stream.sql."""
    return warehouse.fetch_one("reports/stream", {"run_id": run_id, "platform": platform, "stream": stream})


def by_day(warehouse: Warehouse, table: str, platform: str, window: Window) -> list[DayFigures]:
    """A fact table's figures of a platform, by day and currency. `table` is `schema.name`, here and below."""
    parameters = {"platform": platform, "window_start": window.start, "window_end": window.end}
    return [DayFigures(**row) for row in warehouse.fetch("reports/days", parameters, table=_identifier(table))]


def row_count(warehouse: Warehouse, table: str, platform: str) -> int:
    """How many rows of a table belong to a platform's accounts."""
    count: int = warehouse.fetch_one("reports/row_count", {"platform": platform}, table=_identifier(table))["rows"]
    return count


def columns(warehouse: Warehouse, table: str) -> list[Column]:
    """A table's columns, in order."""
    return [Column(**row) for row in warehouse.fetch("reports/columns", {"table": table})]


def _identifier(table: str) -> sql.Identifier:
    return sql.Identifier(*table.split("."))
