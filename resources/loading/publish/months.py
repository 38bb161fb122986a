"""Months that a publish writes into: locked against the archive, and refused once the archive serves them."""

from __future__ import annotations

import datetime as dt

from resources.errors import MonthArchived
from resources.loading.batches import Batch
from resources.warehouse.connection import Cursor
from resources.warehouse.statements import statement


def following(month: dt.date) -> dt.date:
    """The first day of the month after the one that begins on `month`."""
    return (month + dt.timedelta(days=31)).replace(day=1)


def lock(cursor: Cursor, batch: Batch, table: str, start: dt.date, end: dt.date) -> None:
    """Keep the archive from taking the table's months of `start <= day < end` until the transaction ends.

    Raises:
        MonthArchived: it has taken one already.
    """
    values = {"table_name": table, "window_start": start, "window_end": end}
    cursor.execute(statement("publish/lock_months"), values)
    archived = [row["month"] for row in cursor.execute(statement("publish/archived_months"), values)]
    if archived:
        raise MonthArchived(
            f"{batch}: {table} of {', '.join(archived)} is served by the archive; "
            f"`adwarehouse restore --month {archived[0]}` brings it back"
        )
