"""Publish: one transaction turns a validated batch into published rows, whoever calls it, however often.

Within the transaction: the account's lock and the months' shared locks, the proof that the staging table is still
what was judged, the rows, their revisions, the loaded days, the stream's mark, the touched days, the batch's end.
Rows of months that the archive serves wait in ops.late_rows from the same transaction on.
"""

from __future__ import annotations

import datetime as dt
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from resources.errors import BatchHeld, MonthArchived
from resources.loading import batches, staging
from resources.loading.batches import Batch
from resources.loading.context import LoadContext
from resources.loading.publish import late, merge, replace
from resources.loading.publish.counts import RowCounts
from resources.loading.publish.months import first_day
from resources.loading.publish.parameters import parameters
from resources.platforms.base import LoadMode
from resources.warehouse.connection import Cursor, again_when_aborted
from resources.warehouse.statements import statement
from resources.windows import Window

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Published:
    """What a publish changed. Money differences are in the account's currency."""

    batch: Batch
    counts: RowCounts
    unmapped: list[str] = field(default_factory=list)


class _StageIsStale(Exception):
    """The staging table is not what was judged: unlogged tables are empty after a crash of the server."""


class _DryRun(Exception):
    def __init__(self, counts: RowCounts, unmapped: list[str]) -> None:
        self.counts, self.unmapped = counts, unmapped


def publish(context: LoadContext, batch: Batch, *, dry_run: bool = False) -> Published:
    """Publish a validated batch; with `dry_run`, compute what would change and change nothing.

    Raises:
        BatchHeld: the batch is not validated, or holds less than what it would replace and nothing explains it.
        IntegrityError: staging it again gave other rows than those that were judged, or a document's day changed.
    """
    try:
        return again_when_aborted(lambda: _attempt(context, batch, dry_run))
    except _StageIsStale:
        log.warning("%s: its staging table was lost; staging it again", batch)
    staging.restage(context, batch)
    return again_when_aborted(lambda: _attempt(context, batch, dry_run))


def _attempt(context: LoadContext, batch: Batch, dry_run: bool) -> Published:
    stream = batch.definition
    values = parameters(context.clock, batch)
    _ensure_partitions(context, batch)
    try:
        with context.warehouse.transaction("publish.commit") as cursor:
            _verify(cursor, batch)
            late.forget(cursor, batch)
            if stream.load_mode is LoadMode.REPLACE_WINDOW:
                counts, unmapped = replace.publish(cursor, batch, values)
            else:
                counts, unmapped = merge.publish(cursor, batch, values), []
            _close(cursor, context, batch, values, counts)
            if dry_run:
                raise _DryRun(counts, unmapped)
    except _DryRun as dry:
        return Published(batch, dry.counts, dry.unmapped)
    staging.drop(context, batch)
    if counts.late:
        log.warning("%s: %d rows are of archived months; they wait for the next archive run", batch, counts.late)
    for placement in unmapped:
        log.warning("%s: placement %r is not in warehouse.channel_map; counted as other", batch, placement)
    return Published(batches.get(context.warehouse, batch.id), counts, unmapped)


def _verify(cursor: Cursor, batch: Batch) -> None:
    cursor.execute(statement("publish/lock_account"), {"ad_account_id": batch.ad_account_id})
    cursor.execute(statement("publish/lock_batch"), {"batch_id": batch.id})
    judged = cursor.fetchone()
    assert judged is not None
    if judged["status"] != "validated":
        raise BatchHeld(f"{batch} is {judged['status']}; only a validated batch is published")
    if _has_stage(cursor, batch):
        cursor.execute(statement("staging/content", stage=batch.stage))
        content = cursor.fetchone()
        if content == {"rows": judged["records_staged"], "hash": judged["staged_hash"]}:
            return
    raise _StageIsStale


def _has_stage(cursor: Cursor, batch: Batch) -> bool:
    (found,) = cursor.execute(statement("staging/exists"), {"name": f"b_{batch.id}"}).fetchall()
    return bool(found["is_there"])


def _close(cursor: Cursor, context: LoadContext, batch: Batch, values: dict[str, Any], counts: RowCounts) -> None:
    cursor.execute(statement("publish/supersede"), values)
    superseded = cursor.fetchall()
    cursor.execute(statement("publish/supersede_quarantine"), values)
    for row in superseded:
        if not row["is_at_work"]:
            cursor.execute(statement("staging/drop", stage=staging.table_name(row["id"])))
    batches.update(
        cursor,
        batch.id,
        status="published",
        published_at=context.clock.now(),
        rows_inserted=counts.inserted,
        rows_updated=counts.updated,
        rows_deleted=counts.deleted,
        rows_unchanged=counts.unchanged,
        rows_late=counts.late,
    )


def _ensure_partitions(context: LoadContext, batch: Batch) -> None:
    """Months that the archive serves have none: what is staged of them will wait."""
    for table, day in _partitions(context, batch):
        values = {"parent": f"warehouse.{table}", "day": day}
        with suppress(MonthArchived):
            context.warehouse.execute("publish/ensure_partition", values, boundary="publish.partition")


def _partitions(context: LoadContext, batch: Batch) -> list[tuple[str, dt.date]]:
    if batch.definition.load_mode is LoadMode.REPLACE_WINDOW:
        months = [(batch.definition.table, month) for month in _months(batch.window)]
        return [*months, ("metric_revisions", context.clock.now().date())]
    with context.warehouse.connection.cursor() as cursor:
        return merge.partitions(cursor, batch) if _has_stage(cursor, batch) else []


def _months(window: Window) -> list[dt.date]:
    return sorted({first_day(day) for day in window.days()})
