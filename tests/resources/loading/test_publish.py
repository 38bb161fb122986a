"""Publishing: what the platform says now is what the warehouse says, and what it said before is kept."""

from __future__ import annotations

import datetime as dt

import pytest

from resources.windows import DAY, Window
from tests.playground import TODAY, Playground

pytestmark = pytest.mark.database
Key = tuple[dt.date, str, str]
MEASURES = ("impressions", "clicks", "cost", "conversions", "revenue")
FEBRUARY = Window(dt.date(2025, 2, 1), dt.date(2025, 3, 1))


def test_every_row_and_cent_of_the_ledger_arrives(world: Playground) -> None:
    world.connect("1001", "1002", "1003", "1004", "1005")
    assert world.sync(FEBRUARY) == []
    for account in ("1001", "1002", "1003", "1004", "1005"):
        assert world.facts(account, FEBRUARY) == world.truth(account, FEBRUARY)


def test_a_second_run_writes_no_row(world: Playground) -> None:
    world.connect("1001", "1002")
    world.sync(FEBRUARY)
    before = world.query(
        "SELECT ctid, xmin, date, campaign_id, channel_id FROM warehouse.campaign_metrics ORDER BY 3, 4, 5"
    )
    assert world.sync(FEBRUARY) == []
    assert before == world.query(
        "SELECT ctid, xmin, date, campaign_id, channel_id FROM warehouse.campaign_metrics ORDER BY 3, 4, 5"
    )
    assert world.refreshed.changed_rows == 0
    assert world.refreshed.confirmed_rows > 0
    assert world.query("SELECT count(*) AS n FROM warehouse.metric_revisions") == [{"n": 0}]


def test_a_day_restated_twenty_days_back_shows_after_the_next_run_with_its_old_value(world: Playground) -> None:
    world.connect("1001")
    world.sync()
    far_back: set[Key] = set()
    for later in range(1, 15):
        day = TODAY + later * DAY
        old = world.facts("1001", Window(day - 25 * DAY, day))
        world.clock.move_to(day)
        world.sync()
        new = world.facts("1001", Window(day - 25 * DAY, day))
        far_back = {key for key in old.keys() & new.keys() if old[key] != new[key] and key[0] <= day - 20 * DAY}
        if far_back:
            break
    assert far_back, "the ledger restates some rows after twenty days"
    for key in far_back:
        told = world.query(
            "SELECT DISTINCT ON (measure) measure, old_value, new_value FROM marts.changed_numbers "
            "WHERE (date, platform_campaign_id, channel, kind) = (%s, %s, %s, 'update') "
            "AND measure = ANY (%s) ORDER BY measure, changed_at DESC",
            *key,
            list(MEASURES),
        )
        pairs = zip(MEASURES, old[key], new[key], strict=True)
        assert {tuple(row.values()) for row in told} >= {pair for pair in pairs if pair[1] != pair[2]}


def test_a_row_that_left_the_report_leaves_the_window_and_its_values_stay_in_the_revisions(world: Playground) -> None:
    world.connect("1001")
    world.sync()
    gone, kept = min(world.facts("1001", Window(TODAY - 20 * DAY, TODAY)).items())
    world.take_back("1001", *gone, effective_from=TODAY + DAY)
    world.clock.move_to(TODAY + DAY)
    world.sync()
    assert gone not in world.facts("1001", Window(TODAY - 20 * DAY, TODAY))
    since = Window(TODAY - 27 * DAY, TODAY + 2 * DAY)
    assert world.facts("1001", since) == world.truth("1001", since)
    told = world.query(
        "SELECT measure, old_value FROM marts.changed_numbers "
        "WHERE (date, platform_campaign_id, channel, kind) = (%s, %s, %s, 'delete') AND measure = ANY (%s)",
        *gone,
        list(MEASURES),
    )
    assert {row["measure"]: row["old_value"] for row in told} == dict(zip(MEASURES, kept, strict=True))


