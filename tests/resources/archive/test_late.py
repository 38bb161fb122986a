"""Figures that come for an archived month wait, and the next archive run takes them in as a new version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from resources.archive import archive_month, release_month, restore_month, retention
from resources.archive.late import merge_late_rows, waiting
from resources.archive.manifest import latest
from resources.archive.months import TableMonth
from resources.errors import IntegrityError
from resources.loading import steps
from resources.loading.steps import Scope
from resources.object_store import ObjectStore
from resources.platforms import platform
from resources.warehouse.connection import Warehouse
from resources.windows import DAY, Window
from sandbox.ledger import Ledger
from tests.conftest import Databases
from tests.playground import TODAY, Playground, playground

pytestmark = pytest.mark.database
TABLE, ACCOUNT, OTHER = "campaign_metrics", "1001", "1002"
FEBRUARY = Window(dt.date(2025, 2, 1), dt.date(2025, 3, 1))
LATE = Window(dt.date(2025, 2, 24), dt.date(2025, 3, 6))
LATE_DAYS = Window(LATE.start, FEBRUARY.end)
EMPTIED = dt.date(2025, 2, 26)
ROLLUP = "marts.account_channel_daily", "date, ad_account_id, channel_id, rows, impressions, clicks, cost, revenue"


@pytest.fixture
def world(databases: Databases, store: ObjectStore) -> Iterator[Playground]:
    """Two accounts whose February is archived."""
    with playground(databases.loader_url, store, Ledger.default(seed=1)) as world:
        world.connect(ACCOUNT, OTHER)
        for account in (ACCOUNT, OTHER):
            world.publish_directly(account, FEBRUARY.start, FEBRUARY.last)
        yield world


@pytest.fixture
def archived(world: Playground, owner: Warehouse) -> Playground:
    """The same with February in the archive."""
    archive_month(owner, world.context.store, TABLE, FEBRUARY.start, TODAY)
    return world


def change(world: Playground) -> None:
    """Another truth: the account's figures of the last days of February moved, and one of the days is empty."""
    known = world.ledger.snapshot(TODAY)
    for name, moved in (("metrics", 7), ("restatements", 0)):
        rows = [
            {**row, "clicks": row["clicks"] + moved, "spend": row["spend"] + Decimal("1.234567")}
            if row["account_id"] == ACCOUNT and row["date"] in LATE_DAYS.days()
            else row
            for row in known[name].to_pylist()
            if (row["account_id"], row["date"]) != (ACCOUNT, EMPTIED)
        ]
        known[name] = type(known[name]).from_pylist(rows, schema=known[name].schema)
    world.ledger.become(Ledger.of(known))


def publish(world: Playground, window: Window = LATE, account: str = ACCOUNT) -> None:
    world.publish_directly(account, window.start, window.last)


def figures(world: Playground) -> list[dict[str, Any]]:
    """Staged rows of each batch, and where they went."""
    return world.query(
        "SELECT status, records_staged AS staged, rows_inserted + rows_updated + rows_unchanged AS published, "
        "rows_late AS late FROM ops.batches WHERE rows_late > 0 ORDER BY id"
    )


def states(owner: Warehouse) -> list[str]:
    return [row["state"] for row in owner.connection.execute("SELECT state FROM ops.archive_manifest ORDER BY version")]


def run(owner: Warehouse, world: Playground) -> None:
    """An archive run of February."""
    for late in waiting(owner):
        for place in merge_late_rows(owner, world.context.store, world.clock, late.table, late.month).places:
            archive_month(owner, world.context.store, place.table, place.start, TODAY)


def truth(world: Playground, window: Window = FEBRUARY) -> dict[Any, Any]:
    return world.truth(ACCOUNT, window)


def test_rows_of_an_archived_month_wait_while_the_rest_of_the_window_is_published(
    archived: Playground, owner: Warehouse
) -> None:
    change(archived)
    rollup = archived.content_hash(*ROLLUP)
    publish(archived)
    late = len(truth(archived, LATE_DAYS))
    march = Window(FEBRUARY.end, LATE.end)
    assert archived.facts(ACCOUNT, LATE) == truth(archived, march)
    assert figures(archived) == [
        {"status": "published", "staged": late + len(truth(archived, march)), "published": len(truth(archived, march)),
         "late": late}
    ]  # fmt: skip
    (found,) = waiting(owner)
    assert (found.table, found.month, found.rows, found.days) == (TABLE, FEBRUARY.start, late, 5)
    assert str(found).startswith(f"campaign_metrics of 2025-02: {late} late rows of 5 account days wait since ")
    assert archived.query("SELECT max(covered_through) AS mark FROM ops.stream_state") == [{"mark": LATE.last}]
    february = f"(SELECT * FROM {ROLLUP[0]} WHERE date < '2025-03-01')"
    assert archived.content_hash(february + " AS m", ROLLUP[1])["n"] == rollup["n"]
    archived.sync(LATE, ACCOUNT)
    assert archived.query("SELECT DISTINCT rows_late AS n FROM ops.data_sync_logs") == [{"n": late}]


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


