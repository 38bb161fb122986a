"""Lists that come in pages, and details that are asked for by id."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from resources.errors import BadPage
from resources.platforms.shopee.guard import Document

T = TypeVar("T")
Mark = str | int
"""Where a page begins: a cursor, an offset or a number."""
Ask = Callable[[Mark], tuple[list[Document], Mark | None]]
"""The records of a page, and the mark of the next one if there is one."""

READINGS = 3
MOST_EMPTY_PAGES = 10


class PagesRepeat(BadPage):
    """A mark or a page came twice in one reading of a list, or the list does not end."""


def read_list(ask: Ask, first: Mark, identity: str, where: Mapping[str, Any]) -> list[list[Document]]:
    """Every page of a list that has records, read again from the start when pages repeat. `identity` names the id.

    Raises:
        PagesRepeat: they still did in the last reading.
        PlatformError: as `ask` does.
    """
    for _ in range(READINGS - 1):
        try:
            return _read_once(ask, first, identity, where)
        except PagesRepeat:
            continue
    return _read_once(ask, first, identity, where)


def _read_once(ask: Ask, first: Mark, identity: str, where: Mapping[str, Any]) -> list[list[Document]]:
    pages: list[list[Document]] = []
    marks: set[Mark] = set()
    known: set[str] = set()
    empty = 0
    mark: Mark | None = first
    while mark is not None:
        if mark in marks:
            raise PagesRepeat(f"expected every page once, got {mark!r} again after page {len(marks)}", **where)
        marks.add(mark)
        records, mark = ask(mark)
        ids = {str(record.get(identity)) for record in records}
        if records and ids <= known:
            raise PagesRepeat(f"expected new records on page {len(marks)}, got those of earlier pages", **where)
        known |= ids
        empty = 0 if records else empty + 1
        if empty > MOST_EMPTY_PAGES:
            raise PagesRepeat(f"expected the list to end, got {empty} empty pages and a next one", **where)
        if records:
            pages.append(records)
    return pages


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Consecutive parts of at most `size`."""
    return (items[start : start + size] for start in range(0, len(items), size))


def by_id(
    ids: Sequence[str], ask: Callable[[Sequence[str]], list[Document]], identity: str
) -> tuple[list[Document], list[str]]:
    """What came for some ids, and the ids for which nothing came. What is missing is asked for once more, alone.

    A record whose id cannot be read counts for the id that was asked for alone.
    """
    records = ask(ids)
    came = {_id(record, identity) for record in records}
    missing = []
    for each in ids:
        if each not in came:
            alone = [record for record in ask([each]) if _id(record, identity) in (each, None)]
            records += alone
            if not alone:
                missing.append(each)
    return records, missing


def _id(record: Document, identity: str) -> str | None:
    value = record.get(identity)
    return str(value) if isinstance(value, str | int) else None
