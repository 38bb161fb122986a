"""The assets of one stream: landing -> staging -> contract -> warehouse. The bodies are `resources.loading.steps`."""

from datetime import timedelta

import dagster as dg

from assets import OWNERS, metadata, plots
from assets.contract import judged
from assets.partitions import DAYS, window_of
from assets.runs import opened, scope_of
from resources import reports
from resources.loading import steps
from resources.loading.context import LoadContext
from resources.loading.steps import Scope
from resources.platforms.base import LoadMode, Platform, Stream

LANDED = ("accounts", "batches", "batches_failed", "records_fetched", "pages", "bytes", "api_calls")
STAGED = (
    "records_fetched",
    "records_staged",
    "records_quarantined",
    "records_duplicate",
    "records_summed",
    "records_ignored",
)
PUBLISHED = (
    "batches_held",
    "batches_failed",
    "rows_inserted",
    "rows_updated",
    "rows_deleted",
    "rows_unchanged",
    "rows_late",
)

MINUTES_OF_PATIENCE = dg.RetryPolicy(
    max_retries=3, delay=60, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS
)
FRESH = dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=36), warn_window=timedelta(hours=18))
"""Two ticks a day: one missed warns, three fail."""


def landing_key(platform: Platform, stream: Stream) -> dg.AssetKey:
    """Pages in the object store."""
    return dg.AssetKey(["landing", platform.name, stream.name])


def staging_key(platform: Platform, stream: Stream) -> dg.AssetKey:
    """Typed rows, a table a batch."""
    return dg.AssetKey(["staging", platform.name, stream.name])


def warehouse_key(platform: Platform, stream: Stream) -> dg.AssetKey:
    """A platform's rows of a shared table."""
    return dg.AssetKey(["warehouse", stream.table, platform.name])


def landing_asset(platform: Platform, stream: Stream) -> dg.AssetsDefinition:
    """The only asset of a stream that talks to the platform; a pool keeps its runs apart."""

    @dg.asset(
        key=landing_key(platform, stream),
        description=(
            f"Pages of {stream.name} as they came: gzipped JSON lines in the object store, by account and "
            f"window. {stream.lookback_days} days are read again every night"
            + (f"; the platform serves {stream.retention_days} days." if stream.retention_days else ".")
        ),
        partitions_def=DAYS,
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=f"{platform.name}_api",
        retry_policy=MINUTES_OF_PATIENCE,
        group_name=platform.name,
        kinds={"python", "s3"},
        owners=OWNERS,
        tags={"platform": platform.name, "stream": stream.name, "layer": "landing"},
    )
    def landing(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        with opened(context) as load:
            landed = steps.land(load, stream, scope_of(context, platform.name))
            metadata.show_once(context, metadata.about(landed))
            return dg.MaterializeResult(metadata=_counts(load, platform, stream, LANDED))

    return landing


def staging_asset(platform: Platform, stream: Stream) -> dg.AssetsDefinition:
    """Landed pages as typed rows; what cannot be typed is in quarantine."""

    @dg.asset(
        key=staging_key(platform, stream),
        deps=[landing_key(platform, stream)],
        description=(
            f"Typed rows of {stream.name}, one unlogged table a batch, dropped after publishing. "
            "Records that cannot be typed or break a row rule wait in ops.quarantined_rows with their reasons."
        ),
        metadata={"dagster/column_schema": metadata.staged_schema(stream.schema), "key": ", ".join(stream.key)},
        partitions_def=DAYS,
        backfill_policy=dg.BackfillPolicy.single_run(),
        group_name=platform.name,
        kinds={"python", "postgres"},
        owners=OWNERS,
        tags={"platform": platform.name, "stream": stream.name, "layer": "staging"},
    )
    def staging(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        with opened(context) as load:
            staged = steps.stage(load, stream, Scope(platform.name))
            metadata.show_once(context, metadata.about(staged))
            return dg.MaterializeResult(metadata=_counts(load, platform, stream, STAGED))

    return staging


def contract_check(platform: Platform, stream: Stream) -> dg.AssetChecksDefinition:
    """What stands between staging and warehouse."""

    @dg.asset_check(
        asset=staging_key(platform, stream),
        name="contract",
        blocking=True,
        description=(
            "A Great Expectations suite judges each batch. A broken batch is held for a person and warned about; "
            "only when no batch is valid does the check fail and stop the run."
        ),
    )
    def contract(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        with opened(context) as load:
            return judged(load, platform, stream)

    return contract


def warehouse_asset(platform: Platform, stream: Stream) -> dg.AssetsDefinition:
    """Validated batches, published: each in one transaction, in the stream's load mode."""
    table = f"warehouse.{stream.table}"
    replaces = stream.load_mode is LoadMode.REPLACE_WINDOW

    @dg.asset(
        key=warehouse_key(platform, stream),
        deps=[staging_key(platform, stream)],
        description=(
            f"{table}: the rows of {platform.name}. "
            + (
                "What the platform reports for a window replaces it; changes of published numbers are kept in "
                "warehouse.metric_revisions."
                if replaces
                else "A newer version replaces a row; nothing leaves because it is absent."
            )
        ),
        metadata={"dagster/table_name": table, "load_mode": stream.load_mode.value},
        partitions_def=DAYS,
        backfill_policy=dg.BackfillPolicy.single_run(),
        freshness_policy=FRESH,
        group_name=platform.name,
        kinds={"postgres"},
        owners=OWNERS,
        tags={"platform": platform.name, "stream": stream.name, "layer": "warehouse"},
    )
    def warehouse(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        with opened(context) as load:
            steps.publish(load, stream, Scope(platform.name))
            if "cost" in stream.schema.names:
                _show_days(context, load, platform, table)
            columns = metadata.schema(reports.columns(load.warehouse, table))
            metadata.show_once(context, {"dagster/column_schema": columns})
            rows = reports.row_count(load.warehouse, table, platform.name)
            return dg.MaterializeResult(
                metadata={**_counts(load, platform, stream, PUBLISHED), "dagster/row_count": rows}
            )

    return warehouse


def _counts(load: LoadContext, platform: Platform, stream: Stream, names: tuple[str, ...]) -> dict[str, int]:
    report = reports.of_stream(load.warehouse, load.run_id, platform.name, stream.name)
    return {name: report[name] for name in names}


def _show_days(context: dg.AssetExecutionContext, load: LoadContext, platform: Platform, table: str) -> None:
    window = window_of(context)
    figures = reports.by_day(load.warehouse, table, platform.name, window)
    for key, shown in metadata.by_day(figures).items():
        context.add_asset_metadata(shown, partition_key=key)
    if figures:
        plot = plots.spend_by_day(f"{platform.name}, {window}", figures)
        metadata.show_once(context, {"spend by day": plot})