def test_a_later_fetch_of_the_same_days_takes_the_place_of_what_waits(archived: Playground, owner: Warehouse) -> None:
    publish(archived)
    change(archived)
    publish(archived, Window(EMPTIED, LATE.end))
    days = archived.query(
        "SELECT batch_id, count(*) AS days FROM ops.late_rows WHERE row_data IS NULL GROUP BY 1 ORDER BY 1"
    )
    assert [row["days"] for row in days] == [2, 3]
    run(owner, archived)
    restore_month(owner, archived.context.store, TABLE, FEBRUARY.start)
    assert archived.facts(ACCOUNT, Window(EMPTIED, LATE.end)) == truth(archived, Window(EMPTIED, LATE.end))


def test_an_older_fetch_that_is_published_later_leaves_newer_days_alone(archived: Playground, owner: Warehouse) -> None:
    meta = platform("meta").stream("campaign_daily")
    older = archived.new_run()
    steps.land(older, meta, Scope("meta", Window(FEBRUARY.start, LATE.end), ACCOUNT))
    steps.stage(older, meta, Scope("meta"))
    owner.connection.execute("UPDATE ops.batches SET status = 'validated' WHERE run_id = %s", (older.run_id,))
    change(archived)
    publish(archived, LATE_DAYS)
    steps.publish(older, meta, Scope("meta"))
    run(owner, archived)
    restore_month(owner, archived.context.store, TABLE, FEBRUARY.start)
    assert archived.facts(ACCOUNT, FEBRUARY) == truth(archived)


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


@pytest.mark.parametrize("fault", ["empty_report", "collapsed_report"])
def test_an_answer_that_collapsed_is_held_though_the_month_is_archived(archived: Playground, fault: str) -> None:
    archived.strike(fault, account=ACCOUNT)
    (held,) = archived.sync(FEBRUARY, ACCOUNT)
    assert (held.status, "answer_not_collapsed" in (held.held_reason or "")) == ("held", True)
    assert archived.query("SELECT FROM ops.late_rows") == []


def test_a_damaged_object_stops_the_merge_and_the_rows_go_on_waiting(archived: Playground, owner: Warehouse) -> None:
    publish(archived)
    before = waiting(owner)
    store = archived.context.store
    store.delete([item.key for item in store.list("archive/")], boundary="test.damage")
    with pytest.raises(IntegrityError, match="is missing from the archive"):
        merge_late_rows(owner, store, archived.clock, TABLE, FEBRUARY.start)
    assert (states(owner), waiting(owner)) == (["dropped"], before)


def test_a_dry_run_tells_how_many_would_wait_and_has_none_wait(archived: Playground) -> None:
    archived.sync(FEBRUARY, ACCOUNT)
    stream, context = platform("meta").stream("campaign_daily"), archived.new_run()
    steps.land(context, stream, Scope("meta", LATE, ACCOUNT))
    steps.stage(context, stream, Scope("meta"))
    steps.judge(context, stream, Scope("meta"))
    before = archived.query("SELECT count(*) AS n FROM ops.late_rows")
    (would,) = steps.publish(context, stream, Scope("meta"), dry_run=True)
    assert would.counts.late == len(truth(archived, LATE_DAYS))
    assert archived.query("SELECT count(*) AS n FROM ops.late_rows") == before


def test_rows_that_were_merged_long_ago_go(archived: Playground, owner: Warehouse) -> None:
    publish(archived)
    run(owner, archived)
    owner.connection.execute("UPDATE ops.late_rows SET merged_at = now() - interval '91 days'")
    publish(archived)
    run(owner, archived)
    ((kept,),) = [row.values() for row in archived.query("SELECT count(*) FROM ops.late_rows WHERE row_data IS NULL")]
    assert kept == 5


def test_retention_takes_them_in_and_archives_the_month_again_however_young_it_is(
    archived: Playground, owner: Warehouse
) -> None:
    change(archived)
    publish(archived)
    told = list(retention.run(owner, archived.context.store, archived.clock))
    assert [(str(each.month), each.refusal) for each in told] == [("campaign_metrics of 2025-02", None)]
    assert (states(owner), waiting(owner)) == (["superseded", "dropped"], [])
