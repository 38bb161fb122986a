"""Lists that come in pages of at most 100, by the header `Page`: HTTP 206 says that another one follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from resources.errors import BadPage
from resources.platforms.clickbank.client import ClickBankClient
from resources.platforms.clickbank.network import PLATFORM
from resources.platforms.clickbank.plain import Document
from resources.windows import Window

MOST_EMPTY_PAGES = 3
"""A page may hold fewer records than it could, and beyond the last one there are none."""
READINGS = 3

Pages = list[list[Document]]


class NotWhole(BadPage):
    """Pages came twice or not at all, as they do when records move between pages while these are read."""


@dataclass(frozen=True)
class Listing:
    """A list to read: its address, what `read` makes of a document, whose it is and of which days."""

    path: str
    params: Mapping[str, Any]
    read: Callable[[Any], list[Document]]
    account: str
    window: Window

    def not_whole(self, expected: str, got: str) -> NotWhole:
        """The error of a reading that is not what it should be."""
        return NotWhole(
            f"{self.path}: expected {expected}, got {got}", platform=PLATFORM, account=self.account, window=self.window
        )


def read_list(client: ClickBankClient, listing: Listing, problem: Callable[[Pages], NotWhole | None]) -> Pages:
    """Every page, read again from the start while there is a problem. Pages may be empty.

    Raises:
        NotWhole: there still was in the last reading.
        PlatformError: as the client does.
    """
    for _ in range(READINGS - 1):
        try:
            return _read_once(client, listing, problem)
        except NotWhole:
            continue
    return _read_once(client, listing, problem)


def joined(pages: Pages) -> list[Document]:
    """The records of all pages."""
    return list(chain.from_iterable(pages))


def _read_once(client: ClickBankClient, listing: Listing, problem: Callable[[Pages], NotWhole | None]) -> Pages:
    pages: Pages = []
    empty = 0
    for number in count(1):
        found, has_next = client.ask(
            listing.path, listing.params, listing.read, account=listing.account, window=listing.window, page=number
        )
        if found and pages and found == pages[-1]:
            raise listing.not_whole("every page once", f"page {number} like the one before")
        empty = 0 if found else empty + 1
        if has_next and empty > MOST_EMPTY_PAGES:
            raise listing.not_whole("an end", f"{empty} empty pages and a next one")
        pages.append(found)
        if not has_next:
            break
    if error := problem(pages):
        raise error
    return pages
