"""What the contract of every platform is checked on: accounts, streams and windows of a ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from resources.errors import PlatformError
from resources.platforms import REGISTRY
from resources.windows import DAY, Window
from sandbox.ledger import Ledger
from tests.resources.platforms.contract import Subject, World
from tests.served import SteppingClock, served

TODAY = dt.date(2026, 2, 28)
YESTERDAY = TODAY - DAY
WEEK = Window.closed(TODAY - 7 * DAY, YESTERDAY)
SOME = Window.closed(TODAY - 3 * DAY, YESTERDAY)
"""Naver reports finished days only, so windows end yesterday."""
ACCOUNTS: Mapping[str, tuple[str, ...]] = {
    "meta": ("1001", "1002", "1003", "1004", "1005"),
    "google": ("3001000001", "3001000002", "3001000003"),
    "naver": ("401001", "401002"),
    "clickbank": ("larkspurco", "trailaff"),
    "shopee": ("2001", "2002", "2003", "2004", "2005", "2006"),
}
STREAMS: Mapping[str, tuple[str, ...]] = {
    "meta": ("campaign_daily",),
    "google": ("campaign_daily",),
    "naver": ("campaign_daily",),
    "clickbank": ("campaign_daily", "events"),
    "shopee": ("campaign_daily", "orders"),
}
SUBJECTS = {
    str(subject): subject
    for name in REGISTRY
    for subject in (Subject(name, stream, ACCOUNTS[name][0]) for stream in STREAMS[name])
}
EVERY_SUBJECT = pytest.mark.parametrize("subject", SUBJECTS.values(), ids=str)


@contextmanager
def small(ledger: Ledger, *, google_rows: int = 10_000) -> Iterator[World]:
    """A ledger of one test."""
    with served(ledger, SteppingClock(TODAY), with_google=True, google_rows=google_rows) as there:
        yield World(there)


def refusal(world: World, subject: Subject, window: Window, kind: type[PlatformError], says: str) -> PlatformError:
    """The error of a reading: of this kind, of this account, and without its secret."""
    with pytest.raises(kind, match=says) as caught:
        world.read(subject, window)
    assert (caught.value.platform, caught.value.account) == (subject.platform, subject.account)
    assert world.secret(subject) not in str(caught.value)
    return caught.value
