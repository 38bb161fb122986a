"""Archive of one closed month: every step resumes from the manifest's state, after a kill anywhere.

exported -> verified (read back and equal) -> serving_archive (from here the archive serves) -> dropped.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from resources.archive import content, parquet, readback
from resources.archive import detach as detaching
from resources.archive import manifest as manifests
from resources.archive.export import export, sweep
from resources.archive.manifest import Manifest
from resources.archive.months import TableMonth, exclusive
from resources.archive.result import ArchiveResult, Stopwatch
from resources.errors import ArchiveRefused, IntegrityError
from resources.object_store import ObjectStore
from resources.warehouse.connection import Connection, Cursor, Warehouse
from resources.warehouse.statements import statement

ATTEMPTS = 3
"""Exports in one run, when rows arrive between export and switch."""


def archive_month(
    warehouse: Warehouse, store: ObjectStore, table: str, month: dt.date, today: dt.date
) -> ArchiveResult:
    """Move a closed month to the object store and drop its partition. Safe to repeat; a finished month stays as it is.

    `warehouse` signs in as the owner; `month` is any day of the month; `today` is the business day. When readers hold
    the partition up, the result is pending: the archive serves the month already.

    Raises:
        ArchiveRefused: the month is not closed, has no partition, waits for the marts, or is a restored one.
        IntegrityError: archive, manifest and table are not equal; the table is kept.
    """
    place = TableMonth.of(table, month)
    if place.end > today:
        raise ArchiveRefused(f"{place} is still running: it ends on {place.end}, today is {today}")
    with exclusive(warehouse, place) as session:
        return _Archive(warehouse, store, place, session).run()


@dataclass
class _Archive:
    warehouse: Warehouse
    store: ObjectStore
    month: TableMonth
    session: Connection
    watch: Stopwatch = field(default_factory=Stopwatch)

    def run(self) -> ArchiveResult:
        manifest = manifests.latest(self.warehouse, self.month)
        if manifest and manifest.state == "restored":
            raise ArchiveRefused(
                f"{self.month} was restored; `adwarehouse restore --release` hands it back to retention"
            )
        with self.watch.step("finalise"):
            detaching.finalise(self.session, self.month)
        if manifest is None or not manifest.serves:
            manifest = self._until_served(manifest)
        if manifest.state == "dropped":
            return ArchiveResult(self.month, manifest, self.watch.seconds)
        sweep(self.store, self.month, manifest)
        with self.watch.step("detach"):
            is_detached = detaching.detach(self.session, self.month)
        if is_detached:
            with self.watch.step("drop"):
                manifest = self._drop(manifest)
        return ArchiveResult(self.month, manifest, self.watch.seconds, is_pending=not is_detached)

    def _until_served(self, manifest: Manifest | None) -> Manifest:
        if not detaching.partition(self.session, self.month).is_attached:
            raise ArchiveRefused(f"{self.month} has no partition {self.month.partition_name}: nothing to archive")
        self._refuse_waiting_marts(self.session.cursor())
        for _ in range(ATTEMPTS):
            if manifest is None or manifest.state == "superseded":
                with self.watch.step("export"):
                    manifest = export(self.warehouse, self.store, self.month)
            if manifest.state == "exported":
                with self.watch.step("verify"):
                    manifest = self._verify(manifest)
            with self.watch.step("switch"):
                manifest = self._switch(manifest)
            if manifest.serves:
                return manifest
        raise ArchiveRefused(f"{self.month} changed during each of {ATTEMPTS} exports; archive it when it is quiet")

    def _verify(self, manifest: Manifest) -> Manifest:
        try:
            with self.warehouse.transaction("archive.manifest.verified") as cursor:
                readback.prove(cursor, self.store, self.month, manifest)
                return manifest.to(cursor, "verified")
        except IntegrityError:
            with self.warehouse.transaction("archive.manifest.rejected") as cursor:
                manifest.to(cursor, "superseded")
            raise

    def _switch(self, manifest: Manifest) -> Manifest:
        """The archive serves from this commit on, unless the month changed since its export: then it is superseded."""
        with self.warehouse.transaction("archive.manifest.serving") as cursor:
            cursor.execute(statement("archive/lock_month"), self.month.parameters)
            self._refuse_waiting_marts(cursor)
            live = content.summarise(
                cursor, self.month, self.month.partition, parquet.schema_of(cursor, self.month.partition_name).names
            )
            is_current = live == manifest.content and manifest.schema_version == manifests.schema_version(cursor)
            return manifest.to(cursor, "serving_archive" if is_current else "superseded")

    def _drop(self, manifest: Manifest) -> Manifest:
        for item in manifest.objects:
            readback.fetch(self.store, self.month, item)
        table = self.month.partition
        with self.warehouse.transaction("archive.manifest.dropped") as cursor:
            cursor.execute(statement("archive/lock_table", relation=table))
            names = parquet.schema_of(cursor, self.month.partition_name).names
            if content.summarise(cursor, self.month, table, names) != manifest.content:
                readback.load(cursor, self.store, self.month, manifest)
                content.require_equal(cursor, self.month, manifest.content, table, readback.READBACK, names)
            cursor.execute(statement("archive/drop", relation=table))
            return manifest.to(cursor, "dropped")

    def _refuse_waiting_marts(self, cursor: Cursor) -> None:
        row = cursor.execute(statement("archive/waiting_days"), self.month.parameters).fetchone()
        assert row is not None
        if row["days"]:
            raise ArchiveRefused(
                f"{self.month}: {row['days']} account days wait for the marts; run `adwarehouse refresh` first"
            )
