"""The content of Parquet files, counted without PostgreSQL: what an export is proven by before anything is dropped."""

from __future__ import annotations

import decimal
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from resources.archive.content import Content
from resources.archive.months import TableMonth
from resources.archive.rowhash import exact_sum, hash_sum

pc: Any = pyarrow.compute
_EXACT = decimal.Context(prec=1000)


def content_of(month: TableMonth, tables: Iterable[pa.Table]) -> Content:
    """Rows, sums and hash of a month's rows, table by table, in the figures that `content.summarise` gives."""
    rows, hashes = 0, 0
    sums: dict[str, Decimal | None] = {}
    for table in tables:
        rows += table.num_rows
        hashes += hash_sum(table)
        for name in month.measures:
            if name in table.column_names:
                sums[name] = _plus(sums.get(name), _sum(table.column(name)))
    shown = {name: None if total is None else f"{total:f}" for name, total in sums.items()}
    return Content(rows, shown, Decimal(hashes))


def _plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if one is None else one if other is None else _EXACT.add(one, other)


def _sum(column: pa.ChunkedArray[Any]) -> Decimal | None:
    """The exact sum of the known values, None when there is none."""
    known = column.drop_null().combine_chunks()
    if not len(known):
        return None
    if pa.types.is_integer(known.type):
        return Decimal(exact_sum(known.cast(pa.int64()).to_numpy(zero_copy_only=False).astype(np.int64)))
    if pa.types.is_decimal(known.type):
        total: Decimal = pc.sum(known).as_py()
        return total
    total = Decimal(0)
    for value in known.to_pylist():
        total = _EXACT.add(total, Decimal(str(value)))
    return total
