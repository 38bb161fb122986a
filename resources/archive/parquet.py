"""Rows of PostgreSQL as Parquet: the types in which they travel, and reading them back a row group at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from resources.warehouse.connection import Cursor
from resources.warehouse.statements import statement

_ARROW_TYPES: dict[str, pa.DataType] = {
    "smallint": pa.int16(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp with time zone": pa.timestamp("us", "UTC"),
}
_NUMERIC = re.compile(r"numeric\((\d+),(\d+)\)")


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


def row_groups(content: bytes) -> tuple[pa.Schema, Iterable[Any]]:
    """A Parquet file's schema and its rows, one Arrow table a row group."""
    file = pq.ParquetFile(pa.BufferReader(content))
    return file.schema_arrow, (file.read_row_group(number) for number in range(file.num_row_groups))


def rows(content: bytes) -> int:
    """How many rows a Parquet file's footer tells."""
    return int(pq.read_metadata(pa.BufferReader(content)).num_rows)
