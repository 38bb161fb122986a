"""`merge_by_key`: a document is written when its version is newer; nothing is removed because it is absent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, LiteralString

from psycopg import sql

from resources.errors import IntegrityError
from resources.loading.batches import Batch
from resources.loading.publish import late
from resources.loading.publish.counts import RowCounts
from resources.loading.publish.months import following, lock
from resources.warehouse.connection import Cursor
from resources.warehouse.statements import statement


@dataclass(frozen=True)
class Family:
    """What the documents of a stream are merged into.

    `steps` are the statements of `sql/publish/<table>/`, in order: `merge` gives the counts of documents,
    `contradictions` the reasons why the batch must not be published. `partitioned` are the tables with a partition
    a month, and `day` is the staged column that chooses it.
    """

    steps: tuple[LiteralString, ...]
    partitioned: tuple[str, ...] = ()
    day: str = ""


FAMILIES = {
    "campaigns": Family(("merge", "history")),
    "orders": Family(
        ("documents", "contradictions", "item_changes", "merge", "delete_items", "write_items", "touched_days"),
        ("orders", "order_items"),
        "order_date",
    ),
    "products": Family(
        ("documents", "touched_orders", "merge", "metrics", "touched_days"), ("product_metrics",), "snapshot_date"
    ),
    "analytics_events": Family(
        ("placeholders", "documents", "contradictions", "merge", "days", "touched_days"),
        ("analytics_events",),
        "event_date",
    ),
}


def partitions(cursor: Cursor, batch: Batch) -> list[tuple[str, dt.date]]:
    """Table and first day of each partition that the staged rows belong to, in the order they are locked in."""
    family = FAMILIES[batch.definition.table]
    if not family.partitioned:
        return []
    cursor.execute(statement("publish/staged_months", stage=batch.stage, day=sql.Identifier(family.day)))
    months = [row["month"] for row in cursor.fetchall()]
    return [(table, month) for table in family.partitioned for month in months]


def publish(cursor: Cursor, batch: Batch, values: dict[str, Any]) -> RowCounts:
    """Merge the batch into its family's tables; counts are of documents.

    Documents of months of which the archive serves one of the tables wait in ops.late_rows.

    Raises:
        IntegrityError: a document is published with another day than it is staged with.
    """
    table = batch.definition.table
    family = FAMILIES[table]
    archived = {
        served
        for partitioned, month in partitions(cursor, batch)
        for served in lock(cursor, partitioned, month, following(month))
    }
    cursor.execute(statement("publish/memory"))
    values = values | {"archived_months": sorted(archived)}
    waiting = late.set_documents_aside(cursor, batch, values, family.day) if archived else 0
    counts = RowCounts()
    for step in family.steps:
        cursor.execute(statement(f"publish/{table}/{step}", stage=batch.stage), values)
        if step == "contradictions":
            _refuse(batch, [row["contradiction"] for row in cursor.fetchall()])
        elif step == "merge":
            (merged,) = cursor.fetchall()
            counts = RowCounts(**merged)
    cursor.execute(statement("publish/stream_state"), values)
    return replace(counts, late=waiting)


def _refuse(batch: Batch, contradictions: list[str]) -> None:
    if contradictions:
        raise IntegrityError(f"{batch}: {'; '.join(contradictions)}")
