"""Sensors: what reacts to other runs, to days that wait, and to what is wrong."""

from __future__ import annotations

import hashlib
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
AD_HOC = "__ASSET_JOB"
"""Dagster's name for runs of a selection of assets, from the UI or by an automation condition."""

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
    description="Closes the failed run's books, then alerts the operators.",
)
def failed_runs(context: dg.RunFailureSensorContext) -> None:
    """A run that stopped before its outcome step gets its sync logs here; every failed run is reported once."""
    run, found = context.dagster_run, configured()
    with _warehouse() as warehouse:
        steps.close_books(warehouse, identity(context.instance, run))
        alerts.run_failed(warehouse, _work(run), run.run_id, f"{run.job_name}: {_reasons(context)}", found.clock.now())
        alerts.deliver(warehouse, found)


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="A job that works again has its alerts of failed runs resolved.",
)
def recovered_runs(context: dg.RunStatusSensorContext) -> None:
    """The notice that it is over goes with the next look of `watch`."""
    with _warehouse() as warehouse:
        alerts.run_recovered(warehouse, _work(context.dagster_run), configured().clock.now())


@dg.sensor(
    minimum_interval_seconds=600,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Looks for what is wrong besides failed runs, tells people, and tells again who could not be told.",
)
def watch(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """`adwarehouse alerts check` does the same where no daemon runs."""
    found = configured()
    with _warehouse() as warehouse:
        watched = alerts.watch(warehouse, found.clock.now())
        return dg.SkipReason(f"{watched}; {alerts.deliver(warehouse, found)}")


def _work(run: dg.DagsterRun) -> str:
    """The job; of an ad hoc run the selected assets too, because all those runs share one job."""
    if not run.job_name.startswith(AD_HOC):
        return run.job_name
    selected = sorted(key.to_user_string() for key in run.asset_selection or ())
    return f"{run.job_name} {hashlib.sha256(' '.join(selected).encode()).hexdigest()[:16]}"


def _reasons(context: dg.RunFailureSensorContext) -> str:
    found = []
    for event in context.get_step_failure_events():
        failure = event.step_failure_data
        said = failure.user_failure_data.description if failure.user_failure_data else None
        found.append(f"{event.step_key}: {said or (failure.error.message.strip() if failure.error else 'failed')}")
    return "\n".join(found) or str(context.failure_event.message)


SENSORS = (automation, waiting_days, failed_runs, recovered_runs, watch)
