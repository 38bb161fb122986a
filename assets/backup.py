"""Backups: whole databases in the object store, and the drill that proves them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import dagster as dg

from assets import OWNERS
from assets.archive import opened_archive
from assets.loading import MINUTES_OF_PATIENCE
from resources import backup
from resources.errors import SchemaVersionError
from resources.object_store import ObjectStore
from resources.settings import Settings
from resources.warehouse.connection import Warehouse

BACKUPS, DRILL = dg.AssetKey(["backup", "databases"]), dg.AssetKey(["backup", "drill"])
RESTORED_EQUAL = "restored_equal"


@contextmanager
def _opened() -> Iterator[tuple[Settings, Warehouse, ObjectStore]]:
    """Settings, the warehouse as its owner, and the object store. What only a person can mend is not tried again."""
    try:
        with opened_archive() as found:
            yield found
    except (*backup.NEEDS_A_PERSON, SchemaVersionError) as error:
        raise dg.Failure(str(error), allow_retries=False) from None


@dg.asset(
    key=BACKUPS,
    description=(
        "The warehouse and Dagster's own database, dumped by pg_dump into the object store, each with a manifest of "
        "what its tables held in the same snapshot. Runs as the databases' owners; backups are kept for BACKUP_DAYS."
    ),
    metadata={"dagster/table_name": "ops.backups"},
    pool="backup",
    retry_policy=MINUTES_OF_PATIENCE,
    freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=26)),
    group_name="backup",
    kinds={"postgres", "s3"},
    owners=OWNERS,
    tags={"layer": "backup"},
)
def databases(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Each database's backup by key, with its size and rows."""
    with _opened() as (found, owner, store):
        taken = backup.of_each(found, partial(backup.back_up, owner, store, found))
    return dg.MaterializeResult(
        metadata={
            each.database: dg.MetadataValue.json(
                {"key": each.key, "bytes": each.bytes, "sha256": each.sha256, "rows": each.rows}
            )
            for each in taken
        }
    )


@dg.asset(
    key=DRILL,
    deps=[BACKUPS],
    description=(
        "The newest backup of each database, restored into a scratch database, compared with its manifest by counts "
        "and sums of every table, and dropped again."
    ),
    metadata={"dagster/table_name": "ops.backups"},
    pool="backup",
    retry_policy=MINUTES_OF_PATIENCE,
    check_specs=[
        dg.AssetCheckSpec(
            RESTORED_EQUAL, asset=DRILL, description="What was restored is what was backed up, in every table."
        )
    ],
    group_name="backup",
    kinds={"postgres", "s3"},
    owners=OWNERS,
    tags={"layer": "backup"},
)
def drill(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    """What the drill of each database found, as the result of a check."""
    with _opened() as (found, owner, store):
        drilled = backup.of_each(found, partial(backup.drill, owner, store, found))
    problems = [each.problem for each in drilled if each.problem]
    yield dg.MaterializeResult(
        metadata={each.manifest.database: str(each) for each in drilled},
        check_results=[
            dg.AssetCheckResult(
                check_name=RESTORED_EQUAL,
                passed=not problems,
                description="\n".join(problems) or f"{len(drilled)} databases restored and equal",
                metadata={"rows": sum(each.manifest.rows for each in drilled)},
            )
        ],
    )
