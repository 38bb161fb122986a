"""Archive of one closed month: every step resumes from the manifest's state, after a kill anywhere.

exported -> verified (read back and equal) -> serving_archive (from here the archive serves) -> dropped.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from resources.archive import content, parquet, readback
from resources.archive import detach as detaching
from resources.archive import manifest as manifests
from resources.archive.export import export, sweep
from resources.archive.manifest import Manifest
from resources.archive.months import TableMonth, exclusive
from resources.archive.result import ArchiveResult, Stopwatch
from resources.archive.rollups import refuse_waiting_days, require_rolled_up
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
        IntegrityError: archive, manifest and table are not equal, or a rollup that stays is not the sum of the facts;
            the table is kept.
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
    exported: tuple[int, tuple[int, Decimal]] | None = None

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
        if manifest and manifest.state != "superseded":
            with self.watch.step("rollups"):
                require_rolled_up(self.warehouse, self.month)
        for _ in range(ATTEMPTS):
            if manifest is None or manifest.state == "superseded" or not self._fits(self.session.cursor(), manifest):
                with self.watch.step("export"):
                    manifest = self._export()
            if manifest.state == "exported":
                with self.watch.step("verify"):
                    manifest = self._verify(manifest)
            with self.watch.step("switch"):
                manifest = self._switch(manifest)
            if manifest.serves:
                return manifest
        raise ArchiveRefused(f"{self.month} changed during each of {ATTEMPTS} exports; archive it when it is quiet")

    def _export(self) -> Manifest:
        versions = self._row_versions(self.session.cursor())
        manifest = export(self.warehouse, self.store, self.month)
        self.exported = manifest.id, versions
        return manifest

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
            refuse_waiting_days(cursor, self.month)
            is_current = self._is_unchanged(cursor, manifest) and self._fits(cursor, manifest)
            return manifest.to(cursor, "serving_archive" if is_current else "superseded")

    def _drop(self, manifest: Manifest) -> Manifest:
        for item in manifest.objects:
            readback.fetch(self.store, self.month, item)
        table = self.month.partition
        with self.warehouse.transaction("archive.manifest.dropped") as cursor:
            cursor.execute(statement("archive/lock_table", relation=table))
            if not self._is_unchanged(cursor, manifest):
                columns = readback.load(cursor, self.store, self.month, manifest)
                content.require_equal(cursor, self.month, manifest.content, table, readback.READBACK, columns)
            cursor.execute(statement("archive/drop", relation=table))
            return manifest.to(cursor, "dropped")

    def _is_unchanged(self, cursor: Cursor, manifest: Manifest) -> bool:
        """The table holds what the manifest says: nobody wrote since its export, or else every row is hashed again."""
        if self.exported and self.exported == (manifest.id, self._row_versions(cursor)):
            return True
        names = parquet.schema_of(cursor, self.month.partition_name).names
        as_text = manifest.content.is_hashed_as_text
        live = content.summarise(cursor, self.month, self.month.partition, names, as_text=as_text)
        return live == manifest.content

    def _row_versions(self, cursor: Cursor) -> tuple[int, Decimal]:
        row = cursor.execute(statement("archive/row_versions", relation=self.month.partition)).fetchone()
        assert row is not None
        return row["rows"], row["versions"]

    def _fits(self, cursor: Cursor, manifest: Manifest) -> bool:
        """The manifest was made by this version of the schema."""
        return manifest.schema_version == manifests.schema_version(cursor)
