"""Records that were sent more than once: repeats and older versions are counted, contradictions go to quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from resources.metrics import SOURCE
from resources.platforms.base import Reject

pc: Any = pyarrow.compute

_POINTER = {field.name for field in SOURCE}
VERSION = "source_updated_at"
_BEFORE_ALL = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Split:
    """`table` has one row for each key; `duplicates` records repeat one of them, or are an older version of it."""

    table: pa.Table
    contradictions: list[Reject]
    duplicates: int


def split(table: pa.Table, key: Sequence[str], pages: Sequence[bytes]) -> Split:
    """Set repeats apart. Columnar; records are only looked at one by one where they contradict each other.

    Records with a version (`source_updated_at`) may change between two pages: only the newest of a key counts.
    """
    if table.group_by(list(key)).aggregate([]).num_rows == table.num_rows:
        return Split(table, [], 0)
    said = [name for name in table.column_names if name not in _POINTER]
    numbered = table.append_column("row", pa.array(np.arange(table.num_rows)))
    unique = table.take(numbered.group_by(said).aggregate([("row", "min")]).column("row_min"))
    if VERSION in table.column_names:
        unique = _newest(unique, list(key))
    counts = unique.group_by(list(key)).aggregate([([], "count_all")]).to_pandas()
    contradicting = counts.loc[counts["count_all"] > 1, list(key)]
    disputed = pa.Table.from_pandas(contradicting, schema=pa.schema([table.schema.field(name) for name in key]))
    rejects = [
        Reject(
            row["source_page"],
            row["source_line"],
            (f"{', '.join(key)}: expected one record for a key, got several that differ",),
            pages[row["source_page"]].splitlines()[row["source_line"]],
            row.get("date"),
        )
        for row in unique.join(disputed, keys=list(key), join_type="left semi").to_pylist()
    ]
    agreeing = unique.join(disputed, keys=list(key), join_type="left anti").select(table.column_names)
    return Split(agreeing, rejects, table.num_rows - unique.num_rows)


def _newest(table: pa.Table, key: list[str]) -> pa.Table:
    """The rows that have their key's newest version; a row without one is older than any."""
    versions = pc.fill_null(table.column(VERSION).cast(pa.int64()), _BEFORE_ALL)
    versioned = table.append_column("version", versions)
    newest = versioned.group_by(key).aggregate([("version", "max")]).rename_columns([*key, "version"])
    return versioned.join(newest, keys=[*key, "version"], join_type="left semi").select(table.column_names)
