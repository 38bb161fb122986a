"""Records that were sent more than once: exact repeats are counted, contradicting ones all go to quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from resources.metrics import SOURCE
from resources.platforms.base import Reject

_POINTER = {field.name for field in SOURCE}


@dataclass(frozen=True)
class Split:
    """`table` has one row for each key; `duplicates` records said exactly what another one had said."""

    table: pa.Table
    contradictions: list[Reject]
    duplicates: int


def split(table: pa.Table, key: Sequence[str], pages: Sequence[bytes]) -> Split:
    """Set repeats apart. Columnar; records are only looked at one by one where they contradict each other."""
    if table.group_by(list(key)).aggregate([]).num_rows == table.num_rows:
        return Split(table, [], 0)
    said = [name for name in table.column_names if name not in _POINTER]
    numbered = table.append_column("row", pa.array(np.arange(table.num_rows)))
    unique = table.take(numbered.group_by(said).aggregate([("row", "min")]).column("row_min"))
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
