"""Sensors: what reacts to other runs and to days that wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from assets.partitions import range_tags
from assets.runs import configured, identity
from pipelines.jobs import MARTS_JOB
from resources import alerts
from resources.loading import steps
from resources.warehouse.connection import Warehouse
from resources.windows import Window

MINUTES_BEFORE_HELP = 10

automation = dg.AutomationConditionSensorDefinition(
    "refresh_marts_when_facts_change",
    target=dg.AssetSelection.groups("marts"),
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Requests the marts of the days whose facts or rates were updated.",
)


@contextmanager
def _warehouse() -> Iterator[Warehouse]:
    warehouse = Warehouse(configured().require("database_url"))
    try:
        yield warehouse
    finally:
        warehouse.close()


@dg.sensor(
    job=MARTS_JOB,
    minimum_interval_seconds=120,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Refreshes days that no fact's update covers: failed days, new team members, accepted batches.",
)
def waiting_days(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """One run over the days that have waited for a while; again each hour while they wait."""
    with _warehouse() as warehouse:
        waiting = warehouse.fetch_one("marts/waiting", {"minutes": MINUTES_BEFORE_HELP})
    if not waiting["days"]:
        return dg.SkipReason("no day waits for a refresh")
    hour = configured().clock.now().strftime("%Y-%m-%dT%H")
    return dg.RunRequest(
        run_key=f"{waiting['newest']} {hour}",
        tags=range_tags(Window.closed(waiting["first_day"], waiting["last_day"])),
    )


@dg.run_failure_sensor(
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Closes the failed run's books, then posts an alert to ALERT_WEBHOOK_URL.",
)
def failed_runs(context: dg.RunFailureSensorContext) -> None:
    """A run that stopped before its outcome step gets its sync logs here; every failed run is reported once."""
    run = context.dagster_run
    with _warehouse() as warehouse:
        steps.close_books(warehouse, identity(context.instance, run))
        alerts.report_run_failure(warehouse, run.run_id, f"{run.job_name}: {_reasons(context)}")
        if webhook := configured().alert_webhook_url:
            alerts.deliver(warehouse, webhook)


def _reasons(context: dg.RunFailureSensorContext) -> str:
    found = []
    for event in context.get_step_failure_events():
        failure = event.step_failure_data
        said = failure.user_failure_data.description if failure.user_failure_data else None
        found.append(f"{event.step_key}: {said or (failure.error.message.strip() if failure.error else 'failed')}")
    return "\n".join(found) or str(context.failure_event.message)


SENSORS = (automation, waiting_days, failed_runs)
