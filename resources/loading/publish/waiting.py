"""Publishing what waited for a month, once the month is back: by the statements of every other publish."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from resources.clock import Clock
from resources.loading import batches
from resources.loading.batches import Batch
from resources.loading.publish import merge, replace
from resources.loading.publish.counts import RowCounts
from resources.loading.publish.parameters import parameters
from resources.loading.tables import analyze, create_table
from resources.platforms.base import LoadMode
from resources.warehouse.connection import Cursor, Warehouse
from resources.warehouse.statements import statement


@dataclass(frozen=True)
class Waiting:
    """What waits for an archived month of a table that streams are published into.

    `days` are account days, `rows` their rows: a whole day for which nothing was reported has none.
    """

    table: str
    month: dt.date
    rows: int
    days: int
    since: dt.datetime

    @property
    def partitioned(self) -> tuple[str, ...]:
        """The tables with a partition of the month: an order waits until its items' month is back too."""
        return partitioned(self.table)

    def __str__(self) -> str:
        return (
            f"{self.table} of {self.month:%Y-%m}: {self.rows:,} late rows of {self.days:,} account days "
            f"wait since {self.since:%Y-%m-%d}"
        )


def partitioned(table: str) -> tuple[str, ...]:
    """Tables with a partition a month that a stream of `table` is published into."""
    return merge.FAMILIES[table].partitioned if table in merge.FAMILIES else (table,)


def waiting(warehouse: Warehouse) -> list[Waiting]:
    """Everything that waits, oldest month first."""
    rows = warehouse.fetch("publish/late/waiting")
    return [Waiting(row["table_name"], row["month"], row["rows"], row["days"], row["since"]) for row in rows]


def publish_waiting(warehouse: Warehouse, clock: Clock, table: str, month: dt.date) -> RowCounts:
    """Publish what waits for a month of a table, one transaction a batch, in the order in which they were fetched.

    Safe to repeat. What finds the month in the archive again goes on waiting.

    Raises:
        IntegrityError: a document is published with another day; what is left of the month waits.
    """
    values = {"table_name": table, "month": month}
    found = [batches.get(warehouse, row["id"]) for row in warehouse.fetch("publish/late/batches", values)]
    return sum((_publish(warehouse, clock, batch, values) for batch in found), RowCounts())


def _publish(warehouse: Warehouse, clock: Clock, batch: Batch, values: dict[str, Any]) -> RowCounts:
    changes = {"parent": "warehouse.metric_revisions", "day": clock.now().date()}
    warehouse.execute("publish/ensure_partition", changes, boundary="publish.partition")
    values = parameters(clock, batch) | values
    with warehouse.transaction("late.publish") as cursor:
        cursor.execute(statement("publish/lock_account"), values)
        days = _stage(cursor, batch, values)
        if batch.definition.load_mode is LoadMode.REPLACE_WINDOW:
            counts, _ = replace.publish(cursor, batch, values, days)
        else:
            counts = merge.publish(cursor, batch, values)
        cursor.execute(statement("staging/drop", stage=batch.stage))
    return counts


def _stage(cursor: Cursor, batch: Batch, values: dict[str, Any]) -> list[dt.date]:
    """Fill the batch's staging table with what waits; the days that it has whole."""
    create_table(cursor, batch.stage, batch.definition.schema)
    cursor.execute(statement("publish/late/stage", stage=batch.stage), values)
    analyze(cursor, batch.stage, batch.definition)
    (merged,) = cursor.execute(statement("publish/late/merged"), values).fetchall()
    days: list[dt.date] = merged["days"]
    return days
