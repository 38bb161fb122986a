"""Parquet files from outside, some rows at a time: neither what their footers claim nor what they hold is trusted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from resources.imports.bounds import LARGEST_FILE, MOST_COLUMNS, TooLarge, allowed, size_of

pc: Any = pyarrow.compute
BLOCK_ROWS = 65_536
BLOCK_CELLS = 64 * BLOCK_ROWS
LARGEST_GROUP = 2 << 30
"""Bytes of a row group, as the footer claims them."""
LARGEST_BLOCK = 1 << 30
"""Bytes of the text in some rows of a column."""
MOST_GROUPS = 100_000


def schema_of(path: Path, largest: int = LARGEST_FILE) -> pa.Schema:
    """The columns of a file. Raises TooLarge, and OSError or pa.ArrowException where it is none."""
    size = size_of(path, largest)
    with pq.ParquetFile(path) as file:
        _check_footer(file.metadata, allowed(size, largest))
        try:
            return file.schema_arrow
        except UnicodeDecodeError as error:
            raise pa.ArrowInvalid(f"what its footer says is not UTF-8: {error}") from None


def batches(path: Path, schema: pa.Schema, largest: int = LARGEST_FILE) -> Iterator[pa.RecordBatch]:
    """The rows of a file whose schema is known, by those columns that are not nested.

    Text is read as distinct values and where they are, because a few bytes of a file can repeat one a billion times.

    Raises:
        TooLarge: it claims or holds more than it may.
        OSError, pa.ArrowException: it is damaged.
    """
    flat = [column for column in schema if not pa.types.is_nested(column.type)]
    words = [column.name for column in flat if _is_text(column.type)]
    limit, passed = allowed(size_of(path, largest), largest), 0
    with pq.ParquetFile(path, read_dictionary=words) as file:
        rows = max(1, min(BLOCK_ROWS, BLOCK_CELLS // max(1, len(flat))))
        for batch in file.iter_batches(rows, columns=[column.name for column in flat]):
            columns = [_plain(column) for column in batch.columns]
            passed += sum(column.nbytes for column in columns)
            if passed > limit:
                raise TooLarge("bytes when unpacked", limit, "more")
            yield pa.RecordBatch.from_arrays(columns, batch.schema.names)


def _check_footer(footer: pq.FileMetaData, limit: int) -> None:
    counts = {"columns": (MOST_COLUMNS, footer.num_columns), "row groups": (MOST_GROUPS, footer.num_row_groups)}
    for what, (most, came) in counts.items():
        if came > most:
            raise TooLarge(what, most, came)
    sizes = [footer.row_group(number).total_byte_size for number in range(footer.num_row_groups)]
    largest = max(sizes, key=abs, default=0)
    if not 0 <= largest <= LARGEST_GROUP:
        raise TooLarge("bytes in a row group", LARGEST_GROUP, largest)
    if sum(sizes) > limit:
        raise TooLarge("bytes when unpacked", limit, sum(sizes))


def _is_text(kind: pa.DataType) -> bool:
    names = ("string", "large_string", "string_view", "binary", "large_binary", "binary_view")
    return str(kind) in names


def _plain(column: Any) -> Any:
    """A column of distinct values and places as plain values."""
    if not isinstance(column, pa.DictionaryArray):
        return column
    lengths = pc.binary_length(column.dictionary).cast(pa.int64()).take(column.indices)
    size = pc.sum(lengths, min_count=0).as_py()
    if size > LARGEST_BLOCK:
        raise TooLarge("bytes in some rows of a column", LARGEST_BLOCK, size)
    return column.dictionary_decode()
