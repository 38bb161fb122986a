"""Arrow tables as PostgreSQL tables: their columns, and COPY into them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, LiteralString

import pyarrow as pa
import pyarrow.csv as pacsv
from psycopg import Copy, sql

from resources.platforms.base import Stream
from resources.warehouse.connection import Cursor
from resources.warehouse.statements import statement

SQL_TYPES: dict[pa.DataType, LiteralString] = {
    pa.string(): "text",
    pa.int16(): "smallint",
    pa.int32(): "integer",
    pa.int64(): "bigint",
    pa.date32(): "date",
    pa.timestamp("us", "UTC"): "timestamptz",
    pa.decimal128(20, 6): "numeric(20,6)",
    pa.bool_(): "boolean",
}
COPY_BLOCK = 1 << 20


def create_table(cursor: Cursor, stage: sql.Identifier, schema: pa.Schema) -> None:
    """An empty unlogged table with the schema's columns, in place of an older one."""
    cursor.execute(statement("staging/drop", stage=stage))
    cursor.execute(statement("staging/create", stage=stage, columns=column_definitions(schema)))


def column_definitions(schema: pa.Schema) -> sql.Composed:
    """An Arrow schema as the columns of CREATE TABLE."""
    return sql.SQL(", ").join(
        sql.SQL("{} {}{}").format(
            sql.Identifier(field.name),
            sql.SQL(SQL_TYPES[field.type]),
            sql.SQL("" if field.nullable else " NOT NULL"),
        )
        for field in schema
    )


def copy_table(cursor: Cursor, target: sql.Composable, table: pa.Table) -> None:
    """COPY an Arrow table into a PostgreSQL table, by column name; null stays NULL and "" stays empty."""
    copy_tables(cursor, target, table.schema, [table])


def copy_tables(cursor: Cursor, target: sql.Composable, schema: pa.Schema, tables: Iterable[pa.Table]) -> None:
    """COPY Arrow tables of one schema as they come, in one statement."""
    names = columns("{}", schema.names)
    options = pacsv.WriteOptions(include_header=False, batch_size=16_384)
    with cursor.copy(statement("staging/copy", target=target, columns=names)) as copy:
        blocks = _CopyBlocks(copy)
        sink: Any = pa.PythonFile(blocks, mode="w")
        with pacsv.CSVWriter(sink, schema, write_options=options) as writer:
            for table in tables:
                # Arrow's CSV writer emits uninitialised bytes for an empty chunk (pyarrow 26).
                for chunk in table.to_batches():
                    if chunk.num_rows:
                        writer.write_batch(chunk)
        blocks.send()


class _CopyBlocks(io.RawIOBase):
    """A file for Arrow to write to: gathers blocks of about 1 MiB for COPY."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self._pending = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._pending += data
        if len(self._pending) >= COPY_BLOCK:
            self.send()
        return len(data)

    def send(self) -> None:
        """Hand over what has gathered."""
        self._copy.write(bytes(self._pending))
        self._pending.clear()


def analyze(cursor: Cursor, stage: sql.Identifier, stream: Stream) -> None:
    """Let the planner know the columns that rows are found and joined by: the key, and days."""
    known = [field.name for field in stream.schema if field.name in stream.key or pa.types.is_date(field.type)]
    cursor.execute(statement("staging/analyze", stage=stage, columns=columns("{}", known)))


def columns(template: LiteralString, names: Iterable[str]) -> sql.Composed:
    """Each name in the template, comma separated."""
    return sql.SQL(", ").join(sql.SQL(template).format(sql.Identifier(name)) for name in names)
