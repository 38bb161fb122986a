"""COPY of Arrow blocks, without a step a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.csv
from psycopg import sql

from resources.warehouse.connection import Cursor
from resources.warehouse.statements import statement

ROW = "import_row"
"""The column that counts rows from 1."""
_CSV = pyarrow.csv.WriteOptions(include_header=False, quoting_style="all_valid")


def copy_blocks(cursor: Cursor, table: sql.Composable, names: Sequence[str], blocks: Iterable[pa.RecordBatch]) -> int:
    """COPY blocks of these columns (text or anything that Arrow writes as CSV; NULL stays NULL) into a table.

    The table has the columns `names` and `import_row`, which gets the number of each row. Returns how many rows there
    were. One block is in memory at a time. Raises psycopg.DataError for what does not fit the table's types.
    """
    rows = 0
    columns = sql.SQL(", ").join(map(sql.Identifier, (ROW, *names)))
    with cursor.copy(statement("imports/copy", table=table, columns=columns)) as copy:
        for block in blocks:
            numbers = pa.array(np.arange(rows + 1, rows + block.num_rows + 1))
            numbered = pa.RecordBatch.from_arrays([numbers, *map(block.column, names)], [ROW, *names])
            sink = pa.BufferOutputStream()
            pyarrow.csv.write_csv(numbered, sink, _CSV)
            copy.write(memoryview(sink.getvalue()))
            rows += block.num_rows
    return rows
