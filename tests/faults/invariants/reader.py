"""I5 VISIBILITY: whoever reads meanwhile sees the old total or the new one, never a third."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from itertools import groupby
from types import TracebackType
from typing import Any, Self

import psycopg

from tests.playground import Playground

EVERY_SECONDS = 0.05
FIGURES = "count(*), sum(impressions), sum(clicks), sum(cost), sum(conversions), sum(revenue)"
TOTAL = f"SELECT {FIGURES} FROM warehouse.campaign_metrics"
SLICES = f"SELECT ad_account_id, date, {FIGURES} FROM warehouse.campaign_metrics GROUP BY ad_account_id, date"
Row = tuple[Any, ...]
NO_ROW: Row = ()
"""Of a day of an account, while its month has other rows; None: the month has none."""


class _Polls(ABC):
    """Asks `text` every 50 ms on a connection of its own while the block runs.

    What it cannot read because the server is away it reads later.
    """

    def __init__(self, world: Playground, text: str) -> None:
        self._url, self._text = world.warehouse.url, text
        self._connection: psycopg.Connection[Row] | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._poll, name="reader", daemon=True)
        self.reads = 0

    def __enter__(self) -> Self:
        self._read()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()
        self._read()
        if self._connection is not None:
            self._connection.close()

    @abstractmethod
    def _see(self, rows: list[Row]) -> None:
        """What an answer says."""

    def _poll(self) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            self._read()

    def _read(self) -> None:
        try:
            if self._connection is None or self._connection.closed:
                self._connection = psycopg.connect(self._url, autocommit=True, connect_timeout=5)
            rows = self._connection.execute(self._text).fetchall()
        except (psycopg.OperationalError, psycopg.InternalError):
            if self._connection is not None:
                self._connection.close()
            return
        self._see(rows)
        self.reads += 1


class Reader(_Polls):
    """Polls one total (`text`, one row)."""

    def __init__(self, world: Playground, text: str = TOTAL) -> None:
        super().__init__(world, text)
        self.values: list[Row] = []

    def require_two_values(self) -> None:
        """Assert that the total changed at most once while the block ran."""
        assert len(self.values) <= 2, (
            f"I5 VISIBILITY: a reader saw {len(self.values)} totals in {self.reads} reads: {self.values}"
        )

    def _see(self, rows: list[Row]) -> None:
        if rows and (not self.values or self.values[-1] != rows[0]):
            self.values.append(rows[0])


class Slices(_Polls):
    """Polls the total of every account and day."""

    def __init__(self, world: Playground) -> None:
        super().__init__(world, SLICES)
        self.seen: dict[Row, list[Row | None]] = {}

    def broken(self, *, months_move: bool = False) -> list[str]:
        """Accounts and days of which more was seen than an old total and a new one.

        Between them there is no moment without. Only a whole month may be away, when `months_move`.
        """
        return [
            f"campaign_metrics of account {account} on {day}: {self.reads} reads saw {' then '.join(map(str, states))}"
            for (account, day), states in sorted(self.seen.items())
            if _is_broken(states, months_move=months_move)
        ]

    def _see(self, rows: list[Row]) -> None:
        now = {row[:2]: row[2:] for row in rows}
        months = {day.replace(day=1) for _, day in now}
        for place in now.keys() | self.seen.keys():
            state = now.get(place, NO_ROW if place[1].replace(day=1) in months else None)
            states = self.seen.setdefault(place, [None] if self.reads else [])
            if not states or states[-1] != state:
                states.append(state)


def _is_broken(states: list[Row | None], *, months_move: bool) -> bool:
    first_known = next((place for place, state in enumerate(states) if state), len(states))
    totals = [state for state, _ in groupby(state for state in states if state)]
    known = states[first_known:]
    return len(totals) > 2 or NO_ROW in known or (None in known and not months_move)
