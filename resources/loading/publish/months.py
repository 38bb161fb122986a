"""Months that a publish writes into: locked against the archive, and which of them the archive serves already."""

from __future__ import annotations

import datetime as dt

from resources.warehouse.connection import Cursor
from resources.warehouse.statements import statement


def first_day(day: dt.date) -> dt.date:
    """The first day of a day's month."""
    return day.replace(day=1)


def following(month: dt.date) -> dt.date:
    """The first day of the month after the one that begins on `month`."""
    return (month + dt.timedelta(days=31)).replace(day=1)


def lock(cursor: Cursor, table: str, start: dt.date, end: dt.date) -> list[dt.date]:
    """Keep the archive from taking the table's months of `start <= day < end` until the transaction ends.

    Returns the first days of the months that it serves: they have no rows here, what comes for them waits.
    """
    values = {"table_name": table, "window_start": start, "window_end": end}
    cursor.execute(statement("publish/lock_months"), values)
    return [row["month"] for row in cursor.execute(statement("publish/archived_months"), values)]
