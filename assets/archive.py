"""The archive: closed months as Parquet in the object store, proven before their partition goes."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from typing import Any

import dagster as dg

from assets import OWNERS
from assets.loading import warehouse_key
from assets.partitions import MONTHS
from assets.runs import configured
from resources.archive import TABLES, ArchiveRefused, ArchiveResult, archive_month
from resources.object_store import ObjectStore
from resources.platforms import REGISTRY
from resources.settings import Settings
from resources.warehouse.connection import Warehouse
from resources.warehouse.schema import check_version


@contextmanager
def opened_archive() -> Iterator[tuple[Settings, Warehouse, ObjectStore]]:
    """Settings, the warehouse as its owner, and the object store."""
    found = configured()
    store = ObjectStore.from_settings(found)
    with closing(store.client), closing(Warehouse(found.require("database_owner_url"))) as owner:
        check_version(owner)
        yield found, owner, store


def archive_key(table: str) -> dg.AssetKey:
    """The asset of a table's archive."""
    return dg.AssetKey(["archive", table])


def archived(result: ArchiveResult) -> Mapping[str, Any]:
    """What a materialization tells about an archived month."""
    manifest = result.manifest
    return {
        "dagster/partition_row_count": manifest.content.rows,
        "state": manifest.state,
        "version": manifest.version,
        "bytes": manifest.bytes,
        "objects": "\n".join(item.key for item in manifest.objects),
        "sums": dg.MetadataValue.json(dict(manifest.content.sums)),
        "seconds": dg.MetadataValue.json({step: round(took, 3) for step, took in result.seconds.items()}),
    }


@cache
def archive_assets() -> dict[str, dg.AssetsDefinition]:
    """An asset for each table that is archived, by table."""
    return {table: _archive_asset(table) for table in TABLES}


def _archive_asset(table: str) -> dg.AssetsDefinition:
    name = f"{TABLES[table].schema}.{table}"

    @dg.asset(
        key=archive_key(table),
        deps=[
            warehouse_key(platform, stream)
            for platform in REGISTRY.values()
            for stream in platform.streams
            if stream.table == table
        ],
        description=(
            f"Closed months of {name}: exported in one snapshot, read back and compared, then served from the object "
            "store. The job `retention` moves what has had its time; a month may be asked for by itself too. Runs as "
            "the database's owner; safe to repeat."
        ),
        metadata={"dagster/table_name": name},
        partitions_def=MONTHS,
        backfill_policy=dg.BackfillPolicy.multi_run(1),
        pool="archive",
        group_name="archive",
        kinds={"s3", "parquet"},
        owners=OWNERS,
        tags={"layer": "archive"},
    )
    def archive(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        month = dt.date.fromisoformat(context.partition_key)
        with opened_archive() as (found, owner, store):
            try:
                result = archive_month(owner, store, table, month, found.clock.today("UTC"))
            except ArchiveRefused as error:
                raise dg.Failure(str(error), allow_retries=False) from None
        return dg.MaterializeResult(metadata=archived(result))

    return archive
