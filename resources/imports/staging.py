"""A file in a temporary table of the target's types; when PostgreSQL refuses a cell, every bad one is looked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import LiteralString, NamedTuple

import psycopg
import pyarrow as pa
from psycopg import sql

from resources.imports.copying import ROW, copy_blocks
from resources.imports.faults import MOST, Fault, ImportRefused, got
from resources.imports.files import Blocks, File, ParquetFile
from resources.imports.target import SCHEMA, Column, Target
from resources.warehouse.connection import Warehouse
from resources.warehouse.statements import statement

INCOMING = sql.Identifier("pg_temp", "incoming")
NUL = "\0"


class Found(NamedTuple):
    """What is wrong with a row (counted from 1); `like` is the row that it speaks of at its end."""

    row: int
    column: str | None
    what: str
    like: int | None = None


class Rejected(Exception):
    """Rows of the file do not fit."""

    def __init__(self, found: Sequence[Found]) -> None:
        super().__init__(f"{len(found)} faults")
        self.found = list(found)

    def located(self, file: File) -> ImportRefused:
        """The same with places in the file."""
        first = sorted(self.found, key=lambda each: each.row)[:MOST]
        places = file.places({row for each in first for row in (each.row, each.like) if row})
        faults = [
            Fault(places[each.row], each.column, f"{each.what} {places[each.like]}" if each.like else each.what)
            for each in first
        ]
        return ImportRefused(file.path.name, faults)


def stage(warehouse: Warehouse, target: Target, file: File, names: Sequence[str]) -> int:
    """Fill `pg_temp.incoming` with these columns of the file and `import_row`; the number of rows.

    Raises:
        Rejected: cells that the types do not allow.
        ImportRefused: the file is not what it claims to be.
    """
    columns = [target.columns[name] for name in names]
    if isinstance(file, ParquetFile) and (unfit := [fault for each in columns if (fault := _unfit(file, each))]):
        raise ImportRefused(file.path.name, unfit)
    _create(warehouse, target, columns, typed=True)
    try:
        rows = _copy(warehouse, file, names)
    except psycopg.DataError as error:
        reason = str(error).splitlines()[0]
    else:
        warehouse.connection.execute(statement("imports/analyze"))
        return rows
    _create(warehouse, target, columns, typed=False)
    try:
        _copy(warehouse, file, names)
    except psycopg.errors.CharacterNotInRepertoire:
        raise Rejected(_with_nul(file.blocks())) from None
    found = _misfits(warehouse, columns)
    if not found:
        raise ImportRefused(file.path.name, [Fault(None, None, f"expected what PostgreSQL takes: {reason}")])
    raise Rejected(found)


def discard(warehouse: Warehouse) -> None:
    """Forget what was staged."""
    warehouse.connection.execute(statement("imports/drop"))


def _create(warehouse: Warehouse, target: Target, columns: Sequence[Column], *, typed: bool) -> None:
    discard(warehouse)
    selected = sql.SQL(", ").join(_selected(column, typed=typed) for column in columns)
    table = sql.Identifier(SCHEMA, target.name)
    warehouse.connection.execute(statement("imports/create", columns=selected, table=table))


def _selected(column: Column, *, typed: bool) -> sql.Composed:
    """As the target has it; what PostgreSQL would round or cut silently stays as it came until it is checked."""
    kept: LiteralString = "{name}"
    if not typed or column.length or column.is_natural:
        kept = "{name}::text AS {name}"
    elif column.digits is not None:
        kept = "{name}::numeric AS {name}"
    return sql.SQL(kept).format(name=sql.Identifier(column.name))


def _copy(warehouse: Warehouse, file: File, names: Sequence[str]) -> int:
    with warehouse.connection.cursor() as cursor:
        return copy_blocks(cursor, INCOMING, names, file.blocks())


def _misfits(warehouse: Warehouse, columns: Iterable[Column]) -> list[Found]:
    warehouse.connection.execute(statement("imports/create_misfits"))
    found: list[Found] = []
    for column in columns:
        if not column.is_natural:
            rows = warehouse.fetch("imports/misfits", {"column": column.name, "type": column.type, "limit": MOST})
            found += [Found(row[ROW], column.name, f"expected {column.type}, got {got(row['value'])}") for row in rows]
    return found


def _with_nul(blocks: Blocks) -> list[Found]:
    found: list[Found] = []
    first = 1
    for block in blocks:
        for name in block.schema.names:
            cells = block.column(name).to_pylist()
            found += [
                Found(first + place, name, "expected text without NUL bytes, which PostgreSQL cannot keep")
                for place, cell in enumerate(cells)
                if cell and NUL in cell
            ]
        first += block.num_rows
        if len(found) >= MOST:
            break
    return found


def _unfit(file: ParquetFile, column: Column) -> Fault | None:
    kind = file.schema.field(column.name).type
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return Fault(None, column.name, f"expected {column.type} as text or a plain type, got {kind}")
    if column.digits is not None and pa.types.is_floating(kind):
        return Fault(None, column.name, f"expected decimals, integers or text, which are exact, got {kind}")
    return None
