"""A range run of one platform, from the wire to the warehouse."""

from __future__ import annotations

import datetime as dt

import dagster as dg

from resources.windows import Window
from tests.assets.runs import check, materialized, run
from tests.playground import Playground

WEEK = Window.closed(dt.date(2025, 3, 3), dt.date(2025, 3, 9))


def test_a_range_run_publishes_every_day_of_every_account(world: Playground, instance: dg.DagsterInstance) -> None:
    result = run(instance, "meta_sync", WEEK)

    assert result.success
    for account in ("1001", "1002"):
        assert world.facts(account, WEEK) == world.truth(account, WEEK)
    days = materialized(result, "warehouse", "campaign_metrics", "meta")
    assert sorted(days) == [str(day) for day in WEEK.days()]
