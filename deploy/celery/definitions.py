"""The product's definitions, with the steps of every run spread over Celery's workers.

Nothing else differs. Broker and results are named by CELERY_BROKER_URL and CELERY_RESULT_BACKEND, and read when a run
starts: loading needs neither.
"""

from __future__ import annotations

import dagster as dg

from deploy.celery.executor import celery_executor
from pipelines import definitions as product

defs = dg.Definitions(
    assets=product.defs.assets,
    asset_checks=product.defs.asset_checks,
    jobs=product.defs.jobs,
    schedules=product.defs.schedules,
    sensors=product.defs.sensors,
    executor=celery_executor.configured(
        {"broker": {"env": "CELERY_BROKER_URL"}, "backend": {"env": "CELERY_RESULT_BACKEND"}}
    ),
)
