"""What must hold of a staged file before it is written: every fault with its row, by one statement a rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import LiteralString, cast

import psycopg
from psycopg import sql
from psycopg.rows import DictRow

from resources.imports.copying import ROW
from resources.imports.faults import MOST, got
from resources.imports.staging import Found, Rejected
from resources.imports.target import SCHEMA, Column, Target
from resources.warehouse.connection import Warehouse
from resources.warehouse.statements import statement

NATURAL_KEYS = {
    "warehouse.ad_accounts": "platform/account",
    "warehouse.campaigns": "platform/account/campaign",
    "warehouse.channels": "the channel's name",
    "warehouse.products": "platform/account/product",
}
"""How a file names what the warehouse numbers itself, by `sql/imports/keys/<table>.sql`; its number will do as well."""


def check(warehouse: Warehouse, target: Target, names: list[str]) -> None:
    """Natural keys are replaced by numbers on the way. Raises Rejected with at most some dozens of faults."""
    columns = [target.columns[name] for name in names]
    found: list[Found] = []
    for column in columns:
        found += _cells(warehouse, column)
    found += _repeated(warehouse, target)
    if target.partitioned_by:
        moment = sql.Identifier(target.partitioned_by)
        rows = _fetch(warehouse, "moments", column=moment)
        expected = "expected a moment from 2000 on, at most a year ahead"
        found += [Found(row[ROW], target.partitioned_by, f"{expected}, got {got(row['value'])}") for row in rows]
    if found:
        raise Rejected(found)
    for column in columns:
        found += _unknown(warehouse, column)
    found += _constrained(warehouse, target, names)
    if found:
        raise Rejected(found)


def _cells(warehouse: Warehouse, column: Column) -> Iterator[Found]:
    name = sql.Identifier(column.name)
    if column.never_null:
        empty = _fetch(warehouse, "empty", column=name)
        yield from (Found(row[ROW], column.name, f"expected {column.type}, got nothing") for row in empty)
    wide: list[DictRow] = []
    if column.digits is not None:
        wide = _fetch(
            warehouse, "too_wide", column=name, digits=sql.Literal(column.digits), scale=sql.Literal(column.scale)
        )
    elif column.length is not None:
        wide = _fetch(warehouse, "too_long", column=name, length=sql.Literal(column.length))
    yield from (Found(row[ROW], column.name, f"expected {column.type}, got {got(row['value'])}") for row in wide)
    if column.is_natural:
        assert column.refers_to is not None
        keys = statement(f"imports/keys/{column.refers_to.removeprefix('warehouse.')}")
        warehouse.connection.execute(statement("imports/number", column=name, keys=keys))
        expected = f"expected {column.refers_to} by {NATURAL_KEYS[column.refers_to]}"
        unnumbered = _fetch(warehouse, "unnumbered", column=name)
        yield from (Found(row[ROW], column.name, f"{expected}, got {got(row['value'])}") for row in unnumbered)
        if not unnumbered:
            warehouse.connection.execute(statement("imports/as_number", column=name))


def _repeated(warehouse: Warehouse, target: Target) -> Iterator[Found]:
    key = sql.SQL(", ").join(map(sql.Identifier, target.key))
    said = ", ".join(target.key)
    for row in _fetch(warehouse, "repeated", key=key):
        yield Found(row[ROW], said, "expected each key once, got the one of", row["first_row"])


def _unknown(warehouse: Warehouse, column: Column) -> list[Found]:
    if column.refers_to is None:
        return []
    rows = warehouse.fetch("imports/reference", {"table": column.refers_to})
    key = sql.Identifier(rows[0]["key"])
    table = sql.Identifier(*column.refers_to.split("."))
    unknown = _fetch(warehouse, "unknown", column=sql.Identifier(column.name), table=table, key=key)
    expected = f"expected {rows[0]['key']} of {column.refers_to}"
    return [
        Found(row[ROW], column.name, f"{expected}, which has none such, got {got(row['value'])}") for row in unknown
    ]


def _constrained(warehouse: Warehouse, target: Target, names: list[str]) -> Iterator[Found]:
    for rule in warehouse.fetch("imports/constraints", {"table": f"{SCHEMA}.{target.name}", "columns": names}):
        expression = sql.SQL(cast("LiteralString", rule["expression"].replace("%", "%%")))
        try:
            rows = _fetch(warehouse, "broken", expression=expression)
        except psycopg.DataError:
            continue  # it raises where others are false; writing finds the row
        column = rule["columns"][0] if len(rule["columns"]) == 1 else None
        for row in rows:
            cell = f", got {got(row['cells'][column])}" if column else ""
            yield Found(row[ROW], column, f"violates {rule['name']}: {rule['meaning']}{cell}")


def _fetch(warehouse: Warehouse, name: str, **parts: sql.Composable) -> list[DictRow]:
    return warehouse.fetch(f"imports/checks/{name}", {"limit": MOST}, **parts)
