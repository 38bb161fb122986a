"""A customer's part of the ledger as of the business day, arranged for the questions of the platform's clients."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from resources.clock import Clock
from resources.windows import Window
from sandbox.ledger import Ledger
from sandbox.naver.calls import ZONE
from sandbox.naver.days import CampaignDay, collected
from sandbox.naver.parts import adgroup_ids

PLATFORM = "naver"
DELETED = "DELETED"
_EPOCH = dt.date(1970, 1, 1)


class Book:
    """One customer on one day of Seoul."""

    def __init__(self, ledger: Ledger, customer_id: str, today: dt.date) -> None:
        self.customer_id = customer_id
        self.today = today
        self._ledger = ledger
        self._name = (PLATFORM, customer_id)

    @cached_property
    def campaigns(self) -> dict[str, dict[str, Any]]:
        """Its campaigns by id, in order of id; deleted ones included."""
        rows = self._ledger.campaigns(*self._name, self.today).to_pylist()
        return {row["campaign_id"]: row for row in rows}

    @cached_property
    def types(self) -> dict[str, str]:
        """The type of each campaign."""
        return {campaign_id: row["objective"] for campaign_id, row in self.campaigns.items()}

    @cached_property
    def adgroups(self) -> dict[str, str]:
        """The campaign of each ad group, in order of the ad groups' ids."""
        found = {
            adgroup: campaign_id
            for campaign_id, kind in self.types.items()
            for adgroup in adgroup_ids(campaign_id, kind)
        }
        return dict(sorted(found.items()))

    def days(self, window: Window) -> Iterator[dt.date]:
        """The days of a window on which anything is known."""
        return (day for day in np.unique(self._dates).tolist() if day in window)

    def day(self, day: dt.date) -> list[CampaignDay]:
        """What campaigns delivered on a day, in order of their ids."""
        begin, end = np.searchsorted(self._dates, [np.datetime64(day), np.datetime64(day + dt.timedelta(days=1))])
        return collected(self._metrics.slice(begin, end - begin).to_pylist(), self.types)

    def hours(self, day: dt.date) -> list[CampaignDay]:
        """What campaigns delivered in the hours of a day, by campaign and hour."""
        rows = self._ledger.hourly(*self._name, Window.closed(day, day), self.today).to_pylist()
        return collected(sorted(rows, key=lambda row: (row["campaign_id"], row["hour"])), self.types)

    @cached_property
    def _metrics(self) -> Any:
        rows = self._ledger.metrics(*self._name, Window.closed(_EPOCH, self.today), self.today)
        return rows.sort_by([("date", "ascending"), ("campaign_id", "ascending")]).combine_chunks()

    @cached_property
    def _dates(self) -> Any:
        return self._metrics["date"].to_numpy()


class Books:
    """Opens books. The last ones stay open until the ledger tells another truth or the day changes."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._opened = lru_cache(maxsize=16)(self._open)

    def open(self, customer_id: str) -> Book:
        """The book of a customer."""
        return self._opened(self._ledger.source, customer_id, self._clock.today(ZONE))

    def _open(self, source: object, customer_id: str, today: dt.date) -> Book:
        return Book(self._ledger, customer_id, today)