def test_two_users_on_one_account_see_the_same_figures_once(world: Playground) -> None:
    world.connect("1001", user="ann@example.com")
    world.connect("1001", user="bob@example.com")
    world.sync(FEBRUARY)
    assert world.facts("1001", FEBRUARY) == world.truth("1001", FEBRUARY)
    rows = world.query(
        "SELECT u.email, sum(total_spend) AS spend, sum(total_clicks) AS clicks, count(*) AS n "
        "FROM marts.channel_performance JOIN app.users u ON u.id = user_id GROUP BY 1 ORDER BY 1"
    )
    assert [row["email"] for row in rows] == ["ann@example.com", "bob@example.com"]
    assert {**rows[0], "email": ""} == {**rows[1], "email": ""}
    assert rows[0]["spend"] == sum(row[2] for row in world.truth("1001", FEBRUARY).values())


@pytest.mark.fault("30", "an account is down for forty days", how="500 to everything about it", invariants="I1 I2")
def test_an_account_that_was_down_for_forty_days_fills_its_gap_by_itself(world: Playground) -> None:
    world.connect("1001", "1002")
    world.sync()
    world.strike("account_down", account="1001")
    world.clock.move_to(TODAY + 40 * DAY)
    bad = world.sync()
    assert {batch.account_id for batch in bad} == {"1001"}
    incomplete = world.query(
        "SELECT bool_and(is_complete) AS complete, min(accounts_expected) AS expected, min(accounts_loaded) AS loaded "
        "FROM marts.channel_performance WHERE date = %s", TODAY + 40 * DAY
    )  # fmt: skip
    assert incomplete == [{"complete": False, "expected": 2, "loaded": 1}]
    world.faults.clear(None)
    assert world.sync() == []
    since = Window(TODAY - 28 * DAY, TODAY + 41 * DAY)
    assert world.facts("1001", since) == world.truth("1001", since)
    assert world.query("SELECT bool_and(is_complete) AS complete FROM marts.channel_performance") == [
        {"complete": True}
    ]


def test_a_backfill_far_back_refreshes_its_marts(world: Playground) -> None:
    world.connect("1001")
    world.clock.move_to(dt.date(2025, 12, 20))
    world.sync()
    assert world.sync(FEBRUARY) == []
    spend = world.query(
        "SELECT sum(total_spend) AS spend FROM marts.channel_performance WHERE date >= %s AND date < %s",
        FEBRUARY.start,
        FEBRUARY.end,
    )
    assert spend == [{"spend": sum(row[2] for row in world.truth("1001", FEBRUARY).values())}]


@pytest.mark.fault(
    "27", "an older fetch is published after a newer one", how="two runs, one held up in between", invariants="I12"
)
def test_an_older_fetch_never_overwrites_a_newer_one(world: Playground) -> None:
    from resources.loading import steps
    from resources.loading.steps import Scope
    from resources.platforms import platform

    world.connect("1001")
    stream, scope = platform("meta").stream("campaign_daily"), Scope("meta", FEBRUARY)
    late = world.new_run()
    steps.land(late, stream, scope)
    steps.stage(late, stream, scope)
    steps.judge(late, stream, scope)
    world.clock.move_to(TODAY + 10 * DAY)
    world.sync(FEBRUARY)
    newer = world.content_hash()
    assert [batch.status for batch in steps.stage(late, stream, scope)] == []
    assert steps.publish(late, stream, scope) == []
    assert world.content_hash() == newer


def test_a_dry_run_says_what_would_change_and_changes_nothing(world: Playground) -> None:
    from resources.loading import discard, steps
    from resources.loading.steps import Scope
    from resources.platforms import platform

    world.connect("1001")
    stream, scope = platform("meta").stream("campaign_daily"), Scope("meta", FEBRUARY)
    context = world.new_run()
    steps.land(context, stream, scope)
    steps.stage(context, stream, scope)
    steps.judge(context, stream, scope)
    (would,) = steps.publish(context, stream, scope, dry_run=True)
    discard.discard(context, "dry run")
    truth = world.truth("1001", FEBRUARY)
    assert (would.counts.inserted, would.counts.cost_difference) == (len(truth), sum(row[2] for row in truth.values()))
    assert world.facts("1001", FEBRUARY) == {}
    assert world.query("SELECT count(*) AS n FROM pg_tables WHERE schemaname = 'staging'") == [{"n": 0}]
