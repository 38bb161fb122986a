"""The way back: a month from the archive into PostgreSQL, exact to the byte, and its return to retention."""

from __future__ import annotations

import datetime as dt
import logging

from psycopg import sql

from resources.archive import content, parquet, readback
from resources.archive import detach as detaching
from resources.archive import manifest as manifests
from resources.archive.manifest import Manifest
from resources.archive.months import TableMonth, exclusive
from resources.archive.result import ArchiveResult, Stopwatch
from resources.errors import ArchiveRefused
from resources.object_store import ObjectStore
from resources.warehouse.connection import Cursor, Warehouse
from resources.warehouse.statements import statement

log = logging.getLogger(__name__)


def restore_month(warehouse: Warehouse, store: ObjectStore, table: str, month: dt.date) -> ArchiveResult:
    """Have PostgreSQL serve an archived month again, exempt from retention until it is released. Safe to repeat.

    One transaction loads, proves and attaches it. A table that was not dropped yet is put back as it is.

    Raises:
        ArchiveRefused: the month is not in the archive, or readers hold up its detach.
        IntegrityError: an object is missing or changed, or the rows are not what the manifest says; nothing changed.
    """
    place, watch = TableMonth.of(table, month), Stopwatch()
    with exclusive(warehouse, place) as session:
        manifest = manifests.latest(warehouse, place)
        if manifest is None or not (manifest.serves or manifest.state == "restored"):
            raise ArchiveRefused(f"{place} is not in the archive; PostgreSQL has what there is of it")
        if manifest.state == "restored":
            return ArchiveResult(place, manifest, watch.seconds)
        detaching.finalise(session, place)
        found = detaching.partition(session, place)
        if found.is_pending:
            raise ArchiveRefused(f"{place}: readers hold up the detach that is under way; try again later")
        with watch.step("restore"), warehouse.transaction("archive.manifest.restored") as cursor:
            if manifest.state == "serving_archive" and found.exists:
                _warn_of_differences(cursor, place, manifest)
            else:
                _load(cursor, store, place, manifest)
            if not found.is_attached:
                bounds = {"start": sql.Literal(f"{place.start}"), "end": sql.Literal(f"{place.end}")}
                cursor.execute(statement("archive/attach", parent=place.parent, partition=place.partition, **bounds))
            manifest = manifest.to(cursor, "restored")
    return ArchiveResult(place, manifest, watch.seconds)


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


def _load(cursor: Cursor, store: ObjectStore, month: TableMonth, manifest: Manifest) -> None:
    cursor.execute(statement("archive/create", partition=month.partition, parent=month.parent))
    columns = readback.load(cursor, store, month, manifest, month.partition)
    content.require_equal(cursor, month, manifest.content, month.partition, month.partition, columns)


def _warn_of_differences(cursor: Cursor, month: TableMonth, manifest: Manifest) -> None:
    names = parquet.schema_of(cursor, month.partition_name).names
    differences = manifest.content.differences(content.summarise(cursor, month, month.partition, names))
    if differences:
        log.warning("%s: the table that is put back is not what was archived: %s", month, differences)
