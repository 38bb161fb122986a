"""Lines of a CSV file: its header, where a row begins, and what is wrong with its form."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Collection, Iterator
from itertools import islice
from typing import BinaryIO

from resources.imports.faults import MOST, Fault, ImportRefused

_CHUNK = 1 << 20


def header(file: str, stream: BinaryIO) -> list[str]:
    """The names in the first line. Raises ImportRefused when there are none or it is not text."""
    try:
        line = stream.readline().decode("utf-8-sig")
        names = [name.strip() for name in next(csv.reader([line], strict=True), [])]
    except UnicodeDecodeError as error:
        raise ImportRefused(file, [_undecodable("line 1", error)]) from None
    except (csv.Error, EOFError, OSError) as error:
        raise ImportRefused(file, [Fault("line 1", None, f"expected the names of columns: {error}")]) from None
    if not any(names):
        raise ImportRefused(file, [Fault("line 1", None, "expected the names of columns, got nothing")])
    return names


class Broken(Exception):
    """The record that begins on a line is no CSV."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.fault = Fault(f"line {line}", None, f"expected CSV: {reason}")


def has_rows(stream: BinaryIO) -> bool:
    """Whether anything comes after the first line."""
    stream.readline()
    return any(line.strip(b"\r\n") for line in stream)


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
    for number, line in enumerate(stream, 1):
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
    csv.field_size_limit(sys.maxsize)
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="")
    reader = csv.reader(text, strict=True)
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


def _undecodable(place: str, error: UnicodeDecodeError) -> Fault:
    return Fault(place, None, f"expected UTF-8, got byte {error.object[error.start]:#04x}")
