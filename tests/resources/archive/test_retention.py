"""Months leave PostgreSQL when they have had their time, the oldest first, and no month that must stay."""

from __future__ import annotations

import datetime as dt

import pytest

from resources.archive import release_month, restore_month
from resources.archive.retention import Outcome, Planned, months_kept, plan, run
from resources.clock import Clock
from resources.errors import ConfigurationError
from tests.resources.archive.conftest import SEPTEMBER, TODAY, ColdWorld

pytestmark = pytest.mark.database
DAILY, HOURLY, VIEWS = "campaign_metrics", "campaign_metrics_hourly", "page_views"
OCTOBER, NOVEMBER = dt.date(2025, 10, 1), dt.date(2025, 11, 1)
JULY, AUGUST, RUNNING = dt.date(2026, 7, 1), dt.date(2026, 8, 1), dt.date(2026, 11, 1)
MONTHS = {DAILY: (SEPTEMBER, OCTOBER, NOVEMBER, RUNNING), HOURLY: (JULY, AUGUST), VIEWS: (OCTOBER, NOVEMBER)}
TOUCH = """
    WITH account AS (INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone)
                     VALUES ('meta', '1', 'one', 'KRW', 'Asia/Seoul') RETURNING id)
    INSERT INTO ops.touched_days (ad_account_id, date, reason) SELECT id, '2025-09-15', 'publish' FROM account
"""


@pytest.fixture
def filled(cold: ColdWorld) -> ColdWorld:
    """Months of three tables, some of which have had their time on 2026-11-20."""
    for table, months in MONTHS.items():
        for month in months:
            cold.run(f"SELECT ops.ensure_partition('{'app' if table == VIEWS else 'warehouse'}.{table}', '{month}')")
            if table == VIEWS:
                cold.run(
                    f"INSERT INTO app.page_views (team_id, page, timestamp) SELECT gen_random_uuid(), '/', '{month}'"
                )
            elif (table, month) != (DAILY, SEPTEMBER):
                hour = "hour," if table == HOURLY else ""
                cold.run(
                    f"INSERT INTO warehouse.{table} (date, {hour} campaign_id, channel_id, ad_account_id, impressions, "
                    "clicks, cost, currency, batch_id, fetched_at) "
                    f"SELECT '{month}', {'i,' if table == HOURLY else ''} i, 4, 1, 9, 1, 0.5, 'KRW', 1, now() "
                    "FROM generate_series(1, 9) AS i"
                )
    cold.run("DELETE FROM ops.touched_records")
    cold.roll_up()
    return cold


def planned(cold: ColdWorld, **limits: int) -> dict[tuple[str, dt.date], Planned]:
    """The plan by table and month."""
    return {(each.month.table, each.month.start): each for each in plan(cold.owner, TODAY, limits)}


def ran(cold: ColdWorld, **limits: int) -> list[Outcome]:
    """What a run of retention did."""
    return list(run(cold.owner, cold.store, Clock(TODAY), limits))


def test_the_plan_says_where_every_month_is_and_what_would_be_done(filled: ColdWorld) -> None:
    found = planned(filled)
    assert {key: (each.tier, each.action) for key, each in found.items()} == {
        (DAILY, SEPTEMBER): ("warm", "moves"),
        (DAILY, OCTOBER): ("warm", "moves"),
        (DAILY, NOVEMBER): ("warm", "stays"),
        (DAILY, RUNNING): ("hot", "stays"),
        (HOURLY, JULY): ("warm", "moves"),
        (HOURLY, AUGUST): ("hot", "stays"),
        (VIEWS, OCTOBER): ("warm", "moves"),
        (VIEWS, NOVEMBER): ("warm", "stays"),
    }
    assert [each.month.start for each in plan(filled.owner, TODAY)] == sorted(start for _, start in found)
    assert found[DAILY, SEPTEMBER].rows == 500
    assert found[DAILY, SEPTEMBER].bytes > 8192
    assert (found[DAILY, NOVEMBER].reason, found[DAILY, RUNNING].reason) == ("12 months are kept", "not closed")
    assert filled.states() == []


