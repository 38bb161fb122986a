"""The marts: one refresh recomputes exactly the days that something touched."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

import dagster as dg

from assets import OWNERS, metadata
from assets.loading import FRESH
from assets.partitions import DAYS
from assets.runs import opened
from resources import reports
from resources.warehouse.marts import refresh_marts

BASE, PERFORMANCE = dg.AssetKey(["marts", "account_channel_daily"]), dg.AssetKey(["marts", "channel_performance"])

WHEN_TOUCHED = (
    dg.AutomationCondition.any_deps_updated().since_last_handled() & ~dg.AutomationCondition.in_progress()
).with_label("refresh what was touched")
"""Without a term for the latest days, so that a backfill of long ago counts too."""


def marts_assets(facts: Sequence[dg.AssetKey], rates: dg.AssetKey) -> dg.AssetsDefinition:
    """Both marts out of the facts that feed them and the rates; what a run refreshes is in ops.touched_days."""

    def spec(key: dg.AssetKey, deps: Sequence[dg.AssetKey], description: str) -> dg.AssetSpec:
        return dg.AssetSpec(
            key,
            deps=deps,
            description=description,
            metadata={"dagster/table_name": ".".join(key.path)},
            automation_condition=WHEN_TOUCHED,
            freshness_policy=FRESH,
            group_name="marts",
            kinds={"postgres"},
            owners=OWNERS,
            tags={"layer": "marts"},
            partitions_def=DAYS,
        )

    @dg.multi_asset(
        name="marts",
        specs=[
            spec(
                BASE,
                facts,
                "Sums an account, channel and day in native currency: the base of every rollup, never archived.",
            ),
            spec(
                PERFORMANCE,
                [BASE, rates],
                "What a user's accounts spent and earned a channel and day, in the reporting currency, and how "
                "complete that is.",
            ),
        ],
        partitions_def=DAYS,
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def marts(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        with opened(context) as load:
            refreshed = refresh_marts(load.warehouse)
            for key in (BASE, PERFORMANCE):
                columns = metadata.schema(reports.columns(load.warehouse, ".".join(key.path)))
                metadata.show_once(context, {"dagster/column_schema": columns}, key)
                yield dg.MaterializeResult(asset_key=key, metadata=asdict(refreshed))

    return marts
