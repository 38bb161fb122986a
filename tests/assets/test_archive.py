"""Months go to the archive from the UI as they do from the command line."""

from __future__ import annotations

import datetime as dt

import dagster as dg
import pytest

from assets.archive import archive_assets
from pipelines.definitions import defs
from resources.settings import settings
from resources.windows import Window
from tests.assets.runs import Result, failures, materialized, run
from tests.playground import Playground

JANUARY = Window.closed(dt.date(2025, 1, 20), dt.date(2025, 1, 24))


def archive(instance: dg.DagsterInstance, month: str) -> Result:
    """Materialize a month of the daily facts' archive."""
    return dg.materialize(
        [archive_assets()["campaign_metrics"]], instance=instance, partition_key=month, raise_on_error=False
    )


def retention(instance: dg.DagsterInstance) -> Result:
    """One run of the job."""
    return defs.resolve_job_def("retention").execute_in_process(instance=instance, raise_on_error=False)


def test_a_closed_month_moves_to_the_object_store(world: Playground, instance: dg.DagsterInstance) -> None:
    run(instance, "meta_sync", JANUARY)
    run(instance, "refresh_marts", JANUARY)
    facts = len(world.facts("1001", JANUARY)) + len(world.facts("1002", JANUARY))

    result = archive(instance, "2025-01-01")

    assert failures(result) == []
    shown = materialized(result, "archive", "campaign_metrics")["2025-01-01"]
    assert shown["dagster/partition_row_count"] == facts > 0
    assert shown["state"] == "dropped"
    assert list(world.context.store.list("archive/campaign_metrics/year=2025/month=01/"))
    assert world.facts("1001", JANUARY) == {}


def test_a_running_month_is_refused_without_a_retry(world: Playground, instance: dg.DagsterInstance) -> None:
    ((step, message),) = failures(archive(instance, "2025-03-01"))

    assert step == "archive__campaign_metrics"
    assert "still running" in message


def test_retention_materializes_the_months_that_it_moved(
    world: Playground, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(instance, "meta_sync", JANUARY)
    run(instance, "refresh_marts", JANUARY)
    facts = len(world.facts("1001", JANUARY)) + len(world.facts("1002", JANUARY))
    monkeypatch.setenv("RETENTION_MONTHS", "campaign_metrics=1")
    settings.cache_clear()

    result = retention(instance)

    assert failures(result) == []
    moved = materialized(result, "archive", "campaign_metrics")
    assert {month: shown["dagster/partition_row_count"] for month, shown in moved.items()} == {"2025-01-01": facts}
    assert materialized(retention(instance), "archive", "campaign_metrics") == {}


def test_a_month_that_retention_may_not_move_fails_its_run(
    world: Playground, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(instance, "meta_sync", JANUARY)
    monkeypatch.setenv("RETENTION_MONTHS", "campaign_metrics=1")
    settings.cache_clear()

    ((step, message),) = failures(retention(instance))

    assert step == "move_what_has_had_its_time"
    assert "wait for the marts" in message
    assert len(world.facts("1001", JANUARY)) > 0
