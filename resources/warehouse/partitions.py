"""Monthly partitions, made before they are needed."""

from __future__ import annotations

import datetime as dt

from resources.clock import Clock
from resources.warehouse.connection import Warehouse

MONTHS_AHEAD = 3


def ensure_month(warehouse: Warehouse, table: str, day: dt.date) -> bool:
    """Make the partition of a day's month exist, in a transaction of its own; whether it had to be made.

    Raises:
        MonthArchived: the archive serves that month.
    """
    (row,) = warehouse.execute("publish/ensure_partition", {"parent": table, "day": day}, boundary="partitions.ensure")
    return bool(row["created"])


def ensure_months_ahead(warehouse: Warehouse, clock: Clock) -> list[str]:
    """Make the running month (UTC) and the next three exist for every table that the application fills by itself.

    The application writes at real time, whatever the business day is.
    Returns what was made, as `table YYYY-MM`. Nothing happens when all are there.
    """
    today = clock.now()
    first = today.year * 12 + today.month - 1
    months = [dt.date(month // 12, month % 12 + 1, 1) for month in range(first, first + MONTHS_AHEAD + 1)]
    tables = [str(row["name"]) for row in warehouse.fetch("partitions/of_the_application")]
    return [f"{table} {month:%Y-%m}" for table in tables for month in months if ensure_month(warehouse, table, month)]
