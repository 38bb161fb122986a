"""The archive: closed months as Parquet in the object store, proven before their partition goes."""

import datetime as dt
from contextlib import closing
from functools import cache

import dagster as dg

from assets import OWNERS
from assets.loading import warehouse_key
from assets.partitions import MONTHS
from assets.runs import configured
from resources.archive import TABLES, ArchiveRefused, archive_month
from resources.object_store import ObjectStore
from resources.platforms import REGISTRY
from resources.warehouse.connection import Warehouse
from resources.warehouse.schema import check_version


@cache
def archive_assets() -> dict[str, dg.AssetsDefinition]:
    """An asset for each table that is archived, by table."""
    return {table: _archive_asset(table) for table in TABLES}


def _archive_asset(table: str) -> dg.AssetsDefinition:
    @dg.asset(
        key=["archive", table],
        deps=[
            warehouse_key(platform, stream)
            for platform in REGISTRY.values()
            for stream in platform.streams
            if stream.table == table
        ],
        description=(
            f"Closed months of warehouse.{table}: exported in one snapshot, read back and compared, then served from "
            "the object store. Runs as the database's owner; safe to repeat."
        ),
        metadata={"dagster/table_name": f"warehouse.{table}"},
        partitions_def=MONTHS,
        backfill_policy=dg.BackfillPolicy.multi_run(1),
        pool="archive",
        group_name="archive",
        kinds={"s3", "parquet"},
        owners=OWNERS,
        tags={"layer": "archive"},
    )
    def archive(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        found = configured()
        store = ObjectStore.from_settings(found)
        month = dt.date.fromisoformat(context.partition_key)
        with closing(store.client), closing(Warehouse(found.require("database_owner_url"))) as owner:
            check_version(owner)
            try:
                result = archive_month(owner, store, table, month, found.clock.today("UTC"))
            except ArchiveRefused as error:
                raise dg.Failure(str(error), allow_retries=False) from None
        manifest = result.manifest
        return dg.MaterializeResult(
            metadata={
                "dagster/partition_row_count": manifest.content.rows,
                "state": manifest.state,
                "version": manifest.version,
                "bytes": manifest.bytes,
                "objects": "\n".join(item.key for item in manifest.objects),
                "sums": dg.MetadataValue.json(dict(manifest.content.sums)),
                "seconds": dg.MetadataValue.json({step: round(took, 3) for step, took in result.seconds.items()}),
            }
        )

    return archive
