"""Figures that come for an archived month wait, the newest fetch of each day, until they were taken in."""

from __future__ import annotations

from typing import Any

import pytest

from resources.archive import restore_month
from resources.archive.late import merge_late_rows, waiting
from resources.errors import IntegrityError
from resources.loading import steps
from resources.loading.steps import Scope
from resources.platforms import platform
from resources.warehouse.connection import Warehouse
from resources.windows import Window
from tests.playground import Playground
from tests.resources.archive.late_days import (
    ACCOUNT,
    EMPTIED,
    FEBRUARY,
    LATE,
    LATE_DAYS,
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
ROLLUP = "marts.account_channel_daily", "date, ad_account_id, channel_id, rows, impressions, clicks, cost, revenue"


def figures(world: Playground) -> list[dict[str, Any]]:
    """Staged rows of each batch, and where they went."""
    return world.query(
        "SELECT status, records_staged AS staged, rows_inserted + rows_updated + rows_unchanged AS published, "
        "rows_late AS late FROM ops.batches WHERE rows_late > 0 ORDER BY id"
    )


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
