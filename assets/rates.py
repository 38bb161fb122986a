"""Exchange rates: the reference rates of the European Central Bank."""

from datetime import timedelta

import dagster as dg
import pyarrow.compute as pc

from assets import OWNERS, metadata
from assets.loading import MINUTES_OF_PATIENCE
from assets.partitions import DAYS, window_of
from assets.runs import opened
from resources import ecb, fx, reports
from resources.windows import DAY

RATES = dg.AssetKey(["warehouse", "fx_rates", "ecb"])
TABLE = "warehouse.fx_rates"
DAYS_A_RATE_HOLDS = 7


@dg.asset(
    key=RATES,
    description=(
        "What one euro costs in each currency on working days. A conversion uses its own day's rate, or the last one "
        f"before, at most {DAYS_A_RATE_HOLDS} days back; a rate that comes later has its days converted again."
    ),
    metadata={"dagster/table_name": TABLE},
    partitions_def=DAYS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    pool="ecb_api",
    retry_policy=MINUTES_OF_PATIENCE,
    freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(days=6), warn_window=timedelta(days=4)),
    group_name="rates",
    kinds={"python", "postgres"},
    owners=OWNERS,
    tags={"layer": "warehouse"},
)
def fx_rates(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """The run's days, and the week before them that their conversions may fall back on."""
    window = window_of(context)
    with opened(context) as load:
        history = ecb.history(load.settings.ecb_rates_url)
        first = window.start - DAYS_A_RATE_HOLDS * DAY
        wanted = history.filter((pc.field("date") >= first) & (pc.field("date") < window.end))
        loaded = fx.load_rates(load.warehouse, wanted)
        columns = metadata.schema(reports.columns(load.warehouse, TABLE))
        metadata.show_once(context, {"dagster/column_schema": columns})
        return dg.MaterializeResult(
            metadata={
                "rates_inserted": loaded.inserted,
                "rates_updated": loaded.updated,
                "rates_unchanged": loaded.unchanged,
                "days_touched": loaded.days_touched,
                "unknown_currencies": ", ".join(loaded.unknown_currencies) or "none",
            }
        )
