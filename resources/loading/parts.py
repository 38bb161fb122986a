"""Landed pages become typed rows in parts, on as many threads as there are cores, in the order of the pages."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from resources.platforms.base import ParseContext, Parsed, Stream

PART_BYTES = 4 << 20
THREADS = os.cpu_count() or 1


def parsed(stream: Stream, pages: Iterable[bytes], context: ParseContext) -> Iterator[Parsed]:
    """What the stream's `parse` makes of all pages, some at a time; in memory are only those that are worked on."""
    with ThreadPoolExecutor(THREADS, thread_name_prefix="parse") as pool:
        at_work: deque[Future[Parsed]] = deque()
        for first, some in _gathered(pages):
            if len(at_work) > THREADS:
                yield at_work.popleft().result()
            at_work.append(pool.submit(_parse, stream, first, some, context))
        while at_work:
            yield at_work.popleft().result()


def _gathered(pages: Iterable[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """Pages until they are worth a columnar step, with the number of the first."""
    some: list[bytes] = []
    size = 0
    number = -1
    for number, page in enumerate(pages):
        some.append(page)
        size += len(page)
        if size >= PART_BYTES:
            yield number + 1 - len(some), some
            some, size = [], 0
    if some:
        yield number + 1 - len(some), some


def _parse(stream: Stream, first: int, pages: Sequence[bytes], context: ParseContext) -> Parsed:
    part = stream.parse(pages, context)
    column = part.table.schema.get_field_index("source_page")
    numbers = pc.add(part.table.column(column), pa.scalar(first, pa.int32()))
    return Parsed(
        part.table.set_column(column, part.table.schema.field(column), numbers),
        [replace(reject, source_page=reject.source_page + first) for reject in part.rejects],
        part.summed,
        part.ignored,
    )
