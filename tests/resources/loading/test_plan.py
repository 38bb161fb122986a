"""Which days are owed, and to whom."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

from resources.accounts import ConnectedAccount
from resources.clock import Clock
from resources.loading.plan import span
from resources.platforms.meta import META
from resources.windows import DAY, Window

TODAY = dt.date(2025, 3, 20)
CLOCK = Clock(TODAY)
SHORT = replace(META.stream("campaign_daily"), lookback_days=3)
LONG = replace(
    META.stream("campaigns"), lookback_days=30, windowed=True, serves=lambda account_id: account_id == "catalogue"
)


def account(name: str) -> ConnectedAccount:
    return ConnectedAccount(1, "meta", name, name, "USD", "UTC", uuid.uuid4(), "")


def spanned(*names: str) -> Window | None:
    pairs = [(stream, account(name)) for stream in (SHORT, LONG) for name in names]
    return span(pairs, CLOCK, {SHORT.name: {}, LONG.name: {}})


def test_a_stream_owes_nothing_to_an_account_that_it_does_not_serve() -> None:
    assert spanned("shop") == Window.closed(TODAY - 3 * DAY, TODAY)
    assert spanned("shop", "catalogue") == Window.closed(TODAY - 30 * DAY, TODAY)
    assert spanned() is None


def test_where_no_stream_serves_any_account_nothing_is_owed() -> None:
    assert span([(LONG, account("shop"))], CLOCK, {LONG.name: {}}) is None
