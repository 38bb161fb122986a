"""One platform of five is down, or has nothing to tell: the other four publish, and nothing is not a failure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from resources.windows import Window
from sandbox.embedded.object_store import ObjectStoreServer
from tests.conftest import Databases, fresh_bucket
from tests.faults.invariants import fingerprint, require
from tests.faults.nights import ACCOUNTS, NIGHT, Night, Nights, prepared

pytestmark = pytest.mark.database
NOTHING_HAPPENED = Window(dt.date(2024, 12, 1), dt.date(2024, 12, 8))


@pytest.fixture(scope="module")
def nights(postgres: str, template: Databases, object_store_server: ObjectStoreServer) -> Iterator[Nights]:
    """The evening before, of five platforms."""
    with fresh_bucket(object_store_server) as store, prepared(postgres, template, store) as nights:
        yield nights


@pytest.fixture(scope="module")
def clean(nights: Nights) -> dict[str, str]:
    """What a night of all five leaves."""
    with nights.night("meta", "campaign_daily") as night:
        assert all_five(night) == {}
        return fingerprint(night.world)


def all_five(night: Night) -> dict[str, set[str]]:
    """Read every platform; by platform that did not work the status of its batches."""
    bad = {name: night.world.sync(NIGHT, account, platform_name=name) for name, account in ACCOUNTS.items()}
    return {name: {batch.status for batch in batches} for name, batches in bad.items() if batches}


def days_loaded(night: Night) -> dict[str, int]:
    """By platform, of how many of the night's days the daily figures are there as of now."""
    rows = night.world.query(
        "SELECT platform, count(*) AS n FROM ops.loaded_days JOIN warehouse.ad_accounts ON ad_accounts.id = "
        "ad_account_id WHERE stream = 'campaign_daily' AND date = %s GROUP BY 1",
        NIGHT.last,
    )
    return {row["platform"]: row["n"] for row in rows}


@pytest.mark.fault(
    "30",
    "one of five platforms is down for a night",
    how="500 to everything about its account",
    invariants="I1 I2 I3 I4 I6 I7 I9",
)
@pytest.mark.parametrize(
    "dead", [pytest.param(name, marks=() if name == "google" else pytest.mark.thorough) for name in ACCOUNTS]
)
def test_four_platforms_publish_without_the_fifth_and_it_catches_up(
    nights: Nights, clean: dict[str, str], dead: str
) -> None:
    with nights.night("meta", "campaign_daily") as night:
        night.world.strike("account_down", account=ACCOUNTS[dead])
        assert all_five(night) == {dead: {"failed"}}
        alive = ACCOUNTS.keys() - {dead, "naver"}
        assert days_loaded(night) == dict.fromkeys(alive, 1), "Naver tells of a day when it is over"
        incomplete = night.world.query(
            "SELECT DISTINCT channel.platform FROM marts.channel_performance AS shown "
            "JOIN warehouse.channels AS channel ON channel.id = shown.channel_id WHERE NOT is_complete"
        )
        assert {row["platform"] for row in incomplete} <= {dead, "naver"}
        require(night.world)
        night.world.faults.clear()
        assert all_five(night) == {}
        require(night.world, clean=clean)


@pytest.mark.fault(
    "30",
    "days on which nothing happened, told from days that nobody could read",
    how="a window before the first campaign; the same with the platform down",
    invariants="I1 I2 I4 I9",
)
@pytest.mark.parametrize(
    "platform", [pytest.param(name, marks=() if name == "clickbank" else pytest.mark.thorough) for name in ACCOUNTS]
)
def test_no_rows_are_a_success_and_no_answer_is_none(nights: Nights, platform: str) -> None:
    with nights.night(platform, "campaign_daily") as night:
        world, account = night.world, ACCOUNTS[platform]
        before = night.rows()
        world.strike("account_down", account=account)
        (failed, *_) = world.sync(NOTHING_HAPPENED, account, platform_name=platform)
        assert (failed.status, failed.records_fetched) == ("failed", 0)
        days = "SELECT count(*) AS n FROM ops.loaded_days WHERE date < '2025-01-01'"
        assert world.query(days) == [{"n": 0}]
        world.faults.clear()
        assert world.sync(NOTHING_HAPPENED, account, platform_name=platform) == []
        assert world.query(days) == [{"n": len(NOTHING_HAPPENED)}]
        assert before <= night.rows()
        figures = world.query(
            "SELECT FROM warehouse.campaign_metrics WHERE date < '2025-01-01' "
            "AND (impressions, clicks, cost, conversions, revenue) IS DISTINCT FROM (0, 0, 0, 0, 0)"
        )
        assert figures == [], "Shopee tells of campaigns that did nothing"
        require(world)
