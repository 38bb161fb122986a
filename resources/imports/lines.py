"""Lines of a CSV file: its header, where a row begins, and what is wrong with its form."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from itertools import islice
from typing import BinaryIO

from resources.imports.bounds import MOST_COLUMNS, TooLarge
from resources.imports.faults import MOST, Fault, ImportRefused

_CHUNK = 1 << 20
LONGEST_HEADER = 1 << 20
LONGEST_LINE = 16 << 20
"""Bytes. A row may have several lines, and together not more than a block of Arrow's (files.BLOCK_BYTES)."""


def header(file: str, stream: BinaryIO) -> list[str]:
    """The names in the first line. Raises ImportRefused when there are none or it is not text."""
    try:
        first = stream.readline(LONGEST_HEADER + 1)
        if len(first) > LONGEST_HEADER:
            raise TooLarge("bytes in the first line", LONGEST_HEADER, "more")
        line = first.decode("utf-8-sig")
        names = [name.strip() for name in next(csv.reader([line], strict=True), [])]
    except UnicodeDecodeError as error:
        raise ImportRefused(file, [_undecodable("line 1", error)]) from None
    except (csv.Error, EOFError, OSError) as error:
        raise ImportRefused(file, [Fault("line 1", None, f"expected the names of columns: {error}")]) from None
    if not any(names):
        raise ImportRefused(file, [Fault("line 1", None, "expected the names of columns, got nothing")])
    if len(names) > MOST_COLUMNS:
        raise ImportRefused(
            file, [Fault("line 1", None, f"expected at most {MOST_COLUMNS:,} columns, got {len(names):,}")]
        )
    return names


class Broken(Exception):
    """The record that begins on a line is no CSV."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.fault = Fault(f"line {line}", None, f"expected CSV: {reason}")


def has_rows(stream: BinaryIO) -> bool:
    """Whether anything comes after the first line."""
    stream.readline()
    return any(chunk.strip(b"\r\n") for chunk in iter(lambda: stream.read(_CHUNK), b""))


def ends_within_quotes(stream: BinaryIO) -> bool:
    """Whether a quoted cell never ends."""
    return sum(chunk.count(b'"') for chunk in iter(lambda: stream.read(_CHUNK), b"")) % 2 == 1


def places(stream: BinaryIO, rows: Collection[int]) -> dict[int, str]:
    """Row (from 1) -> `line N` (from 1, the header is line 1) on which it begins."""
    last = max(rows, default=0)
    return {row: f"line {line}" for row, (line, _) in enumerate(islice(_records(stream), last), 1) if row in rows}


def faults(stream: BinaryIO, cells: int) -> list[Fault]:
    """Lines that are no UTF-8, or have another number of cells; at most `MOST`."""
    found: list[Fault] = []
    for number, line in enumerate(iter(lambda: stream.readline(LONGEST_LINE + 1), b""), 1):
        if len(line) > LONGEST_LINE:
            return [*found, Fault(f"line {number}", None, f"expected at most {LONGEST_LINE:,} bytes, got more")]
        try:
            line.decode()
        except UnicodeDecodeError as error:
            found.append(_undecodable(f"line {number}", error))
        if len(found) == MOST:
            break
    if found:
        return found
    stream.seek(0)
    wrong = (
        Fault(f"line {line}", None, f"expected {cells} cells, got {len(record)}")
        for line, record in _records(stream)
        if len(record) != cells
    )
    try:
        found.extend(islice(wrong, MOST))
    except Broken as broken:
        found.append(broken.fault)
    return found


def _records(stream: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Every record after the header with the line on which it begins; empty lines are none."""
    csv.field_size_limit(LONGEST_LINE)
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="")
    reader = csv.reader(_lines(text), strict=True)
    begins = 1
    try:
        next(reader)
        begins = reader.line_num + 1
        for record in reader:
            if record:
                yield begins, record
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Broken(begins, str(error)) from None
    finally:
        text.detach()


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise csv.Error(f"a line of more than {LONGEST_LINE:,} characters")
        yield line


def _undecodable(place: str, error: UnicodeDecodeError) -> Fault:
    return Fault(place, None, f"expected UTF-8, got byte {error.object[error.start]:#04x}")