def test_a_run_moves_what_is_due_the_oldest_first_and_a_second_run_nothing(filled: ColdWorld) -> None:
    told = ran(filled)
    assert [(each.month.table, each.month.start) for each in told] == [
        (DAILY, SEPTEMBER),
        (DAILY, OCTOBER),
        (VIEWS, OCTOBER),
        (HOURLY, JULY),
    ]
    assert {each.result.manifest.state for each in told if each.result} == {"dropped"}
    cold = {key for key, each in planned(filled).items() if each.tier == "cold"}
    assert cold == {(each.month.table, each.month.start) for each in told}
    assert ran(filled) == []
    assert not any(each.is_due for each in planned(filled).values())


def test_limits_are_each_tables_own(filled: ColdWorld) -> None:
    limits = {DAILY: 13, HOURLY: 2, VIEWS: 24}
    assert {key for key, each in planned(filled, **limits).items() if each.is_due} == {
        (DAILY, SEPTEMBER),
        (HOURLY, JULY),
        (HOURLY, AUGUST),
    }


def test_a_limit_of_a_table_that_has_no_partitions_is_refused() -> None:
    with pytest.raises(
        ConfigurationError, match="RETENTION_MONTHS names campaigns; expected tables among campaign_metr"
    ):
        months_kept({"campaigns": 3})
    assert (months_kept({DAILY: 24})[DAILY], months_kept({})[HOURLY], months_kept({})["orders"]) == (24, 3, 12)


def test_one_months_refusal_is_told_and_stops_no_other(filled: ColdWorld) -> None:
    filled.run(TOUCH)
    assert planned(filled)[DAILY, SEPTEMBER].action == "waits"
    told = {(each.month.table, each.month.start): each for each in ran(filled)}
    assert "1 days wait for the marts" in str(told[DAILY, SEPTEMBER].refusal)
    assert [key for key, each in told.items() if each.result is None] == [(DAILY, SEPTEMBER)]
    filled.run("DELETE FROM ops.touched_days")
    assert [each.month.start for each in ran(filled)] == [SEPTEMBER]


@pytest.mark.parametrize(
    ("mart", "broken"),
    [
        ("account_channel_daily", "UPDATE marts.account_channel_daily SET revenue = 1 WHERE date = '2025-09-05'"),
        ("account_channel_daily", "DELETE FROM marts.account_channel_daily WHERE date = '2025-09-05'"),
        ("campaign_metrics_monthly", "UPDATE marts.campaign_metrics_monthly SET rows = 1 WHERE campaign_id = 7"),
        ("campaign_metrics_monthly", "DELETE FROM marts.campaign_metrics_monthly"),
    ],
)
def test_detail_stays_until_its_rollups_equal_it(filled: ColdWorld, mart: str, broken: str) -> None:
    filled.run(broken)
    before = filled.rows()
    assert planned(filled)[DAILY, SEPTEMBER].action == "waits"
    told = ran(filled)
    assert [each.month.start for each in told] == [SEPTEMBER]
    key = "ad_account_id=1, date=2025-09-05" if mart == "account_channel_daily" else "campaign_id="
    assert f"marts.{mart} is not the sum of the facts; first differing key: {key}" in str(told[0].refusal)
    assert (filled.rows(), filled.states()) == (before, [])
    filled.roll_up()
    assert len(ran(filled)) == 4


def test_a_restored_month_stays_exact_until_it_is_released(filled: ColdWorld) -> None:
    before = filled.rows()
    ran(filled)
    restore_month(filled.owner, filled.store, DAILY, SEPTEMBER)
    assert ran(filled) == []
    assert filled.rows() == before
    restored = planned(filled)[DAILY, SEPTEMBER]
    assert (restored.tier, restored.action) == ("restored", "stays")
    release_month(filled.owner, DAILY, SEPTEMBER)
    assert [(each.month.start, each.result and each.result.manifest.version) for each in ran(filled)] == [
        (SEPTEMBER, 1)
    ]
    assert filled.rows() == []


def test_what_readers_held_up_is_finished_first_by_the_next_run(filled: ColdWorld) -> None:
    with filled.owner.connect() as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT FROM warehouse.campaign_metrics_hourly")
        assert [each.result.is_pending for each in ran(filled) if each.result] == [False, False, False, True]
        assert planned(filled)[HOURLY, JULY].action == "is finished"
        reader.execute("COMMIT")
    filled.run("SELECT ops.ensure_partition('warehouse.orders', '2025-01-01')")
    told = ran(filled)
    assert [(each.month.table, each.result and each.result.manifest.state) for each in told] == [
        (HOURLY, "dropped"),
        ("orders", "dropped"),
    ]
