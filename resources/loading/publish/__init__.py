"""Publish: one transaction turns a validated batch into published rows, whoever calls it, however often.

Within the transaction: the account's lock and the months' shared locks, the proof that the staging table is still
what was judged, the rows, their revisions, the loaded days, the stream's mark, the touched days, the batch's end.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, field
from typing import Any

from resources.errors import BatchHeld
from resources.loading import batches, staging
from resources.loading.batches import Batch
from resources.loading.context import LoadContext
from resources.loading.publish import merge, replace
from resources.loading.publish.counts import RowCounts
from resources.platforms.base import LoadMode
from resources.warehouse.connection import Cursor
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
        MonthArchived: it has rows for a month that the archive serves.
        IntegrityError: staging it again gave other rows than those that were judged, or a document's day changed.
    """
    try:
        return _attempt(context, batch, dry_run)
    except _StageIsStale:
        log.warning("%s: its staging table was lost; staging it again", batch)
    staging.restage(context, batch)
    return _attempt(context, batch, dry_run)


def _attempt(context: LoadContext, batch: Batch, dry_run: bool) -> Published:
    stream = batch.definition
    values = _values(context, batch)
    _ensure_partitions(context, batch)
    try:
        with context.warehouse.transaction("publish.commit") as cursor:
            _verify(cursor, batch)
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
    )


def _ensure_partitions(context: LoadContext, batch: Batch) -> None:
    for table, day in _partitions(context, batch):
        parameters = {"parent": f"warehouse.{table}", "day": day}
        context.warehouse.execute("publish/ensure_partition", parameters, boundary="publish.partition")


def _partitions(context: LoadContext, batch: Batch) -> list[tuple[str, dt.date]]:
    if batch.definition.load_mode is LoadMode.REPLACE_WINDOW:
        months = [(batch.definition.table, month) for month in _months(batch.window)]
        return [*months, ("metric_revisions", context.clock.now().date())]
    with context.warehouse.connection.cursor() as cursor:
        return merge.partitions(cursor, batch) if _has_stage(cursor, batch) else []


def _months(window: Window) -> list[dt.date]:
    return sorted({day.replace(day=1) for day in window.days()})


def _values(context: LoadContext, batch: Batch) -> dict[str, Any]:
    stream = batch.definition
    return {
        "batch_id": batch.id,
        "run_id": batch.run_id,
        "table_name": stream.table,
        "ad_account_id": batch.ad_account_id,
        "platform": batch.platform,
        "stream": batch.stream,
        "window_start": batch.window.start,
        "window_end": batch.window.end,
        "replaces_from": batch.window.start if stream.windowed else dt.date.min,
        "last_day": batch.window.last,
        "fetched_at": batch.fetched_at,
        "reachable": stream.earliest(context.clock.today(batch.timezone)),
    }
