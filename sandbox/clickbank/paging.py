"""Pages of a list, by number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.faults import Fault

PAGE_SIZE = 100
SHORT_PAGE_SIZE = 40
PARTIAL = 206

Take = Callable[[str], Fault | None]


@dataclass(frozen=True)
class Page:
    """Some of the rows, and the HTTP status, which alone says whether there are more."""

    rows: list[Any]
    status: int


def page(rows: Sequence[Any], number: int, take: Take) -> Page:
    """The rows of a page; `take` asks which of the page faults are on."""
    short = take("short_page")
    size = PAGE_SIZE if short is None else int(short.variant or SHORT_PAGE_SIZE)
    if number > 1 and len(rows) > size:
        if take("empty_page"):
            if number == 2:
                return Page([], PARTIAL)
            number -= 1
        elif take("duplicate_page"):
            number -= 1
        elif take("lost_page"):
            number += 1
        elif take("repeat_cursor"):
            number = 1
    end = number * size
    return Page(list(rows[end - size : end]), PARTIAL if end < len(rows) else 200)
