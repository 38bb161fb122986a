"""What every table should hold and where that comes from, beside what is there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from psycopg import sql
from psycopg.rows import DictRow

from resources.warehouse.connection import Warehouse
from resources.warehouse.dictionary import SCHEMAS
from resources.warehouse.tables import TABLES, Fed

COUNTED_UP_TO = 32 * 1024 * 1024
"""Bytes on disk up to which rows are counted; of larger tables the planner's estimate is taken."""


@dataclass(frozen=True)
class Holding:
    """A table as it is. `rows` is None for a view. `newest` is a day, or a moment in UTC; None when unknown."""

    name: str
    fed: Fed
    is_view: bool
    is_empty: bool
    rows: int | None
    is_estimate: bool
    bytes: int
    newest: dt.date | dt.datetime | None

    @property
    def is_missing(self) -> bool:
        """It is empty and should not be."""
        return self.is_empty and not self.fed.may_be_empty


@dataclass(frozen=True)
class Server:
    """PostgreSQL's version, and the bytes of the database on disk."""

    version: str
    bytes: int


def server(warehouse: Warehouse) -> Server:
    """What answers at the other end."""
    return Server(**warehouse.fetch_one("inventory/server"))


def take(warehouse: Warehouse) -> list[Holding]:
    """Every table and view of the map that the database has, in the map's order."""
    found = {row["name"]: row for row in warehouse.fetch("inventory/relations", {"schemas": list(SCHEMAS)})}
    return [_holding(warehouse, found[name], fed) for name, fed in TABLES.items() if name in found]


def _holding(warehouse: Warehouse, found: DictRow, fed: Fed) -> Holding:
    relation = sql.Identifier(*found["name"].split("."))
    is_empty = warehouse.fetch_one("inventory/is_empty", relation=relation)["is_empty"]
    is_big = found["bytes"] > COUNTED_UP_TO and found["estimated_rows"] is not None
    rows = newest = None
    if is_big:
        rows = found["estimated_rows"]
    elif not found["is_view"]:
        rows = warehouse.fetch_one("inventory/rows", relation=relation)["rows"]
    if fed.newest and not is_empty:
        newest = warehouse.fetch_one("inventory/newest", relation=relation, column=sql.Identifier(fed.newest))["newest"]
    return Holding(found["name"], fed, found["is_view"], is_empty, rows, is_big, found["bytes"], newest)


def record(warehouse: Warehouse, subject: str, is_healthy: bool, detail: str, value: Decimal | int | None) -> None:
    """Remember a finding in ops.health."""
    parameters = {"subject": subject, "is_healthy": is_healthy, "detail": detail, "value": value}
    warehouse.execute("inventory/record", parameters, boundary="inventory.record")
