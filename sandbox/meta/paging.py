"""Cursor paging of an edge: opaque cursors, a `next` address, now and then an empty page with a next one."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.meta.errors import invalid
from sandbox.meta.parameters import Parameters

DEFAULT_LIMIT = 25
Strikes = Callable[[str], bool]


@dataclass(frozen=True)
class Place:
    """Where a page starts, and whether an extra page was already served there."""

    offset: int = 0
    revisited: bool = False

    @property
    def cursor(self) -> str:
        text = f"place:{self.offset}{'r' if self.revisited else ''}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def at(cls, cursor: str | None) -> Place:
        """Raises GraphError 100 for a cursor that was never given out."""
        if cursor is None:
            return cls()
        try:
            text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        except ValueError:
            text = ""
        found = re.fullmatch(r"place:([0-9]+)(r?)", text)
        if found is None:
            raise invalid("Invalid cursors values")
        return cls(int(found[1]), bool(found[2]))


@dataclass(frozen=True)
class PageRequest:
    """`limit` and `after` of a request."""

    limit: int
    after: str | None

    @classmethod
    def read(cls, parameters: Parameters) -> PageRequest:
        return cls(parameters.positive("limit") or DEFAULT_LIMIT, parameters.text("after"))


def page(
    rows: Sequence[Any], request: PageRequest, link: Callable[[str], str], strikes: Strikes, *, gap: bool
) -> dict[str, Any]:
    """One page of `rows`. `link` makes the `next` address of a cursor, `gap` puts an empty page after the first."""
    place, size = Place.at(request.after), request.limit
    start, following = place.offset, Place(place.offset + size)
    first_visit = start > 0 and not place.revisited
    more = following.offset < len(rows)
    if first_visit and start == size and start < len(rows) and (gap or strikes("empty_page")):
        start, following, more, size = len(rows), Place(start, revisited=True), True, 0
    elif first_visit and strikes("duplicate_page"):
        start, following, more = max(0, start - size), Place(start, revisited=True), True
    elif first_visit and strikes("shifted_page"):
        start, following = start + 1, Place(following.offset + 1)
        more = following.offset < len(rows)
    elif more and strikes("lost_page"):
        following = Place(following.offset + size)
        more = following.offset < len(rows)
    elif more and strikes("repeat_cursor"):
        following = place
    data = list(rows[start : start + size])
    if not data and not more:
        return {"data": []}
    paging: dict[str, Any] = {"cursors": {"before": place.cursor, "after": following.cursor}}
    if more:
        paging["next"] = link(following.cursor)
    return {"data": data, "paging": paging}
