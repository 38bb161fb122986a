"""Export: one snapshot of a month becomes Parquet in the object store and a manifest that says what must be in it."""

from __future__ import annotations

import hashlib
import re
from concurrent.futures import ThreadPoolExecutor

from botocore.exceptions import ClientError

from resources.archive import manifest as manifests
from resources.archive import parquet
from resources.archive.content import summarise
from resources.archive.manifest import ArchivedObject, Manifest
from resources.archive.months import TableMonth
from resources.archive.rollups import require_rolled_up_from
from resources.archive.writing import written
from resources.durable import durable
from resources.errors import IntegrityError
from resources.object_store import ObjectStore
from resources.warehouse.connection import Cursor, Warehouse
from resources.warehouse.statements import statement

_VERSION = re.compile(r"/v(\d+)/")


def export(warehouse: Warehouse, store: ObjectStore, month: TableMonth) -> Manifest:
    """Write the next version of the month's archive; the manifest is `exported` when every object is in place.

    PostgreSQL counts the rows while DuckDB writes them.

    Raises:
        ArchiveRefused: days wait for the marts.
        IntegrityError: the rows that were written are not the rows that were counted, or a rollup that stays is not
            their sum.
    """
    with warehouse.transaction("archive.manifest.exported") as cursor:
        cursor.execute(statement("archive/one_snapshot"))
        schema = parquet.schema_of(cursor, month.partition_name)
        version = _next_version(cursor, store, month)
        snapshot = _snapshot(cursor)
        with ThreadPoolExecutor(1) as beside:
            counted = beside.submit(summarise, cursor, month, month.partition, schema.names)
            with written(snapshot, warehouse.url, month, schema) as files:
                content = counted.result()
                require_rolled_up_from(files, cursor, month)
                objects = [
                    _upload(store, month, f"v{version}/part-{number:05d}.parquet", file.read_bytes())
                    for number, file in enumerate(files)
                ]
        rows = sum(item.rows for item in objects)
        if rows != content.rows:
            raise IntegrityError(f"{month}: {content.rows} rows counted, but {rows} exported from the same snapshot")
        return manifests.insert(cursor, month, version, content, manifests.schema_version(cursor), objects)


def _snapshot(cursor: Cursor) -> str:
    row = cursor.execute(statement("archive/snapshot")).fetchone()
    assert row is not None
    return str(row["name"])


def _next_version(cursor: Cursor, store: ObjectStore, month: TableMonth) -> int:
    """Above every version the manifest or the store knows: an export that was killed left objects but no manifest."""
    known = manifests.latest(cursor, month)
    stored = [int(match[1]) for item in store.list(month.prefix) if (match := _VERSION.search(item.key))]
    return max([known.version if known else 0, *stored]) + 1


def _upload(store: ObjectStore, month: TableMonth, name: str, content: bytes) -> ArchivedObject:
    temporary = store.put(month.temporary_prefix + name, content, boundary="archive.object.upload")
    final = month.prefix + name
    try:
        with durable("archive.object.final"):
            store.client.copy_object(
                Bucket=store.bucket,
                CopySource={"Bucket": store.bucket, "Key": temporary.key},
                Key=final,
                IfNoneMatch="*",
            )
    except ClientError as error:
        if error.response["Error"]["Code"] != "PreconditionFailed":
            raise
        # Where the answer to a first attempt was lost, the second one meets what the first has written.
        if hashlib.sha256(store.get(final)).hexdigest() != temporary.sha256:
            raise IntegrityError(f"{month}: object {final} exists already; it is written once") from None
    store.delete([temporary.key], boundary="archive.object.temporary")
    assert temporary.sha256 is not None
    return ArchivedObject(final, temporary.size, temporary.sha256, parquet.rows(content))


def sweep(store: ObjectStore, month: TableMonth, manifest: Manifest) -> None:
    """Delete what the month's manifest does not name: versions that never served, and uploads that were killed."""
    kept = {item.key for item in manifest.objects}
    found = (item.key for prefix in (month.prefix, month.temporary_prefix) for item in store.list(prefix))
    store.delete([key for key in found if key not in kept], boundary="archive.object.sweep")
