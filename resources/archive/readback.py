"""What the store gives back: proven byte by byte against the manifest, then row by row in PostgreSQL."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pyarrow as pa
from psycopg import sql

from resources.archive import content, parquet
from resources.archive.manifest import ArchivedObject, Manifest
from resources.archive.months import TableMonth
from resources.archive.recount import content_of
from resources.errors import IntegrityError
from resources.loading.tables import copy_table
from resources.object_store import ObjectStore
from resources.warehouse.connection import Cursor
from resources.warehouse.statements import statement

READBACK = sql.Identifier("pg_temp", "readback")


def fetch(store: ObjectStore, month: TableMonth, item: ArchivedObject) -> bytes:
    """An object's content.

    Raises:
        IntegrityError: it is gone, or not the bytes that were written.
    """
    try:
        found = store.get(item.key)
    except KeyError:
        raise IntegrityError(
            f"{month}: object {item.key} is missing from the archive: expected {item.size} bytes with SHA-256 "
            f"{item.sha256}, found none"
        ) from None
    digest = hashlib.sha256(found).hexdigest()
    if digest != item.sha256:
        raise IntegrityError(
            f"{month}: object {item.key} was changed: expected {item.size} bytes with SHA-256 {item.sha256}, "
            f"got {len(found)} bytes with SHA-256 {digest}"
        )
    return found


def load(
    cursor: Cursor, store: ObjectStore, month: TableMonth, manifest: Manifest, target: sql.Identifier | None = None
) -> list[str]:
    """COPY the archive into `target`, or else into the temporary table READBACK; the columns it has.

    Raises:
        IntegrityError: an object is gone, changed or cannot be read.
    """
    columns: list[str] = []
    for item in manifest.objects:
        try:
            schema, groups = parquet.row_groups(fetch(store, month, item))
            if not columns:
                columns = schema.names
                if target is None:
                    parts = {"columns": content.names(columns), "parent": month.parent}
                    cursor.execute(statement("archive/readback", **parts))
            for group in groups:
                copy_table(cursor, target or READBACK, group)
        except pa.ArrowException as error:
            raise IntegrityError(f"{month}: object {item.key} is not readable Parquet: {error}") from None
    return columns


def tables(store: ObjectStore, month: TableMonth, manifest: Manifest) -> Iterator[pa.Table]:
    """The archived rows, a row group at a time, each object fetched and proven byte by byte first.

    Raises:
        IntegrityError: an object is gone, changed or cannot be read.
    """
    for item in manifest.objects:
        try:
            _, groups = parquet.row_groups(fetch(store, month, item))
            yield from groups
        except pa.ArrowException as error:
            raise IntegrityError(f"{month}: object {item.key} is not readable Parquet: {error}") from None


def prove(cursor: Cursor, store: ObjectStore, month: TableMonth, manifest: Manifest) -> None:
    """Fetch the archive and compare its rows, sums and content hash with the manifest, which PostgreSQL counted.

    Raises:
        IntegrityError: names what differs and the first differing key.
    """
    differences = manifest.content.differences(content_of(month, tables(store, month, manifest)))
    if differences:
        columns = load(cursor, store, month, manifest)
        raise content.mismatch(cursor, month, differences, READBACK, month.partition, columns)
