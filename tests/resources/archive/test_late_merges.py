"""The next archive run takes in what waited for an archived month, as a new version, and all else stays."""

from __future__ import annotations

import pytest

from resources.archive import archive_month, release_month, restore_month, retention
from resources.archive.late import merge_late_rows, waiting
from resources.archive.manifest import latest
from resources.archive.months import TableMonth
from resources.warehouse.connection import Warehouse
from resources.windows import DAY, Window
from tests.playground import TODAY, Playground
from tests.resources.archive.late_days import (
    ACCOUNT,
    EMPTIED,
    FEBRUARY,
    LATE,
    LATE_DAYS,
    OTHER,
    TABLE,
    archived,
    change,
    publish,
    run,
    states,
    truth,
    world,
)

__all__ = ["archived", "world"]
pytestmark = pytest.mark.database


def test_the_next_archive_run_takes_them_in_as_a_new_version_and_all_else_stays(
    archived: Playground, owner: Warehouse
) -> None:
    others = archived.truth(OTHER, FEBRUARY)
    change(archived)
    publish(archived)
    run(owner, archived)
    assert (states(owner), waiting(owner)) == (["superseded", "dropped"], [])
    assert archived.facts(ACCOUNT, FEBRUARY) == {}
    keys = [item.key for item in archived.context.store.list("archive/")]
    assert keys == ["archive/campaign_metrics/year=2025/month=02/v2/part-00000.parquet"]
    (sums,) = archived.query(
        "SELECT sum(clicks)::int AS clicks, sum(cost) AS cost FROM marts.account_channel_daily "
        "JOIN warehouse.ad_accounts AS account ON account.id = ad_account_id "
        "WHERE date < '2025-03-01' AND account.account_id = %s",
        ACCOUNT,
    )
    expected = truth(archived).values()
    assert sums == {"clicks": sum(row[1] for row in expected), "cost": sum(row[2] for row in expected)}
    kinds = archived.query("SELECT DISTINCT kind, date = %s AS emptied FROM warehouse.metric_revisions", EMPTIED)
    assert sorted((row["kind"], row["emptied"]) for row in kinds) == [("delete", True), ("update", False)]
    manifest = latest(owner, TableMonth(TABLE, FEBRUARY.start))
    assert manifest is not None
    assert manifest.content.rows == len(truth(archived)) + len(others)
    restore_month(owner, archived.context.store, TABLE, FEBRUARY.start)
    assert archived.facts(ACCOUNT, FEBRUARY) == truth(archived)
    assert archived.facts(OTHER, FEBRUARY) == others


def test_an_account_that_comes_when_its_month_is_archived_is_merged_whole(
    archived: Playground, owner: Warehouse
) -> None:
    archived.connect("1003")
    publish(archived, FEBRUARY, "1003")
    assert archived.query("SELECT count(*) AS n FROM ops.loaded_days AS loaded JOIN warehouse.ad_accounts AS account "
                          "ON account.id = ad_account_id WHERE account.account_id = '1003'") == [{"n": 0}]  # fmt: skip
    run(owner, archived)
    restore_month(owner, archived.context.store, TABLE, FEBRUARY.start)
    assert archived.facts("1003", FEBRUARY) == archived.truth("1003", FEBRUARY)
    assert archived.query("SELECT FROM warehouse.metric_revisions") == []


def test_a_restored_month_takes_what_waited_for_it_and_stays_restored(archived: Playground, owner: Warehouse) -> None:
    change(archived)
    publish(archived)
    store = archived.context.store
    restore_month(owner, store, TABLE, FEBRUARY.start)
    assert archived.facts(ACCOUNT, FEBRUARY) != truth(archived)
    merged = merge_late_rows(owner, store, archived.clock, TABLE, FEBRUARY.start)
    assert (merged.places, states(owner), waiting(owner)) == ((), ["restored"], [])
    assert archived.facts(ACCOUNT, FEBRUARY) == truth(archived)
    release_month(owner, TABLE, FEBRUARY.start)
    assert archive_month(owner, store, TABLE, FEBRUARY.start, TODAY).manifest.version == 2


def test_what_waits_is_older_than_what_a_restored_month_was_given_since(archived: Playground, owner: Warehouse) -> None:
    publish(archived)
    restore_month(owner, archived.context.store, TABLE, FEBRUARY.start)
    change(archived)
    publish(archived, Window(LATE.start, LATE.last))
    assert archived.facts(ACCOUNT, FEBRUARY) == truth(archived)
    run(owner, archived)
    assert archived.facts(ACCOUNT, FEBRUARY) == truth(archived)
    assert waiting(owner) == []


def test_hours_of_an_archived_month_wait_and_are_merged_like_days(world: Playground, owner: Warehouse) -> None:
    window, hourly, columns = LATE_DAYS, "campaign_metrics_hourly", "date, hour, campaign_id, channel_id, clicks, cost"
    world.sync(window, ACCOUNT, ("campaign_hourly",))
    archive_month(owner, world.context.store, hourly, FEBRUARY.start, TODAY)
    change(world)
    assert world.sync(Window(window.start, FEBRUARY.end + DAY), ACCOUNT, ("campaign_hourly",)) == []
    assert {late.table for late in waiting(owner)} == {hourly}
    run(owner, world)
    restore_month(owner, world.context.store, hourly, FEBRUARY.start)
    merged = world.content_hash(f"(SELECT * FROM warehouse.{hourly} WHERE date < '2025-03-01') AS m", columns)
    assert world.sync(Window(window.start + DAY, window.end), ACCOUNT, ("campaign_hourly",)) == []
    fresh = world.query(
        "SELECT rows_inserted + rows_updated + rows_deleted AS n FROM ops.batches ORDER BY id DESC LIMIT 1"
    )
    assert fresh == [{"n": 0}]
    assert world.content_hash(f"(SELECT * FROM warehouse.{hourly} WHERE date < '2025-03-01') AS m", columns) == merged


def test_retention_takes_them_in_and_archives_the_month_again_however_young_it_is(
    archived: Playground, owner: Warehouse
) -> None:
    change(archived)
    publish(archived)
    told = list(retention.run(owner, archived.context.store, archived.clock))
    assert [(str(each.month), each.refusal) for each in told] == [("campaign_metrics of 2025-02", None)]
    assert (states(owner), waiting(owner)) == (["superseded", "dropped"], [])
