"""When things run."""

from __future__ import annotations

import datetime as dt

import dagster as dg
import pytest

from assets.partitions import DAYS, DUE, RANGE_END, RANGE_START, WINDOW_TAG
from pipelines.definitions import defs
from pipelines.schedules import SCHEDULES
from resources import accounts
from resources.accounts import Connections
from resources.platforms.meta.streams import ATTRIBUTION_DAYS
from resources.windows import DAY, Window
from tests.playground import TODAY, Playground


def tick(instance: dg.DagsterInstance, name: str) -> dg.ScheduleExecutionData:
    """What a schedule answers at 03:10 UTC."""
    (schedule,) = (each for each in SCHEDULES if each.name == name)
    at = dt.datetime(2026, 3, 20, 3, 10, tzinfo=dt.UTC)
    with dg.build_schedule_context(
        instance, scheduled_execution_time=at, repository_def=defs.get_repository_def()
    ) as c:
        return schedule.evaluate_tick(c)


def test_a_tick_asks_for_one_run_over_what_is_due(world: Playground, instance: dg.DagsterInstance) -> None:
    (request,) = tick(instance, "meta_twice_a_day").run_requests

    assert request.tags[WINDOW_TAG] == DUE
    assert request.tags[RANGE_END] == str(TODAY)
    assert dt.date.fromisoformat(request.tags[RANGE_START]) < TODAY - 20 * DAY
    assert int(request.tags["dagster/priority"]) > 0


def test_a_gap_widens_the_range(world: Playground, instance: dg.DagsterInstance) -> None:
    world.sync(Window.closed(TODAY - 60 * DAY, TODAY - 50 * DAY))

    (request,) = tick(instance, "meta_twice_a_day").run_requests

    assert request.tags[RANGE_START] == str(TODAY - (49 + ATTRIBUTION_DAYS) * DAY)


def test_without_accounts_a_tick_is_skipped_with_a_reason(world: Playground, instance: dg.DagsterInstance) -> None:
    for account in ("1001", "1002"):
        accounts.change(world.warehouse, Connections("meta", account), "pause")

    data = tick(instance, "meta_twice_a_day")

    assert not data.run_requests
    assert "no meta account is connected" in str(data.skip_message)


def test_rates_are_read_for_the_last_week(world: Playground, instance: dg.DagsterInstance) -> None:
    (request,) = tick(instance, "fx_rates_on_weekdays").run_requests

    assert (request.tags[RANGE_START], request.tags[RANGE_END]) == (str(TODAY - 7 * DAY), str(TODAY))


@pytest.mark.parametrize(
    ("moment", "zone_day"),
    [
        ("2026-03-20T10:59:00", "2026-03-20"),
        ("2026-03-20T11:00:00", "2026-03-21"),
        ("2026-03-20T23:59:00", "2026-03-21"),
    ],
)
def test_the_today_of_auckland_has_its_key(moment: str, zone_day: str) -> None:
    now = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)

    assert zone_day in DAYS.get_partition_keys(current_time=now)


def test_the_partitions_reach_back_beyond_the_longest_retention() -> None:
    assert DAYS.get_first_partition_key() <= "2022-10-01"


def test_retention_runs_monthly_once_somebody_switches_it_on() -> None:
    (schedule,) = (each for each in SCHEDULES if each.name == "retention_monthly")

    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 6 3 * *", "UTC")
    assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED
