"""I5 VISIBILITY: whoever reads meanwhile sees the old total or the new one, never a third."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Any

import psycopg

from tests.playground import Playground

EVERY_SECONDS = 0.05
TOTAL = (
    "SELECT count(*), sum(impressions), sum(clicks), sum(cost), sum(conversions), sum(revenue) "
    "FROM warehouse.campaign_metrics"
)


class Reader:
    """Polls a total (`text`, one row) every 50 ms on a connection of its own while the block runs.

    What it cannot read because the server is away it reads later.
    """

    def __init__(self, world: Playground, text: str = TOTAL) -> None:
        self._url, self._text = world.warehouse.url, text
        self._connection: psycopg.Connection[Any] | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._poll, name="reader", daemon=True)
        self.values: list[tuple[Any, ...]] = []
        self.reads = 0

    def __enter__(self) -> Reader:
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

    def require_two_values(self) -> None:
        """Assert that the total changed at most once while the block ran."""
        assert len(self.values) <= 2, (
            f"I5 VISIBILITY: a reader saw {len(self.values)} totals in {self.reads} reads: {self.values}"
        )

    def _poll(self) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            self._read()

    def _read(self) -> None:
        try:
            if self._connection is None or self._connection.closed:
                self._connection = psycopg.connect(self._url, autocommit=True, connect_timeout=5)
            value = self._connection.execute(self._text).fetchone()
        except psycopg.OperationalError:
            if self._connection is not None:
                self._connection.close()
            return
        self.reads += 1
        if value is not None and (not self.values or self.values[-1] != value):
            self.values.append(value)
