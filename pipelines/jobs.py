"""Jobs: one a platform, so that one platform's broken contract stops nothing of the others."""

from contextlib import closing

import dagster as dg

from assets.archive import archive_key, archived, opened_archive
from assets.audit import AUDIT
from assets.backup import BACKUPS, DRILL
from assets.drafts import DRAFTS
from assets.loading import MINUTES_OF_PATIENCE, landing_key, staging_key, warehouse_key
from assets.marts import mart_key
from assets.outcome import outcome_key
from assets.rates import RATES
from assets.runs import configured
from assets.security import ALERTS
from resources.archive import retention
from resources.platforms import REGISTRY
from resources.platforms.base import Platform
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import MARTS
from resources.warehouse.partitions import ensure_months_ahead
from resources.warehouse.schema import check_version


def _everything_of(platform: Platform, sweep: int | None = None) -> dg.AssetSelection:
    layers = (landing_key, staging_key, warehouse_key)
    streams = [stream for stream in platform.streams if sweep is None or sweep in stream.sweep_days]
    keys = [layer(platform, stream) for stream in streams for layer in layers]
    return dg.AssetSelection.assets(*keys, outcome_key(platform))


SYNC_JOBS = {
    name: dg.define_asset_job(
        f"{name}_sync",
        _everything_of(platform),
        description=f"Read, check and publish {name}.",
        tags={"platform": name},
    )
    for name, platform in REGISTRY.items()
}
SWEEPS = [
    (platform, days)
    for platform in REGISTRY.values()
    for days in sorted({days for stream in platform.streams for days in stream.sweep_days})
]
SWEEP_JOBS = {
    (platform.name, days): dg.define_asset_job(
        f"{platform.name}_sweep_{days}_days",
        _everything_of(platform, days),
        description=f"Read again what {platform.name} may have restated in the last {days} days.",
        tags={"platform": platform.name},
    )
    for platform, days in SWEEPS
}
RATES_JOB = dg.define_asset_job("read_rates", dg.AssetSelection.assets(RATES), description="Read exchange rates.")
MARTS_JOB = dg.define_asset_job(
    "refresh_marts",
    dg.AssetSelection.assets(*(mart_key(mart.name) for mart in MARTS)),
    description="Recompute the marts of every day that something touched.",
)
DRAFTS_JOB = dg.define_asset_job(
    "clean_drafts", dg.AssetSelection.assets(DRAFTS), description="Remove drafts that have expired."
)
SECURITY_JOB = dg.define_asset_job(
    "raise_security_alerts",
    dg.AssetSelection.assets(ALERTS),
    description="Look for bursts of failed logins and of errors.",
)


@dg.op(description="The running month and the next three of every table that the application fills by itself.")
def months_ahead() -> None:
    """Make missing partitions, as the pipeline."""
    found = configured()
    with closing(Warehouse(found.require("database_url"))) as warehouse:
        check_version(warehouse)
        ensure_months_ahead(warehouse, found.clock)


@dg.job(description="Make the partitions that the application's events need next.")
def make_months_ahead() -> None:
    """One op; nothing happens when all are there."""
    months_ahead()


@dg.op(
    pool="archive",
    retry_policy=MINUTES_OF_PATIENCE,
    description="Moves every month that has had its time to the archive; finishes what an earlier run left undone.",
)
def move_what_has_had_its_time(context: dg.OpExecutionContext) -> None:
    """Each month that moved is a materialization of its table's archive; refused months fail the run at its end."""
    refused, pending = [], []
    with opened_archive() as (found, owner, store):
        for outcome in retention.run(owner, store, found.clock, found.retention_months):
            if outcome.result is None:
                refused.append(str(outcome))
                continue
            month, metadata = outcome.month, archived(outcome.result)
            context.log_event(dg.AssetMaterialization(archive_key(month.table), None, metadata, str(month.start)))
            if outcome.result.is_pending:
                pending.append(str(outcome))
    if refused or pending:
        raise dg.Failure("; ".join([*refused, *pending]), allow_retries=not refused)


@dg.job(name="retention", description="Move what has had its time in PostgreSQL to the archive, every table.")
def retention_job() -> None:
    """One op; nothing happens when nothing is due."""
    move_what_has_had_its_time()


AUDIT_JOB = dg.define_asset_job(
    "verify_archive", dg.AssetSelection.assets(AUDIT), description="Read one object of every archived month again."
)
DEEP_AUDIT_JOB = dg.define_asset_job(
    "verify_archive_deep",
    dg.AssetSelection.assets(AUDIT),
    description="Read everything in the archive again, and count it.",
    config={"ops": {AUDIT.to_python_identifier(): {"config": {"is_deep": True}}}},
)
BACKUP_JOB = dg.define_asset_job(
    "back_up", dg.AssetSelection.assets(BACKUPS), description="Dump every database into the object store."
)
DRILL_JOB = dg.define_asset_job(
    "backup_drill", dg.AssetSelection.assets(DRILL), description="Restore the newest backups, compare, and drop them."
)
JOBS = (
    *SYNC_JOBS.values(),
    *SWEEP_JOBS.values(),
    RATES_JOB,
    MARTS_JOB,
    DRAFTS_JOB,
    SECURITY_JOB,
    AUDIT_JOB,
    DEEP_AUDIT_JOB,
    BACKUP_JOB,
    DRILL_JOB,
)
