"""Drafts of campaigns, which the application saves by itself and which are kept for seven days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from resources.clock import Clock
from resources.warehouse.connection import Warehouse


@dataclass(frozen=True)
class Cleaned:
    """How many drafts had expired and are removed, and how many are left."""

    removed: int
    kept: int


def clean(warehouse: Warehouse, clock: Clock) -> Cleaned:
    """Remove the drafts whose `expires_at` is over by now, or by the end of a business day that is set."""
    end_of_day = dt.datetime.combine(clock.today("UTC") + dt.timedelta(days=1), dt.time(), dt.UTC)
    (counts,) = warehouse.execute("drafts/clean", {"now": min(clock.now(), end_of_day)}, boundary="drafts.clean")
    return Cleaned(**counts)
