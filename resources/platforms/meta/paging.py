"""The cursor loop of an edge. The SDK's own stops at an empty page although there is a next one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from resources.errors import BadPage
from resources.platforms.meta.errors import PageTooLarge
from resources.platforms.meta.guard import Document

Records = list[dict[str, Any]]
Ask = Callable[[Mapping[str, Any]], Document]

PAGE_SIZE = 500
SMALLEST_PAGE = 25
READINGS = 3


class PagesRepeat(BadPage):
    """A cursor or a page came twice in one reading of an edge."""


def read_pages(ask: Ask, where: Mapping[str, Any]) -> list[Records]:
    """Every page of an edge that has records. `ask` gets `limit` and `after` and gives the edge's document.

    Goes on until `paging.next` is absent, halves `limit` when a page is too large, and starts again when pages repeat.

    Raises:
        PagesRepeat: they still did in the last reading.
        PlatformError: as `ask` does.
    """
    for _ in range(READINGS - 1):
        try:
            return _read_once(ask, where)
        except PagesRepeat:
            continue
    return _read_once(ask, where)


def _read_once(ask: Ask, where: Mapping[str, Any]) -> list[Records]:
    pages: list[Records] = []
    seen: set[str] = set()
    limit, after = PAGE_SIZE, None

    def once(what: str, mark: str) -> None:
        if mark in seen:
            raise PagesRepeat(f"expected every {what} once, got one again on page {len(pages) + 1}", **where)
        seen.add(mark)

    while True:
        try:
            document = ask({"limit": limit} if after is None else {"limit": limit, "after": after})
        except PageTooLarge:
            if limit // 2 < SMALLEST_PAGE:
                raise
            limit //= 2
            continue
        if records := document["data"]:
            once("page", hashlib.sha256(json.dumps(records).encode()).hexdigest())
            pages.append(records)
        paging = document.get("paging") or {}
        if not isinstance(paging, dict):
            raise BadPage(f"expected paging to be an object, got {type(paging).__name__}", **where)
        if "next" not in paging:
            return pages
        cursors = paging.get("cursors")
        after = cursors.get("after") if isinstance(cursors, dict) else None
        if not isinstance(after, str):
            raise BadPage(f"expected paging.cursors.after beside paging.next, got {after!r}", **where)
        once("cursor", after)
