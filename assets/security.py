"""Security alerts, written for the marketing application."""

from datetime import timedelta

import dagster as dg

from assets import OWNERS
from assets.loading import MINUTES_OF_PATIENCE
from assets.runs import opened
from resources.security import raise_alerts

ALERTS = dg.AssetKey(["app", "security_alerts"])
READ = ("app/login_attempts", "app/api_logs")


@dg.asset(
    key=ALERTS,
    deps=[source.split("/") for source in READ],
    description=(
        "Bursts of failed logins and of errors that began in the last two days. Safe to repeat: what is known is not "
        "raised again, and what the application resolved stays resolved."
    ),
    metadata={"dagster/table_name": "app.security_alerts"},
    retry_policy=MINUTES_OF_PATIENCE,
    freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=6), warn_window=timedelta(hours=1)),
    group_name="security",
    kinds={"postgres"},
    owners=OWNERS,
    tags={"layer": "app"},
)
def security_alerts(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """How many alerts are new, and how many known ones have come further."""
    with opened(context) as load:
        raised = raise_alerts(load.warehouse, load.clock)
    return dg.MaterializeResult(metadata={"new_alerts": raised.new, "renewed_alerts": raised.renewed})
