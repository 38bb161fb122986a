"""Sensors: what reacts to other runs, to days that wait, and to what is wrong."""

from __future__ import annotations

import datetime as dt
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
OVERLOOKED = dt.timedelta(minutes=5), dt.timedelta(days=1)
"""How long ago a run must have failed, and may have, for `watch` to make up for what was not written then."""
MOST_OVERLOOKED = 50
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
    found = configured()
    with _warehouse() as warehouse:
        _report(context.instance, warehouse, context.dagster_run, str(context.failure_event.message))
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
    """`adwarehouse alerts check` does the same where no daemon runs, but for failed runs, which only Dagster knows.

    Those that were overlooked come last, and are told of by the next look: trouble with one keeps nothing back.
    """
    found = configured()
    with _warehouse() as warehouse:
        said = f"{alerts.watch(warehouse, found.clock.now())}; {alerts.deliver(warehouse, found)}"
        for run in _overlooked(context.instance, warehouse, found.clock.now()):
            _report(context.instance, warehouse, run, "it failed while nobody could write down why; see the run")
        return dg.SkipReason(said)


def _report(instance: dg.DagsterInstance, warehouse: Warehouse, run: dg.DagsterRun, otherwise: str) -> None:
    steps.close_books(warehouse, identity(instance, run))
    said = f"{run.job_name}: {_reasons(instance, run.run_id) or otherwise}"
    alerts.run_failed(warehouse, _work(run), run.run_id, said, configured().clock.now())


def _overlooked(instance: dg.DagsterInstance, warehouse: Warehouse, now: dt.datetime) -> list[dg.DagsterRun]:
    """Failed runs that no alert knows, because PostgreSQL was away when Dagster told of them, which it does once.

    One whose work has been done since needs no alert any more.
    """
    shortest, longest = OVERLOOKED
    failed = instance.get_run_records(
        dg.RunsFilter(
            statuses=[dg.DagsterRunStatus.FAILURE], updated_after=now - longest, updated_before=now - shortest
        ),
        limit=MOST_OVERLOOKED,
    )
    known = alerts.known_runs(warehouse, [record.dagster_run.run_id for record in failed])
    unknown = [record for record in failed if record.dagster_run.run_id not in known]
    return [record.dagster_run for record in reversed(unknown) if not _is_made_good(instance, record)]


def _is_made_good(instance: dg.DagsterInstance, failed: dg.RunRecord) -> bool:
    later = dg.RunsFilter(
        job_name=failed.dagster_run.job_name,
        statuses=[dg.DagsterRunStatus.SUCCESS],
        updated_after=failed.update_timestamp,
    )
    work = _work(failed.dagster_run)
    return any(_work(run) == work for run in instance.get_runs(later, limit=MOST_OVERLOOKED))


def _work(run: dg.DagsterRun) -> str:
    """The job; of an ad hoc run the selected assets too, because all those runs share one job."""
    if not run.job_name.startswith(AD_HOC):
        return run.job_name
    selected = sorted(key.to_user_string() for key in run.asset_selection or ())
    return f"{run.job_name} {hashlib.sha256(' '.join(selected).encode()).hexdigest()[:16]}"


def _reasons(instance: dg.DagsterInstance, run_id: str) -> str:
    found = []
    for record in instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.STEP_FAILURE).records:
        event = record.event_log_entry.get_dagster_event()
        failure = event.step_failure_data
        said = failure.user_failure_data.description if failure.user_failure_data else None
        found.append(f"{event.step_key}: {said or (failure.error.message.strip() if failure.error else 'failed')}")
    return "\n".join(found)


SENSORS = (automation, waiting_days, failed_runs, recovered_runs, watch)
