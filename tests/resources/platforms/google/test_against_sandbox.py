"""The connector and the sandbox over gRPC: every row and every micro of the ledger."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute
import pytest

from resources.errors import AccountError, RequestRejected
from resources.platforms.base import AccountInfo, Totals
from resources.platforms.google import GOOGLE, reading
from resources.platforms.google.reading import OUTCOME_WITHIN as WITHIN
from resources.windows import DAY, Window
from tests.resources.platforms.google.conftest import ACCOUNTS, TODAY, World

pc: Any = pyarrow.compute
MONTH = Window.closed(TODAY - 29 * DAY, TODAY)
WEEK = Window.closed(TODAY - 6 * DAY, TODAY)
ALL_ACCOUNTS = pytest.mark.parametrize("account", ACCOUNTS)
KEY = ("date", "campaign_id", "placement")
DELIVERY = {"impressions": "impressions", "clicks": "clicks", "spend": "cost"}
OUTCOME = {"purchases": "conversions", "purchase_value": "revenue"}


def by_key(table: pa.Table, key: tuple[str, ...], names: list[str]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The figures of each row, without rows in which nothing happened: the API leaves these out."""
    rows = {tuple(row[name] for name in key): tuple(row[name] for name in names) for row in table.to_pylist()}
    assert len(rows) == table.num_rows
    return {place: values for place, values in rows.items() if any(values)}


@ALL_ACCOUNTS
def test_every_day_of_every_campaign_and_network_is_as_in_the_ledger(world: World, account: str) -> None:
    parsed = world.read("campaign_daily", account, MONTH)
    assert parsed.rejects == []
    measures = DELIVERY | OUTCOME
    truth = by_key(world.ledger.metrics("google", account, MONTH, TODAY), KEY, [*measures])
    assert len(truth) > 100
    assert by_key(parsed.table, KEY, [*measures.values()]) == truth
    assert set(parsed.table["currency"].to_pylist()) == {world.ledger.account("google", account)["currency"]}


@ALL_ACCOUNTS
def test_every_hour_of_every_campaign_and_network_is_as_in_the_ledger(world: World, account: str) -> None:
    parsed = world.read("campaign_hourly", account, WEEK)
    assert parsed.rejects == []
    key = (*KEY, "hour")
    truth = by_key(world.ledger.hourly("google", account, WEEK, TODAY), key, [*DELIVERY])
    assert len(truth) > 100
    assert by_key(parsed.table, key, [*DELIVERY.values()]) == truth
    assert parsed.table["conversions"].null_count == parsed.table.num_rows


def test_the_ledger_has_what_makes_google_hard(world: World) -> None:
    rows = [row for account in ACCOUNTS for row in world.read("campaign_daily", account, MONTH).table.to_pylist()]
    placements = {row["placement"] for row in rows}
    assert {"SEARCH", "YOUTUBE"} < placements
    assert any(placement.startswith("PERFORMANCE_MAX/") for placement in placements)
    assert any(row["conversions"] % 1 for row in rows)


@ALL_ACCOUNTS
def test_the_accounts_total_is_the_sum_of_the_rows(world: World, account: str) -> None:
    table = world.read("campaign_daily", account, WEEK).table
    names = ("impressions", "clicks", "cost", "conversions", "revenue")
    sums = {name: pc.sum(table[name]).as_py() for name in names}
    assert sums["cost"] > 0
    assert world.total("campaign_daily", account, WEEK) == Totals(**sums, outcome_within=WITHIN)
    assert world.total("campaign_hourly", account, WEEK) == Totals(
        **{name: sums[name] for name in names[:3]}, outcome_within=WITHIN
    )


def test_a_window_before_the_account_began_has_no_rows_and_a_total_of_zero(world: World) -> None:
    before = Window.closed(dt.date(2024, 5, 1), dt.date(2024, 5, 3))
    assert world.read("campaign_daily", ACCOUNTS[0], before).table.num_rows == 0
    zero = Decimal(0)
    assert world.total("campaign_daily", ACCOUNTS[0], before) == Totals(0, 0, zero, zero, zero, outcome_within=WITHIN)


@ALL_ACCOUNTS
def test_campaigns_are_as_in_the_ledger_removed_and_ended_ones_included(world: World, account: str) -> None:
    parsed = world.read("campaigns", account, WEEK)
    assert parsed.rejects == []
    zone = ZoneInfo(world.ledger.account("google", account)["timezone"])
    status = {"ACTIVE": "active", "PAUSED": "paused", "ARCHIVED": "ended", "DELETED": "ended"}

    def day(moment: dt.datetime | None) -> dt.date | None:
        return moment and moment.astimezone(zone).date()

    truth = {
        row["campaign_id"]: (
            *(row[name] for name in ("name", "objective", "daily_budget", "lifetime_budget")),
            status[row["status"]],
            day(row["start_time"]),
            day(row["stop_time"]),
        )
        for row in world.ledger.campaigns("google", account, TODAY).to_pylist()
    }
    names = ("campaign_name", "objective", "daily_budget", "total_budget", "status", "start_date", "end_date")
    assert {row["campaign_id"]: tuple(row[name] for name in names) for row in parsed.table.to_pylist()} == truth
    assert "ended" in parsed.table["status"].to_pylist()


@ALL_ACCOUNTS
def test_an_account_is_described_as_in_the_ledger(world: World, account: str) -> None:
    truth = world.ledger.account("google", account)
    expected = AccountInfo(account, truth["name"], truth["currency"], truth["timezone"], "ENABLED")
    assert world.client(account).describe(account) == expected


def test_every_enabled_account_below_the_manager_is_found_once(world: World) -> None:
    assert GOOGLE.discover is not None
    found = GOOGLE.discover(world.client(ACCOUNTS[0]))
    assert [info.account_id for info in found] == list(ACCOUNTS)
    assert found == [world.client(account).describe(account) for account in ACCOUNTS]


def test_without_the_manager_a_user_finds_the_accounts_that_are_its_own(world: World) -> None:
    assert GOOGLE.discover is not None
    client = world.client(ACCOUNTS[1], google_ads_login_customer_id=None)
    assert [info.account_id for info in GOOGLE.discover(client)] == [ACCOUNTS[1]]


def test_the_manager_itself_has_no_figures(world: World) -> None:
    manager = str(world.settings.google_ads_login_customer_id)
    client = world.client(ACCOUNTS[0])
    with pytest.raises(AccountError, match="no figures of its own"):
        client.describe(manager)
    with pytest.raises(AccountError, match=r"REQUESTED_METRICS_FOR_MANAGER.*no figures of its own"):
        list(reading.daily(client, manager, WEEK))


def test_a_query_that_google_does_not_take_is_told_by_its_own_error(world: World) -> None:
    with pytest.raises(RequestRejected, match=r"QueryError\.EXPECTED_FILTERS_ON_DATE_RANGE"):
        world.client(ACCOUNTS[0]).search(reading.DAILY, ACCOUNTS[0])


def test_the_earliest_day_of_a_stream_is_served_and_earlier_ones_are_refused_with_the_reason(world: World) -> None:
    earliest = GOOGLE.stream("campaign_daily").earliest(TODAY)
    client = world.client(ACCOUNTS[0])
    assert list(reading.daily(client, ACCOUNTS[0], Window.closed(earliest, earliest))) == []
    too_early = Window.closed(earliest - 7 * DAY, earliest)
    with pytest.raises(RequestRejected, match=r"REQUESTED_DATE_GRANULARITY_NOT_SUPPORTED.*37 months"):
        reading.daily(client, ACCOUNTS[0], too_early)
