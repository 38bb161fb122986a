"""An account's part of the ledger as of the business day, Pacific time."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from resources.clock import Clock
from resources.windows import Window
from sandbox.clickbank.errors import forbidden
from sandbox.ledger import Ledger

PLATFORM = "clickbank"
ZONE = "America/Los_Angeles"
_EVER = dt.date(2000, 1, 1)

Record = dict[str, Any]


@dataclass(frozen=True)
class Book:
    """One account on one day."""

    ledger: Ledger
    account_id: str
    today: dt.date

    @cached_property
    def transactions(self) -> list[Record]:
        """Every transaction up to the day, oldest first."""
        return self.transactions_in(Window.closed(_EVER, self.today))

    def transactions_in(self, window: Window) -> list[Record]:
        """Those of some days."""
        rows: list[Record] = self.ledger.transactions(PLATFORM, self.account_id, window, self.today).to_pylist()
        return rows

    def hops_in(self, window: Window) -> list[Record]:
        """Rows of `hops` of some days."""
        rows: list[Record] = self.ledger.hops(PLATFORM, self.account_id, window, self.today).to_pylist()
        return rows

    @cached_property
    def role(self) -> str:
        """What the account mostly is, VENDOR or AFFILIATE; its hops are told in that role."""
        roles = Counter(row["role"] for row in self.transactions)
        return roles.most_common(1)[0][0] if roles else "VENDOR"

    @cached_property
    def parties(self) -> dict[str | None, Record]:
        """The first transaction of each tracking id in that role: who sells by it, and who sends the customers."""
        found: dict[str | None, Record] = {}
        for row in self.transactions:
            if row["role"] == self.role:
                found.setdefault(tracking_id(row), row)
        return found


def tracking_id(row: Record) -> str | None:
    """As the platform tells it: in lower case, nothing where there is none."""
    return row["tracking_id"].lower() if row["tracking_id"] else None


class Books:
    """Opens books. The last ones stay open until the ledger tells another truth or the day changes."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._opened = lru_cache(maxsize=16)(self._open)

    @property
    def today(self) -> dt.date:
        """The business day."""
        return self._clock.today(ZONE)

    def open(self, account_id: str) -> Book:
        """The book of an account. Raises Refused for one that is not there."""
        if all(row["account_id"] != account_id for row in self._ledger.accounts(PLATFORM)):
            raise forbidden()
        return self._opened(self._ledger.source, account_id, self.today)

    def _open(self, source: object, account_id: str, today: dt.date) -> Book:
        return Book(self._ledger, account_id, today)
