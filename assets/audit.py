"""The archive under watch: what left PostgreSQL is read again, a sample each week and all of it each month."""

from collections.abc import Iterator

import dagster as dg

from assets import OWNERS
from assets.archive import archive_key
from assets.loading import MINUTES_OF_PATIENCE
from assets.runs import opened
from resources.archive import TABLES
from resources.archive.audit import audit

AUDIT = dg.AssetKey(["archive", "audit"])
UNDAMAGED = "undamaged"


class Depth(dg.Config):
    """How much is read: one object a month, or everything."""

    is_deep: bool = False


@dg.asset(
    key=AUDIT,
    deps=[archive_key(table) for table in TABLES],
    description=(
        "A look at every month that the archive serves: objects that are missing, changed or named by no manifest are "
        "the result of its check, an entry in ops.health, and an alert."
    ),
    pool="archive",
    retry_policy=MINUTES_OF_PATIENCE,
    check_specs=[
        dg.AssetCheckSpec(
            UNDAMAGED, asset=AUDIT, description="Every archived object is there, unchanged, and named by a manifest."
        )
    ],
    group_name="archive",
    kinds={"s3", "parquet"},
    owners=OWNERS,
    tags={"layer": "archive"},
)
def archive_audit(context: dg.AssetExecutionContext, config: Depth) -> Iterator[dg.MaterializeResult[None]]:
    """How much was looked at, and each finding."""
    with opened(context) as load:
        result = audit(load.warehouse, load.store, load.clock.now(), is_deep=config.is_deep)
    yield dg.MaterializeResult(
        metadata={"months": result.months, "objects": result.objects, "read": result.read, "bytes": result.bytes},
        check_results=[
            dg.AssetCheckResult(
                check_name=UNDAMAGED,
                passed=not result.findings,
                description="\n".join([str(result), *map(str, result.findings)]),
            )
        ],
    )
