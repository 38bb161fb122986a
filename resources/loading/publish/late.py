"""What is fetched of months that the archive serves: it waits in ops.late_rows until the month is back for a while.

A stream that replaces its window has whole days wait: their rows, and that there are no others. A stream that merges
has its documents wait. A newer fetch takes the place of what an older one left waiting.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from psycopg import sql

from resources.loading.batches import Batch
from resources.loading.tables import columns
from resources.warehouse.connection import Cursor
from resources.warehouse.statements import statement


def forget(cursor: Cursor, batch: Batch) -> None:
    """A batch that is published again tells anew what of it waits."""
    cursor.execute(statement("publish/late/forget"), {"batch_id": batch.id})


def set_days_aside(cursor: Cursor, batch: Batch, values: dict[str, Any], days: Collection[dt.date]) -> int:
    """Have archived days wait as the batch has them, unless a newer fetch of them waits; the number of their rows."""
    if not days:
        return 0
    known = cursor.execute(statement("publish/late/days"), values | {"archived_days": list(days)}).fetchall()
    late = [row["date"] for row in known]
    values = values | {"late_days": late, "archived_months": [day.replace(day=1) for day in late]}
    cursor.execute(statement("publish/late/supersede_days"), values)
    return cursor.execute(statement("publish/late/wait_days", stage=batch.stage), values).rowcount - len(late)


def set_documents_aside(cursor: Cursor, batch: Batch, values: dict[str, Any], day: str) -> int:
    """Take the documents of `archived_months` out of the staging table and have them wait; their number.

    `day` is the column that says which month a document belongs to.
    """
    key = batch.definition.key
    parts = {
        "stage": batch.stage,
        "day": sql.Identifier(day),
        "late_key": sql.SQL(", ").join(sql.SQL("late.row_data ->> {}").format(name) for name in key),
        "staged_key": columns("staged.{}::text", key),
    }
    cursor.execute(statement("publish/late/supersede_documents", **parts), values)
    return cursor.execute(statement("publish/late/wait_documents", **parts), values).rowcount
