"""Late rows of archived months: the next archive run brings the month back, publishes them, and archives it anew.

    for late in waiting(owner):
        for place in merge_late_rows(owner, store, clock, late.table, late.month).places:
            archive_month(owner, store, place.table, place.start, today)

A month that was brought back is served by PostgreSQL and the newest version of its manifest is superseded, so that any
archive run takes it again, after a kill too; the older objects go when the next version serves. Everything about late
rows is thereby decided by the statements of an ordinary publish: versions, deletions, revisions, days for the marts.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from resources.archive import manifest as manifests
from resources.archive.months import TableMonth
from resources.archive.restore import reopen_month
from resources.clock import Clock
from resources.loading.publish.counts import RowCounts
from resources.loading.publish.waiting import Waiting, publish_waiting, waiting
from resources.object_store import ObjectStore
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import refresh_marts

__all__ = ["Merged", "Waiting", "merge_late_rows", "waiting"]

DAYS_KEPT = 90
"""How long rows that were merged are kept to look at: as long as landed pages."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Merged:
    """What became of late rows, and the months that are to be archived again, each by `archive_month`."""

    counts: RowCounts
    places: tuple[TableMonth, ...]

    def __add__(self, other: Merged) -> Merged:
        return Merged(self.counts + other.counts, (*self.places, *other.places))


def merge_late_rows(owner: Warehouse, store: ObjectStore, clock: Clock, table: str, month: dt.date) -> Merged:
    """Publish what waits for a month, bringing the month back where the archive serves it. Safe to repeat.

    `table` is one that waits (`Waiting.table`) or one that is archived (`order_items`); without late rows nothing is
    done. `owner` signs in as the owner. A month that a person restored takes its rows and stays restored: it is not
    among the places to archive.

    Raises:
        ArchiveRefused: somebody else archives or restores the table, or readers hold up a detach that is under way.
        IntegrityError: an object is missing or changed; the archive goes on serving and the rows go on waiting.
    """
    merged = Merged(RowCounts(), ())
    for late in waiting(owner):
        if late.month == month.replace(day=1) and table in (late.table, *late.partitioned):
            merged += _merge(owner, store, clock, late)
    return merged


def _merge(owner: Warehouse, store: ObjectStore, clock: Clock, late: Waiting) -> Merged:
    places = [TableMonth.of(table, late.month) for table in late.partitioned]
    for place in places:
        reopen_month(owner, store, place)
        owner.execute(
            "publish/ensure_partition", {"parent": place.parent_name, "day": place.start}, boundary="publish.partition"
        )
    counts = publish_waiting(owner, clock, late.table, late.month)
    refresh_marts(owner, clock)
    owner.execute("publish/late/expire", {"days": DAYS_KEPT}, boundary="late.expire")
    log.info("%s: %s", late, counts)
    return Merged(counts, tuple(place for place in places if _is_to_be_archived(owner, place)))


def _is_to_be_archived(owner: Warehouse, place: TableMonth) -> bool:
    manifest = manifests.latest(owner, place)
    return manifest is not None and manifest.state != "restored"
