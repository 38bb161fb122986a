"""Whose batches a run works on."""

from __future__ import annotations

import dagster as dg
import pytest

from assets.runs import configured, identity
from pipelines.definitions import defs
from resources.settings import settings


def stored(instance: dg.DagsterInstance, parent: dg.DagsterRun | None = None, **tags: str) -> dg.DagsterRun:
    """A run that Dagster knows, perhaps as the re-execution of another."""
    return instance.create_run_for_job(
        defs.resolve_job_def("refresh_marts"),
        tags=tags,
        parent_run_id=parent.run_id if parent else None,
        root_run_id=(parent.root_run_id or parent.run_id) if parent else None,
    )


@pytest.mark.parametrize("tag", ["dagster/is_resume_retry", "dagster/is_asset_resume_retry", "dagster/step_selection"])
def test_a_re_execution_of_a_part_goes_on_with_the_batches_of_the_run(instance: dg.DagsterInstance, tag: str) -> None:
    first = stored(instance)
    second = stored(instance, first, **{tag: "true"})

    assert identity(instance, stored(instance, second, **{tag: "true"})) == first.run_id


def test_a_re_execution_of_the_whole_fetches_anew(instance: dg.DagsterInstance) -> None:
    again = stored(instance, stored(instance))

    assert identity(instance, again) == again.run_id
    assert identity(instance, stored(instance, again, **{"dagster/is_resume_retry": "true"})) == again.run_id


def test_a_malformed_configuration_stops_a_run_without_a_retry(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("LANDING_DAYS", "none")
    settings.cache_clear()

    with pytest.raises(dg.Failure, match="LANDING_DAYS") as failure:
        configured()

    assert not failure.value.allow_retries
