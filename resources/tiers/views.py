"""Every table of the warehouse as a view in DuckDB, the partitioned ones with all their tiers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

import duckdb
from psycopg import sql

from resources.archive.months import TableMonth
from resources.archive.tables import HOT_MONTHS, TABLES
from resources.metrics import MEASURES
from resources.tiers.snapshot import Column, Snapshot
from resources.warehouse.statements import statement

LIVE = "live"
"""PostgreSQL's name in DuckDB: `live.warehouse.campaign_metrics` is the live half alone."""
OWN = "tiers"
"""The schema of what only this tool has."""
TYPES = {"timestamp with time zone": "TIMESTAMPTZ", "text": "VARCHAR", "jsonb": "JSON", "numeric": "NUMERIC(38,6)"}
"""DuckDB's types where PostgreSQL's name would not do, in both halves of a view. Values of a numeric without a scale
are those of measures, which have six decimals at most."""
_CHARACTERS = re.compile(r"character( varying)?(\(\d+\))?")

Span = tuple[dt.date | None, dt.date | None]
"""From a month up to another (their first days), None where there is no bound."""


def create(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, bucket: str, today: dt.date) -> None:
    """Create the views of a snapshot, in its transaction; `today` is the business day."""
    for schema in sorted({OWN} | {table.schema for table in TABLES.values()} | {name for name, _ in snapshot.others}):
        connection.execute(statement("tiers/schema", schema=sql.Identifier(schema)).as_string())
    for schema, name in snapshot.others:
        parts = {"view": sql.Identifier(schema, name), "relation": sql.Identifier(LIVE, schema, name)}
        connection.execute(statement("tiers/other", **parts).as_string())
    for table in TABLES:
        connection.execute(_whole(snapshot, table, bucket).as_string())
    months = statement("tiers/months", hot_since=sql.Literal(_months_before(today, HOT_MONTHS))).as_string()
    asked = statement("tiers/asked", view=sql.Identifier(OWN, "months"), text=sql.Literal(months))
    connection.execute(asked.as_string())


def spans(archived: Iterable[dt.date], cuts: Iterable[dt.date] = ()) -> Iterator[Span]:
    """All of time, in order and without gap or overlap: each archived month by itself, the rest cut at `cuts`."""
    edges = sorted({*archived, *(TableMonth("", month).end for month in archived), *cuts})
    return pairwise([None, *edges, None])


def _months_before(day: dt.date, months: int) -> dt.date:
    number = day.year * 12 + day.month - 1 - months
    return dt.date(number // 12, number % 12 + 1, 1)


def duckdb_type(name: str) -> str:
    """The type that a column of a PostgreSQL type has in the views."""
    return "VARCHAR" if _CHARACTERS.fullmatch(name) else TYPES.get(name, name.upper())


def _whole(snapshot: Snapshot, table: str, bucket: str) -> sql.Composed:
    parent = TableMonth(table, dt.date.min)
    name, columns = parent.parent_name, snapshot.columns[parent.parent_name]
    stored = [column for column in columns if not column.is_generated]
    archived, has_loose_numbers = snapshot.archived[name], any(column.type == "numeric" for column in stored)
    parts = []
    for start, end in spans(archived, snapshot.partitions[name] if has_loose_numbers else ()):
        bounds = _bounds(table, start, end)
        if start in archived:
            parts.append(_archive_part([f"s3://{bucket}/{key}" for key in archived[start]], stored, bounds))
        elif has_loose_numbers:
            parts.append(_typed_part(parent.parent, stored, bounds))
        else:
            parts.append(_live_part(sql.Identifier(LIVE, *name.split(".")), stored, bounds))
    return statement(
        "tiers/whole",
        view=parent.parent,
        columns=sql.SQL(", ").join(map(_shown, columns)),
        parts=sql.SQL("\nUNION ALL\n").join(parts),
    )


def _shown(column: Column) -> sql.Composable:
    if not column.is_generated:
        return sql.Identifier(column.name)
    figure, measures = sql.Identifier(f"figure_{column.name}"), sql.SQL(", ").join(map(sql.Identifier, MEASURES[:5]))
    return sql.SQL("{}({}) AS {}").format(figure, measures, sql.Identifier(column.name))


def _bounds(table: str, start: dt.date | None, end: dt.date | None) -> sql.Composable:
    definition = TABLES[table]
    found = [
        sql.SQL("{} {} {} {}").format(
            sql.Identifier(definition.column),
            sql.SQL(sign),
            sql.SQL("TIMESTAMPTZ" if definition.is_timestamp else "DATE"),
            TableMonth(table, month).bounds[0],
        )
        for sign, month in ((">=", start), ("<", end))
        if month
    ]
    return sql.SQL(" AND ").join(found) if found else sql.SQL("TRUE")


def _live_part(relation: sql.Composable, stored: list[Column], bounds: sql.Composable) -> sql.Composed:
    columns = [
        sql.SQL("{0}::JSON AS {0}" if column.type == "jsonb" else "{0}").format(sql.Identifier(column.name))
        for column in stored
    ]
    return statement("tiers/part_live", columns=sql.SQL(", ").join(columns), relation=relation, bounds=bounds)


def _typed_part(relation: sql.Identifier, stored: list[Column], bounds: sql.Composable) -> sql.Composed:
    """By a statement that names the type of each column: DuckDB would read a numeric without a scale as a float."""
    columns = [
        sql.SQL("{0}::{1} AS {0}").format(
            sql.Identifier(column.name), sql.SQL(TYPES["numeric"] if column.type == "numeric" else column.type)
        )
        for column in stored
    ]
    text = statement("tiers/part_live", columns=sql.SQL(", ").join(columns), relation=relation, bounds=bounds)
    table = sql.SQL("postgres_query({}, {})").format(LIVE, sql.Literal(text.as_string()))
    return _live_part(table, stored, bounds)


def _archive_part(objects: list[str], stored: list[Column], bounds: sql.Composable) -> sql.Composed:
    schema = sql.SQL(", ").join(
        sql.SQL("{0}: {{name: {0}, type: {1}, default_value: NULL}}").format(column.name, duckdb_type(column.type))
        for column in stored
    )
    return statement(
        "tiers/part_archive",
        columns=sql.SQL(", ").join(sql.Identifier(column.name) for column in stored),
        objects=sql.SQL(", ").join(map(sql.Literal, objects)),
        schema=sql.SQL("{{{}}}").format(schema),
        bounds=bounds,
    )
