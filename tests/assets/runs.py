"""Range runs in this process, and what they left in Dagster's event log."""

from __future__ import annotations

from typing import Any

import dagster as dg

from assets.partitions import range_tags
from pipelines.definitions import defs
from resources.windows import Window


def run(instance: dg.DagsterInstance, job: str, window: Window, **tags: str) -> dg.ExecuteInProcessResult:
    """One run of a job over a range of days."""
    return defs.resolve_job_def(job).execute_in_process(
        instance=instance, raise_on_error=False, tags={**range_tags(window), **tags}
    )


def materialized(result: dg.ExecuteInProcessResult, *key: str) -> dict[str, dict[str, Any]]:
    """Metadata values by partition key of the materializations of an asset."""
    return {
        str(event.partition): {
            name: value.value for name, value in event.step_materialization_data.materialization.metadata.items()
        }
        for event in result.get_asset_materialization_events()
        if event.asset_key == dg.AssetKey(key)
    }


def check(result: dg.ExecuteInProcessResult, name: str, *key: str) -> dg.AssetCheckEvaluation:
    """The evaluation of an asset's check."""
    (found,) = {
        evaluation.check_name: evaluation
        for evaluation in result.get_asset_check_evaluations()
        if evaluation.check_name == name and evaluation.asset_key == dg.AssetKey(key)
    }.values()
    return found
