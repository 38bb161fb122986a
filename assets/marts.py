"""The marts: one refresh recomputes exactly the days that something touched."""

from collections.abc import Iterator, Mapping, Sequence

import dagster as dg

from assets import OWNERS, metadata
from assets.loading import FRESH
from assets.partitions import DAYS
from assets.runs import opened
from resources import reports
from resources.warehouse.marts import MARTS, Mart, refresh_marts


def mart_key(name: str) -> dg.AssetKey:
    """Key of the asset of a table of schema marts."""
    return dg.AssetKey(["marts", name])


BASE, PERFORMANCE = mart_key("account_channel_daily"), mart_key("channel_performance")

WHEN_TOUCHED = (
    dg.AutomationCondition.any_deps_updated().since_last_handled() & ~dg.AutomationCondition.in_progress()
).with_label("refresh what was touched")
"""Without a term for the latest days, so that a backfill of long ago counts too."""


def marts_assets(loaded: Mapping[str, Sequence[dg.AssetKey]]) -> dg.AssetsDefinition:
    """Every mart. `loaded`: the assets that fill a table (`warehouse/orders`); other sources are assets themselves.

    What a run refreshes is in ops.touched_days and ops.touched_records, whatever days it was started for.
    """

    def spec(mart: Mart) -> dg.AssetSpec:
        return dg.AssetSpec(
            mart_key(mart.name),
            deps=[key for source in mart.sources for key in loaded.get(source, [dg.AssetKey(source.split("/"))])],
            description=mart.description,
            metadata={"dagster/table_name": f"marts.{mart.name}"},
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
        specs=[spec(mart) for mart in MARTS],
        partitions_def=DAYS,
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def marts(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        with opened(context) as load:
            refreshed = refresh_marts(load.warehouse, load.clock)
            for mart in MARTS:
                key, written = mart_key(mart.name), refreshed.marts[mart.name]
                columns = metadata.schema(reports.columns(load.warehouse, f"marts.{mart.name}"))
                metadata.show_once(context, {"dagster/column_schema": columns}, key)
                yield dg.MaterializeResult(
                    asset_key=key,
                    metadata={
                        "days": refreshed.days,
                        "records": refreshed.records,
                        "changed_rows": written.changed,
                        "confirmed_rows": written.confirmed,
                    },
                )

    return marts
