"""The only Definitions object. Loading it needs no database and no configuration."""

from __future__ import annotations

import dagster as dg

from assets.application import application_specs
from assets.archive import archive_assets
from assets.audit import archive_audit
from assets.backup import databases, drill
from assets.checks import checks
from assets.drafts import campaign_drafts
from assets.loading import contract_check, landing_asset, staging_asset, warehouse_asset, warehouse_key
from assets.marts import marts_assets
from assets.outcome import outcome_asset
from assets.rates import RATES, fx_rates
from assets.security import security_alerts
from pipelines.health import look_after_health
from pipelines.jobs import JOBS, make_months_ahead, retention_job
from pipelines.schedules import SCHEDULES
from pipelines.sensors import SENSORS
from resources.platforms import REGISTRY

STREAMS = [(platform, stream) for platform in REGISTRY.values() for stream in platform.streams]
LOADED = {
    f"warehouse/{table}": [warehouse_key(*of) for of in STREAMS if of[1].table == table]
    for table in sorted({stream.table for _, stream in STREAMS})
} | {"warehouse/fx_rates": [RATES]}

defs = dg.Definitions(
    assets=[
        *(make(*of) for of in STREAMS for make in (landing_asset, staging_asset, warehouse_asset)),
        *map(outcome_asset, REGISTRY.values()),
        fx_rates,
        campaign_drafts,
        security_alerts,
        *application_specs(),
        marts_assets(LOADED),
        *archive_assets().values(),
        archive_audit,
        databases,
        drill,
    ],
    asset_checks=[*(contract_check(*of) for of in STREAMS), *checks(STREAMS)],
    jobs=[*JOBS, make_months_ahead, retention_job, look_after_health],
    schedules=SCHEDULES,
    sensors=SENSORS,
    executor=dg.in_process_executor,
)
