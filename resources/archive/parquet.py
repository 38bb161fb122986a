"""Rows of PostgreSQL as Parquet: columnar from the COPY stream on, with bounded memory."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from resources.archive import content
from resources.archive.months import TableMonth
from resources.warehouse.connection import Cursor
from resources.warehouse.statements import statement

CHUNK_BYTES = 16 << 20
"""CSV text a row group, about 100,000 rows."""
ROWS_PER_OBJECT = 1_000_000

_ARROW_TYPES: dict[str, pa.DataType] = {
    "smallint": pa.int16(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp with time zone": pa.timestamp("us", "UTC"),
}
_NUMERIC = re.compile(r"numeric\((\d+),(\d+)\)")


@dataclass(frozen=True)
class Part:
    """A Parquet file and how many rows it holds."""

    content: bytes
    rows: int


def schema_of(cursor: Cursor, relation: str) -> pa.Schema:
    """The stored, not generated columns of a table. Types without an exact Arrow counterpart travel as their text."""
    cursor.execute(statement("archive/columns"), {"relation": relation})
    return pa.schema(
        [pa.field(row["name"], _arrow_type(row["type"]), not row["is_required"]) for row in cursor.fetchall()]
    )


def _arrow_type(name: str) -> pa.DataType:
    if numeric := _NUMERIC.fullmatch(name):
        return pa.decimal128(int(numeric[1]), int(numeric[2]))
    return _ARROW_TYPES.get(name, pa.string())


def parts(cursor: Cursor, month: TableMonth, schema: pa.Schema) -> Iterator[Part]:
    """The month's rows in key order, at least one file even when there is no row."""
    chunks = _chunks(cursor, month, schema)
    chunk: pa.Table | None = next(chunks, schema.empty_table())
    order = pq.SortingColumn.from_ordering(schema, [(name, "ascending") for name in month.key])
    while chunk is not None:
        sink, rows = io.BytesIO(), 0
        with pq.ParquetWriter(sink, schema, compression="zstd", sorting_columns=order) as writer:
            while chunk is not None and rows < ROWS_PER_OBJECT:
                writer.write_table(chunk)
                rows += chunk.num_rows
                chunk = next(chunks, None)
        yield Part(sink.getvalue(), rows)


def _chunks(cursor: Cursor, month: TableMonth, schema: pa.Schema) -> Iterator[pa.Table]:
    columns, key = content.names(schema.names), content.names(month.key)
    pending = bytearray()
    with cursor.copy(statement("archive/export", columns=columns, relation=month.partition, key=key)) as copy:
        for row in copy:
            pending += row
            if len(pending) >= CHUNK_BYTES:
                yield _typed(pending, schema)
                pending = bytearray()
    if pending:
        yield _typed(pending, schema)


def _typed(csv: bytearray, schema: pa.Schema) -> pa.Table:
    table = pacsv.read_csv(
        pa.BufferReader(pa.py_buffer(csv)),  # type: ignore[arg-type]
        read_options=pacsv.ReadOptions(column_names=schema.names),
        parse_options=pacsv.ParseOptions(newlines_in_values=True),
        convert_options=pacsv.ConvertOptions(
            column_types=schema,
            null_values=[""],
            true_values=["t"],
            false_values=["f"],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    return table.cast(schema).combine_chunks()


def row_groups(content: bytes) -> tuple[pa.Schema, Iterable[Any]]:
    """A Parquet file's schema and its rows, one Arrow table a row group."""
    file = pq.ParquetFile(pa.BufferReader(content))
    return file.schema_arrow, (file.read_row_group(number) for number in range(file.num_row_groups))
