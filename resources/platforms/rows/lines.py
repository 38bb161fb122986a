"""Landed records by the line: where each is and its bytes, by columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa

from resources.metrics import SOURCE

BLOCK_BYTES = 4 << 20
_LINE_FEED = ord("\n")

Lines: TypeAlias = pa.RecordBatch
"""Rows of PLACED: a landed record a row, its bytes with the line feed that ends it."""
PLACED = pa.schema([*SOURCE, pa.field("text", pa.binary(), False)])


class Line(NamedTuple):
    """A landed record and where it is."""

    page: int
    number: int
    text: bytes


def each(lines: Lines) -> Iterator[Line]:
    """One after the other, without their line feeds."""
    places = (lines[name].to_pylist() for name in PLACED.names)
    return (Line(page, number, text[:-1]) for page, number, text in zip(*places, strict=True))


def blocks(pages: Iterable[bytes]) -> Iterator[Lines]:
    """The lines of all pages, gathered until they are worth a columnar step; a block has one at least."""
    block: dict[int, bytes] = {}
    size = 0
    for number, page in enumerate(pages):
        if page:
            block[number] = _ended(page)
            size += len(page)
        if size >= BLOCK_BYTES:
            yield _placed(block)
            block, size = {}, 0
    if block:
        yield _placed(block)


def _ended(page: bytes) -> bytes:
    """The page with a line feed at the end of every line, and no other end of a line."""
    if page.endswith(b"\n") and b"\r" not in page:
        return page
    return b"".join(line + b"\n" for line in page.splitlines())


def _placed(pages: Mapping[int, bytes]) -> Lines:
    """The lines of some pages by number, which all end with a line feed."""
    counts = [page.count(b"\n") for page in pages.values()]
    content = b"".join(pages.values())
    ends: Any = np.flatnonzero(np.frombuffer(content, np.uint8) == _LINE_FEED) + 1
    offsets: Any = np.concatenate([[0], ends]).astype(np.int32)
    columns = [
        pa.array(np.repeat(np.fromiter(pages, np.int32), counts)),
        pa.array(np.concatenate([np.arange(count, dtype=np.int32) for count in counts])),
        pa.Array.from_buffers(pa.binary(), len(ends), [None, pa.py_buffer(offsets), pa.py_buffer(content)]),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=PLACED)
