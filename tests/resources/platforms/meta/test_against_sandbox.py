"""The connector and the sandbox over HTTP: every row and every cent of the ledger."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from resources.errors import RequestRejected
from resources.platforms.base import Totals
from resources.windows import DAY, Window
from tests.resources.platforms.meta.conftest import LONG, META, MONTH, TODAY, World

WEEK = Window.closed(TODAY - 6 * DAY, TODAY)
ACCOUNTS = ("1001", "1002", "1003", "1004", "1005")


def rows(table: pa.Table, names: dict[str, str], key: tuple[str, ...]) -> list[dict[str, Any]]:
    """The named columns ({ours: theirs}) as sorted rows."""
    chosen = table.select(list(names.values())).rename_columns(list(names))
    return [dict(row) for row in chosen.sort_by([(name, "ascending") for name in key]).to_pylist()]


OURS = {
    name: name
    for name in ("campaign_id", "date", "placement", "impressions", "clicks", "likes", "shares", "comments", "saves")
}
DAILY_TRUTH = {**OURS, "cost": "spend", "conversions": "purchases", "revenue": "purchase_value"}


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_day_and_placement_is_as_in_the_ledger(world: World, account: str) -> None:
    parsed = world.read("campaign_daily", account, MONTH)
    assert parsed.rejects == []
    key = ("date", "campaign_id", "placement")
    truth = rows(world.ledger.metrics("meta", account, MONTH, TODAY), DAILY_TRUTH, key)
    assert len(truth) > 100
    assert rows(parsed.table, {name: name for name in DAILY_TRUTH}, key) == truth
    assert set(parsed.table["currency"].to_pylist()) == {world.ledger.account("meta", account)["currency"]}


@pytest.mark.parametrize("account", ["1001", "1002"])
def test_every_hour_is_as_in_the_ledger(world: World, account: str) -> None:
    parsed = world.read("campaign_hourly", account, WEEK)
    assert parsed.rejects == []
    key = ["campaign_id", "date", "hour"]
    sums = world.ledger.hourly("meta", account, WEEK, TODAY).group_by(key)
    truth = sums.aggregate([(name, "sum") for name in ("impressions", "clicks", "spend")])
    truth = truth.filter(pc.field("impressions_sum") > 0)
    names = {**dict(zip(key, key, strict=True)), "impressions": "impressions_sum", "clicks": "clicks_sum"}
    expected = rows(truth, {**names, "cost": "spend_sum"}, tuple(key))
    assert rows(parsed.table, {name: name for name in (*names, "cost")}, tuple(key)) == expected


@pytest.mark.parametrize("account", ACCOUNTS)
def test_campaigns_are_as_in_the_ledger_archived_ones_included_and_deleted_ones_not(world: World, account: str) -> None:
    parsed = world.read("campaigns", account, WEEK)
    assert parsed.rejects == []
    known = world.ledger.campaigns("meta", account, TODAY).to_pylist()
    listed = [row for row in known if row["effective_status"] != "DELETED"]
    assert {"ACTIVE", "ARCHIVED"} <= {row["effective_status"] for row in listed}
    truth = {
        row["campaign_id"]: (
            row["name"],
            row["objective"],
            row["effective_status"],
            row["daily_budget"],
            row["lifetime_budget"],
            row["updated_time"],
        )
        for row in listed
    }
    names = ("campaign_name", "objective", "platform_status", "daily_budget", "total_budget", "source_updated_at")
    assert {row["campaign_id"]: tuple(row[name] for name in names) for row in parsed.table.to_pylist()} == truth


@pytest.mark.parametrize("window", [MONTH, WEEK, LONG, Window.closed(TODAY, TODAY)])
def test_the_accounts_total_is_the_sum_of_the_rows(world: World, window: Window) -> None:
    table = world.read("campaign_daily", "1002", window).table
    sums = {name: pc.sum(table[name]).as_py() for name in ("impressions", "clicks", "cost", "conversions", "revenue")}
    assert world.total("campaign_daily", "1002", window) == Totals(**sums)
    without_outcome = {**sums, "conversions": None, "revenue": None}
    assert world.total("campaign_hourly", "1002", window) == Totals(**without_outcome)


def test_a_window_without_delivery_has_a_total_of_zero(world: World) -> None:
    before = Window.closed(dt.date(2024, 12, 1), dt.date(2024, 12, 31))
    assert world.read("campaign_daily", "1001", before).table.num_rows == 0
    assert world.total("campaign_daily", "1001", before) == Totals(0, 0, *[Decimal(0)] * 3)


def test_a_long_window_is_read_as_a_run(world: World) -> None:
    parsed = world.read("campaign_daily", "1003", LONG)
    key = ("date", "campaign_id", "placement")
    truth = rows(world.ledger.metrics("meta", "1003", LONG, TODAY), DAILY_TRUTH, key)
    assert rows(parsed.table, {name: name for name in DAILY_TRUTH}, key) == truth
    assert len(world.time.waits) >= 4


def test_days_before_the_retention_are_rejected_as_our_defect(world: World) -> None:
    ancient = Window.closed(dt.date(2022, 1, 1), dt.date(2022, 1, 2))
    with pytest.raises(RequestRejected, match=r"37 months.*code=3018"):
        world.read("campaign_daily", "1001", ancient)
    oldest = META.stream("campaign_daily").earliest(TODAY)
    assert world.read("campaign_daily", "1001", Window.closed(oldest, oldest)).table.num_rows == 0
