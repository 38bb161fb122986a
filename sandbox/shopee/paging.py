"""Pages of a list: by an opaque cursor that belongs to its query, or by an offset."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.shopee.errors import wrong

Strikes = Callable[[str], bool]


@dataclass(frozen=True)
class Place:
    """Where a page starts, and whether an extra page was already served there."""

    offset: int = 0
    revisited: bool = False

    def cursor(self, query: str) -> str:
        """The place as text that is good for this query only."""
        text = f"{self.offset}{'r' if self.revisited else ''}:{zlib.crc32(query.encode()):08x}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def at(cls, cursor: str, query: str) -> Place:
        """Raises ShopeeError for a cursor that was never given out, or for another query."""
        if not cursor:
            return cls()
        try:
            text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        except ValueError:
            text = ""
        found = re.fullmatch(r"([0-9]+)(r?):([0-9a-f]{8})", text)
        if found is None or int(found[3], 16) != zlib.crc32(query.encode()):
            raise wrong("cursor is invalid")
        return cls(int(found[1]), bool(found[2]))


@dataclass(frozen=True)
class Page:
    """Some of the rows, where the next ones are, and whether there are any."""

    rows: Sequence[Any]
    following: Place
    more: bool


def page(rows: Sequence[Any], place: Place, size: int, strikes: Strikes) -> Page:
    """The rows at a place; `strikes` asks which of the page faults are on."""
    start, following = place.offset, Place(place.offset + size)
    is_first_visit = 0 < start < len(rows) and not place.revisited
    more = following.offset < len(rows)
    if is_first_visit and strikes("empty_page"):
        return Page([], Place(start, revisited=True), more=True)
    if is_first_visit and strikes("duplicate_page"):
        return Page(rows[max(0, start - size) : start], Place(start, revisited=True), more=True)
    if more and strikes("lost_page"):
        lost = Place(following.offset + size)
        return Page(rows[start : start + size], lost, more=lost.offset < len(rows))
    if more and strikes("repeat_cursor"):
        following = place
    return Page(rows[start : start + size], following, more)
