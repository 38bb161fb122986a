"""Files as blocks of text columns: CSV (also .gz) and Parquet, read as a stream.

CSV is UTF-8 with commas and a first line with the names; an empty cell is NULL, and in quotes an empty text. In Parquet
numbers for `numeric` columns are decimals, integers or text, never floats, and JSON is text.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from resources.imports import lines, parquet
from resources.imports.bounds import Unpacked, size_of
from resources.imports.faults import Fault, ImportRefused

BLOCK_BYTES = 16 << 20
UNPACKED_AT_ONCE = 1 << 20
Blocks = Iterator[pa.RecordBatch]


class File(Protocol):
    """A file to import: its columns, its rows as blocks of text columns in their order, and where a row is."""

    path: Path
    names: list[str]

    def blocks(self) -> Blocks:
        """Every row; raises ImportRefused where the file is not what it claims to be."""

    def places(self, rows: Collection[int]) -> dict[int, str]:
        """Where these rows (counted from 1) are, in words for people."""


def opened(path: Path) -> File:
    """The file, by its name's ending. Raises ImportRefused when it can be neither, or has no columns."""
    match [suffix.lower() for suffix in path.suffixes[-2:]]:
        case [*_, ".csv"] | [".csv", ".gz"]:
            return CsvFile(path)
        case [*_, ".parquet"]:
            return ParquetFile(path)
    raise ImportRefused(path.name, [Fault(None, None, "expected a name that ends in .csv, .csv.gz or .parquet")])


class CsvFile:
    """A CSV file, plain or compressed with gzip."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with self._stream() as stream:
                self.names = lines.header(path.name, stream)
        except OSError as error:
            raise ImportRefused(path.name, [Fault(None, None, str(error))]) from None

    def blocks(self) -> Blocks:
        """Rows in blocks of some megabytes of text."""
        options = pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(self.names, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        )
        reading = pyarrow.csv.ReadOptions(block_size=BLOCK_BYTES, column_names=self.names, skip_rows=1)
        parsing = pyarrow.csv.ParseOptions(newlines_in_values=True)
        try:
            with self._stream() as stream:
                if not lines.has_rows(stream):
                    return
            with self._stream() as stream:
                if lines.ends_within_quotes(stream):
                    raise self._refused("a quoted cell never ends")
            with self._stream() as stream:
                yield from pyarrow.csv.open_csv(
                    stream, read_options=reading, parse_options=parsing, convert_options=options
                )
        except (pa.ArrowInvalid, EOFError, OSError) as error:
            raise self._refused(str(error).splitlines()[0]) from None

    def places(self, rows: Collection[int]) -> dict[int, str]:
        """`line N`, of the line on which a row begins."""
        try:
            with self._stream() as stream:
                return lines.places(stream, rows)
        except lines.Broken as broken:
            raise ImportRefused(self.path.name, [broken.fault]) from None

    def _refused(self, reason: str) -> ImportRefused:
        try:
            with self._stream() as stream:
                faults = lines.faults(stream, len(self.names))
        except (EOFError, OSError) as error:
            reason, faults = str(error), []
        return ImportRefused(self.path.name, faults or [Fault(None, None, f"expected CSV: {reason}")])

    @contextmanager
    def _stream(self) -> Iterator[BinaryIO]:
        size = size_of(self.path)
        with self.path.open("rb") as raw:
            if self.path.suffix.lower() != ".gz":
                yield raw
                return
            with io.BufferedReader(Unpacked(raw, size), UNPACKED_AT_ONCE) as stream:
                yield stream


class ParquetFile:
    """A Parquet file, some rows at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.schema = parquet.schema_of(path)
        except (pa.ArrowException, OSError) as error:
            reason = str(error).splitlines()[0]
            raise ImportRefused(path.name, [Fault(None, None, f"expected a Parquet file: {reason}")]) from None
        self.names = list(self.schema.names)

    def blocks(self) -> Blocks:
        """Rows in blocks without nested columns, every value as text."""
        try:
            for batch in parquet.batches(self.path, self.schema):
                yield pa.RecordBatch.from_arrays([_text(column) for column in batch.columns], batch.schema.names)
        except (pa.ArrowException, OSError) as error:
            reason = f"expected Parquet: {str(error).splitlines()[0]}"
            raise ImportRefused(self.path.name, [Fault(None, None, reason)]) from None

    def places(self, rows: Collection[int]) -> dict[int, str]:
        """`row N`."""
        return {row: f"row {row}" for row in rows}


def _text(column: pa.Array[Any]) -> pa.Array[Any]:
    kind = column.type
    if pa.types.is_timestamp(kind):
        column = pc.cast(column, pa.timestamp("us", kind.tz and "UTC"), safe=False)
    return pc.cast(column, pa.string())
