"""The default ledger's tables, generated month by month and kept for the life of the process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache

import pyarrow as pa

from sandbox.ledger.synthetic.delivery import month
from sandbox.ledger.synthetic.entities import ANCHOR, META_ACCOUNTS, account_table, campaign_table
from sandbox.ledger.synthetic.rates import rate_table
from sandbox.ledger.tables import METRICS, RESTATEMENTS


class Synthesis:
    """Generates what is read; `until` is a day, and days after it may be missing."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def read(self, name: str, until: dt.date) -> pa.Table | None:
        """All rows of a table for days up to `until` (and possibly some later ones)."""
        match name:
            case "accounts":
                return account_table()
            case "campaigns":
                return _campaigns(self._seed)
            case "metrics":
                return _delivery(self._seed, until.replace(day=1))[0]
            case "restatements":
                return _delivery(self._seed, until.replace(day=1))[1]
            case "rates":
                return rate_table(self._seed, until)
            case _:
                return None


@lru_cache(maxsize=16)
def _campaigns(seed: int) -> pa.Table:
    return campaign_table(seed)


@lru_cache(maxsize=16)
def _delivery(seed: int, last_month: dt.date) -> tuple[pa.Table, pa.Table]:
    months = [_month(seed, first) for first in _months(last_month)]
    metrics = pa.concat_tables([METRICS.empty_table(), *(metrics for metrics, _ in months)])
    restatements = pa.concat_tables([RESTATEMENTS.empty_table(), *(history for _, history in months)])
    return metrics.combine_chunks(), restatements.combine_chunks()


@lru_cache(maxsize=1024)
def _month(seed: int, first: dt.date) -> tuple[pa.Table, pa.Table]:
    tables = [month(seed, account, first) for account in META_ACCOUNTS]
    return pa.concat_tables([rows for rows, _ in tables]), pa.concat_tables([history for _, history in tables])


def _months(last: dt.date) -> Iterator[dt.date]:
    first = ANCHOR
    while first <= last:
        yield first
        first = (first + dt.timedelta(days=31)).replace(day=1)
