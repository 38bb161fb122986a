"""Range runs in this process, and what they left in Dagster's event log."""

from __future__ import annotations

from typing import Any, TypeAlias

import dagster as dg

from assets.partitions import range_tags
from pipelines.definitions import defs
from resources.windows import Window

Result: TypeAlias = dg.ExecuteInProcessResult | dg.JobExecutionResult


def run(instance: dg.DagsterInstance, job: str, window: Window, **tags: str) -> Result:
    """One run of a job over a range of days."""
    return defs.resolve_job_def(job).execute_in_process(
        instance=instance, raise_on_error=False, tags={**range_tags(window), **tags}
    )


def meta_sync() -> dg.JobDefinition:
    """The job, for Dagster to find again."""
    return defs.resolve_job_def("meta_sync")


def resumed(instance: dg.DagsterInstance, run_id: str) -> Result:
    """Re-execute a meta_sync run from its failure, with the tags that Dagster's UI gives such a run."""
    parent = instance.get_run_by_id(run_id)
    assert parent is not None
    with dg.execute_job(
        dg.reconstructable(meta_sync),
        instance,
        tags={**parent.tags, "dagster/is_resume_retry": "true"},
        reexecution_options=dg.ReexecutionOptions.from_failure(run_id, instance),
    ) as result:
        return result


def materialized(result: Result, *key: str) -> dict[str, dict[str, Any]]:
    """Metadata values by partition key of the materializations of an asset."""
    return {
        str(event.partition): {
            name: value.value for name, value in event.step_materialization_data.materialization.metadata.items()
        }
        for event in result.filter_events(lambda event: event.is_step_materialization)
        if event.asset_key == dg.AssetKey(key)
    }


def check(result: Result, name: str, *key: str) -> dg.AssetCheckEvaluation:
    """The evaluation of an asset's check."""
    (found,) = {
        evaluation.check_name: evaluation
        for evaluation in result.get_asset_check_evaluations()
        if evaluation.check_name == name and evaluation.asset_key == dg.AssetKey(key)
    }.values()
    return found


def failures(result: Result) -> list[tuple[str, str]]:
    """Each failed step with what it said."""
    return [
        (str(event.step_key), _said(event.step_failure_data))
        for event in result.filter_events(lambda event: event.is_step_failure)
    ]


def _said(failure: Any) -> str:
    return str(failure.user_failure_data.description if failure.user_failure_data else failure.error.message)
