"""The way back: a month from the archive into PostgreSQL, exact to the byte, and its return to retention."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

import psycopg
from psycopg import sql

from resources.archive import content, parquet, readback
from resources.archive import detach as detaching
from resources.archive import manifest as manifests
from resources.archive.manifest import Manifest
from resources.archive.months import TableMonth, exclusive
from resources.archive.result import ArchiveResult, Stopwatch
from resources.errors import ArchiveRefused
from resources.object_store import ObjectStore
from resources.warehouse.connection import Connection, Cursor, Warehouse
from resources.warehouse.statements import statement

log = logging.getLogger(__name__)


def restore_month(warehouse: Warehouse, store: ObjectStore, table: str, month: dt.date) -> ArchiveResult:
    """Have PostgreSQL serve an archived month again, exempt from retention until it is released. Safe to repeat.

    One transaction loads, proves and attaches it. A table that was not dropped yet is put back as it is. Columns that
    the table has gained since are NULL, or what their default says.

    Raises:
        ArchiveRefused: the month is not in the archive, the table lost one of its columns or gained one that cannot be
            filled, or readers hold up its detach.
        IntegrityError: an object is missing or changed, or the rows are not what the manifest says; nothing changed.
    """
    place, watch = TableMonth.of(table, month), Stopwatch()
    with exclusive(warehouse, place) as session:
        manifest = manifests.latest(warehouse, place)
        if manifest is None or not (manifest.serves or manifest.state == "restored"):
            raise ArchiveRefused(f"{place} is not in the archive; PostgreSQL has what there is of it")
        if manifest.serves:
            with watch.step("restore"):
                back = _BringingBack(warehouse, store, place, session)
                manifest = back.run(manifest, "restored", boundary="archive.manifest.restored")
    return ArchiveResult(place, manifest, watch.seconds)


def reopen_month(warehouse: Warehouse, store: ObjectStore, place: TableMonth) -> None:
    """Have PostgreSQL serve an archived month until the next archive run, which writes its next version.

    Nothing is done where PostgreSQL serves it already. Raises what `restore_month` does.
    """
    with exclusive(warehouse, place) as session:
        manifest = manifests.latest(warehouse, place)
        if manifest and manifest.serves:
            back = _BringingBack(warehouse, store, place, session)
            back.run(manifest, "superseded", boundary="late.reopen")


def restorable(warehouse: Warehouse, table: str, first: dt.date, last: dt.date, *states: str) -> list[dt.date]:
    """Months (first days) from that of `first` to that of `last` whose newest version is in one of the states.

    Raises:
        ArchiveRefused: there is none.
    """
    ends = TableMonth.of(table, first), TableMonth.of(table, last)
    values = {"table_name": table, "first": ends[0].start, "last": ends[1].start, "states": list(states)}
    found = [row["month"] for row in warehouse.fetch("archive/restorable", values)]
    if not found:
        raise ArchiveRefused(f"no month of {table} from {ends[0].label} to {ends[1].label} is {' or '.join(states)}")
    return found


def release_month(warehouse: Warehouse, table: str, month: dt.date) -> ArchiveResult:
    """Let the archive take a restored month again. Its objects serve again if they and the month are unchanged.

    Raises:
        ArchiveRefused: the month is not a restored one.
    """
    place = TableMonth.of(table, month)
    with exclusive(warehouse, place):
        manifest = manifests.latest(warehouse, place)
        if manifest is None or (manifest.state != "restored" and manifest.released_at is None):
            raise ArchiveRefused(f"{place} is not a restored month; there is nothing to release")
        if manifest.state == "restored":
            with warehouse.transaction("archive.manifest.released") as cursor:
                cursor.execute(statement("archive/manifest_release"), {"id": manifest.id})
                manifest = manifests.latest(cursor, place) or manifest
    return ArchiveResult(place, manifest, {})


@dataclass(frozen=True)
class _BringingBack:
    warehouse: Warehouse
    store: ObjectStore
    month: TableMonth
    session: Connection

    def run(self, manifest: Manifest, state: str, *, boundary: str) -> Manifest:
        """Attach the month and move its manifest to the state, in one transaction."""
        month = self.month
        detaching.finalise(self.session, month)
        found = detaching.partition(self.session, month)
        if found.is_pending:
            raise ArchiveRefused(f"{month}: readers hold up the detach that is under way; try again later")
        with self.warehouse.transaction(boundary) as cursor:
            if manifest.state == "serving_archive" and found.exists:
                self._warn_of_differences(cursor, manifest)
            else:
                self._load(cursor, manifest)
            if not found.is_attached:
                bounds = dict(zip(("start", "end"), map(sql.Literal, month.bounds), strict=True))
                cursor.execute(statement("archive/attach", parent=month.parent, partition=month.partition, **bounds))
            return manifest.to(cursor, state)

    def _load(self, cursor: Cursor, manifest: Manifest) -> None:
        month = self.month
        cursor.execute(statement("archive/create", partition=month.partition, parent=month.parent))
        try:
            columns = readback.load(cursor, self.store, month, manifest, month.partition)
        except (psycopg.errors.UndefinedColumn, psycopg.errors.NotNullViolation) as error:
            raise ArchiveRefused(
                f"{month} was archived at schema {manifest.schema_version} and no longer fits: "
                f"{error.diag.message_primary}; `adwarehouse restore --into SCHEMA` puts it beside the warehouse"
            ) from None
        content.require_equal(cursor, month, manifest.content, month.partition, month.partition, columns)

    def _warn_of_differences(self, cursor: Cursor, manifest: Manifest) -> None:
        month = self.month
        names, expected = parquet.schema_of(cursor, month.partition_name).names, manifest.content
        found = content.summarise(cursor, month, month.partition, names, as_text=expected.is_hashed_as_text)
        differences = expected.differences(found)
        if differences:
            log.warning("%s: the table that is put back is not what was archived: %s", month, differences)
