"""One moment of the warehouse: which tables there are, and which tier serves each of their months.

DuckDB reads PostgreSQL in one REPEATABLE READ transaction; connections that it adds for speed import its snapshot. The
transaction begins with a lock on every partitioned table that DETACH waits for: a month which is live in the snapshot
keeps its partition until the transaction ends, and one that is archived is read from objects only.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import duckdb
from psycopg import sql

from resources.archive.months import TableMonth
from resources.archive.tables import TABLES
from resources.warehouse.statements import statement


@dataclass(frozen=True)
class Column:
    """A column of a partitioned table: its name, PostgreSQL's name of its type, and whether PostgreSQL computes it."""

    name: str
    type: str
    is_generated: bool


@dataclass(frozen=True)
class Snapshot:
    """What PostgreSQL said at the moment; tables are named with their schema, months by their first day.

    `archived` has the object keys of the months that the archive serves; `partitions` the months that PostgreSQL has;
    `others` the tables and views, by schema and name, that have no partitions.
    """

    columns: dict[str, list[Column]]
    archived: dict[str, dict[dt.date, list[str]]]
    partitions: dict[str, set[dt.date]]
    others: list[tuple[str, str]]


def take(connection: duckdb.DuckDBPyConnection) -> Snapshot:
    """Begin the transaction and look around in it."""
    parents = {name: TableMonth(name, dt.date.min) for name in TABLES}
    locks = sql.SQL("LOCK TABLE ONLY {} IN ACCESS SHARE MODE").format(
        sql.SQL(", ONLY ").join(place.parent for place in parents.values())
    )
    connection.execute("BEGIN TRANSACTION")
    connection.execute(statement("tiers/hold_parents", locks=sql.Literal(locks.as_string())).as_string())
    columns: dict[str, list[Column]] = defaultdict(list)
    for row in _ask(connection, "columns"):
        columns[row["parent"]].append(Column(row["name"], row["type"], row["is_generated"]))
    archived: dict[str, dict[dt.date, list[str]]] = defaultdict(dict)
    for row in _ask(connection, "manifest"):
        keys = [item["key"] for item in json.loads(row["objects"])]
        archived[parents[row["table_name"]].parent_name][row["month"]] = keys
    partitions: dict[str, set[dt.date]] = defaultdict(set)
    for row in _ask(connection, "partitions"):
        partitions[row["parent"]].add(row["month"])
    return Snapshot(
        columns, archived, partitions, [(row["schema"], row["name"]) for row in _ask(connection, "relations")]
    )


def _ask(connection: duckdb.DuckDBPyConnection, name: str) -> list[dict[str, Any]]:
    text = sql.Literal(statement(f"tiers/{name}").as_string())
    found = connection.execute(statement("tiers/in_postgres", text=text).as_string()).to_arrow_table()
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows
