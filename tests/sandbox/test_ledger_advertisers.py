"""The ledger's advertisers on Google Ads and Naver Search Ads: pure, varied, exact, and restated in their own way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from resources.windows import Window
from sandbox.ledger import Ledger
from sandbox.ledger.synthetic import ANCHOR
from sandbox.ledger.synthetic.advertiser_delivery import month
from sandbox.ledger.synthetic.advertisers import ADVERTISERS
from tests.sandbox.conftest import TODAY
from tests.sandbox.test_ledger import assert_same, values

GOOGLE = ("3001000001", "3001000002", "3001000003")
NAVER = ("401001", "401002")
EACH = [*(("google", account) for account in GOOGLE), *(("naver", account) for account in NAVER)]
ALL = Window.closed(ANCHOR, TODAY)
EARLY = dt.date(2025, 5, 17)
CENT = Decimal("0.01")


def rows(ledger: Ledger, platform: str, *accounts: str) -> Iterator[dict[str, Any]]:
    for account in accounts:
        yield from ledger.metrics(platform, account, ALL, TODAY).to_pylist()


def history(ledger: Ledger, platform: str) -> list[tuple[int, dict[str, Any]]]:
    """Every restatement with the days after which it holds."""
    known = ledger.snapshot(TODAY)["restatements"].filter(pc.field("platform") == platform).to_pylist()
    return [((row["effective_from"] - row["date"]).days, row) for row in known]


def test_the_accounts_are_as_promised(ledger: Ledger) -> None:
    told = {
        (row["account_id"], row["currency"], row["timezone"], row["status"])
        for platform in ("google", "naver")
        for row in ledger.accounts(platform)
    }
    assert told == {
        ("3001000001", "USD", "America/New_York", "ENABLED"),
        ("3001000002", "KRW", "Asia/Seoul", "ENABLED"),
        ("3001000003", "EUR", "Europe/Berlin", "ENABLED"),
        ("3001000004", "USD", "America/New_York", "CANCELED"),
        ("401001", "KRW", "Asia/Seoul", "ACTIVE"),
        ("401002", "KRW", "Asia/Seoul", "ACTIVE"),
    }
    assert ledger.campaigns("google", "3001000004", TODAY).num_rows == 0
    assert ledger.metrics("google", "3001000004", ALL, TODAY).num_rows == 0


@pytest.mark.parametrize(
    ("platform", "accounts", "kinds", "statuses"),
    [
        (
            "google",
            GOOGLE,
            {"SEARCH", "DISPLAY", "VIDEO", "PERFORMANCE_MAX", "SHOPPING", "DEMAND_GEN"},
            {"ACTIVE", "PAUSED", "ARCHIVED", "DELETED"},
        ),
        (
            "naver",
            NAVER,
            {"WEB_SITE", "SHOPPING", "POWER_CONTENTS", "BRAND_SEARCH", "PLACE"},
            {"ACTIVE", "PAUSED", "ARCHIVED", "DELETED"},
        ),
    ],
)
def test_every_account_has_campaigns_of_every_kind_and_fate(
    ledger: Ledger, platform: str, accounts: tuple[str, ...], kinds: set[str], statuses: set[str]
) -> None:
    for account in accounts:
        campaigns = ledger.campaigns(platform, account, TODAY)
        assert set(values(campaigns, "objective")) == kinds
        assert set(values(campaigns, "status")) == statuses
        assert 7 <= campaigns.num_rows <= 9
        delivering = set(values(ledger.metrics(platform, account, ALL, TODAY), "campaign_id"))
        assert delivering == set(values(campaigns, "campaign_id"))
        assert 2_000 < ledger.metrics(platform, account, ALL, TODAY).num_rows < 10_000


def test_a_removed_campaign_keeps_its_metrics_and_delivers_no_more(ledger: Ledger) -> None:
    campaigns = ledger.campaigns("google", "3001000001", TODAY).to_pylist()
    removed = next(each for each in campaigns if each["status"] == "DELETED")
    days = [row["date"] for row in rows(ledger, "google", "3001000001") if row["campaign_id"] == removed["campaign_id"]]
    assert days
    assert max(days) < removed["deleted_on"] <= TODAY


def test_google_says_the_network_and_with_it_performance_max(ledger: Ledger) -> None:
    kinds = {
        row["campaign_id"]: row["objective"]
        for account in GOOGLE
        for row in ledger.campaigns("google", account, TODAY).to_pylist()
    }
    placements: dict[str, set[str]] = {}
    for row in rows(ledger, "google", *GOOGLE):
        placements.setdefault(kinds[row["campaign_id"]], set()).add(row["placement"])
    networks = ("MIXED", "SEARCH", "CONTENT", "YOUTUBE", "DISCOVER", "MAPS")
    assert placements == {
        "SEARCH": {"SEARCH", "SEARCH_PARTNERS"},
        "SHOPPING": {"SEARCH", "SEARCH_PARTNERS"},
        "DISPLAY": {"CONTENT"},
        "VIDEO": {"YOUTUBE", "GOOGLE_TV"},
        "DEMAND_GEN": {"YOUTUBE", "DISCOVER", "GMAIL", "CONTENT"},
        "PERFORMANCE_MAX": {f"PERFORMANCE_MAX/{network}" for network in networks},
    }


def test_googles_conversions_have_two_decimals_and_only_its_won_are_cut_finer(ledger: Ledger) -> None:
    for account in GOOGLE:
        told = list(rows(ledger, "google", account))
        assert all(row["purchases"] % CENT == 0 and row["purchase_value"] % CENT == 0 for row in told)
        assert any(row["purchases"] % 1 for row in told)
        assert any(row["purchases"] == 0 for row in told)
        assert any(row["spend"] % CENT for row in told) == (account == "3001000002")


def test_naver_charges_tens_of_won_and_half_a_won_for_a_brands_impressions(ledger: Ledger) -> None:
    for row in rows(ledger, "naver", *NAVER):
        unit = Decimal("0.5") if row["placement"] == "BRAND_SEARCH" else 10
        assert row["spend"] % unit == 0
        assert row["purchases"] % 1 == row["purchase_value"] % 1 == 0
    assert any(row["spend"] % 10 for row in rows(ledger, "naver", *NAVER))


def test_navers_campaigns_have_one_placement_which_is_their_type(ledger: Ledger) -> None:
    for account in NAVER:
        types = {row["campaign_id"]: row["objective"] for row in ledger.campaigns("naver", account, TODAY).to_pylist()}
        assert all(row["placement"] == types[row["campaign_id"]] for row in rows(ledger, "naver", account))
        codes = {(kind, campaign.split("-")[2]) for campaign, kind in types.items()}
        assert codes == {
            ("WEB_SITE", "01"),
            ("SHOPPING", "02"),
            ("POWER_CONTENTS", "03"),
            ("BRAND_SEARCH", "04"),
            ("PLACE", "06"),
        }


@pytest.mark.parametrize(("platform", "delays"), [("google", {2, 9, 30}), ("naver", {1, 2, 20})])
def test_conversions_are_restated_late_and_charges_soon(ledger: Ledger, platform: str, delays: set[int]) -> None:
    restated = history(ledger, platform)
    assert {delay for delay, _ in restated} == delays
    assert any(row["removed"] for _, row in restated)
    key = ("account_id", "campaign_id", "date", "placement")
    first = {
        tuple(row[name] for name in key): row
        for row in ledger.snapshot(TODAY)["metrics"].filter(pc.field("platform") == platform).to_pylist()
    }
    last: dict[tuple[Any, ...], dict[int, dict[str, Any]]] = {}
    for delay, row in restated:
        if not row["removed"]:
            last.setdefault(tuple(row[name] for name in key), {})[delay] = row
    lives = [(first[place], life) for place, life in last.items() if place in first and life.keys() == delays]
    early, settled, final = sorted(delays)
    assert any(life[final]["purchases"] < life[settled]["purchases"] for _, life in lives)
    assert any(life[final]["purchases"] > life[settled]["purchases"] for _, life in lives)
    assert any(life[settled]["spend"] < begun["spend"] for begun, life in lives)
    assert all(life[settled]["spend"] == life[final]["spend"] for _, life in lives)
    assert platform == "google" or all(life[early]["spend"] == begun["spend"] for begun, life in lives)
    assert all(life[settled]["spend"] >= 0 <= life[settled]["clicks"] for _, life in lives)


@pytest.mark.parametrize(("platform", "account"), EACH)
def test_hours_sum_to_the_day_to_the_last_digit(ledger: Ledger, platform: str, account: str) -> None:
    window = Window.closed(dt.date(2025, 12, 1), dt.date(2025, 12, 31))
    key, measures = ["campaign_id", "date", "placement"], ["impressions", "clicks", "spend"]
    hours = ledger.hourly(platform, account, window, TODAY).group_by(key)
    sums = hours.aggregate([(name, "sum") for name in measures]).to_pylist()
    summed = {tuple(row[name] for name in key): tuple(row[f"{name}_sum"] for name in measures) for row in sums}
    days = ledger.metrics(platform, account, window, TODAY).to_pylist()
    assert summed == {tuple(row[name] for name in key): tuple(row[name] for name in measures) for row in days}
    assert all(row["clicks"] <= row["impressions"] and row["impressions"] > 0 for row in days)


@pytest.mark.parametrize(("platform", "account"), EACH)
def test_no_day_after_the_business_day_is_seen(ledger: Ledger, platform: str, account: str) -> None:
    assert pc.max(ledger.metrics(platform, account, ALL, EARLY)["date"]).as_py() <= EARLY
    known = ledger.metrics(platform, account, Window.closed(ANCHOR, EARLY), EARLY)
    assert known.num_rows
    assert known != ledger.metrics(platform, account, Window.closed(ANCHOR, EARLY), TODAY), "restated since"


@pytest.mark.parametrize("account", ADVERTISERS, ids=lambda account: account.account_id)
def test_a_month_is_a_pure_function_of_the_seed(account: Any) -> None:
    first, again, other = (month(seed, account, ANCHOR) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_extending_never_alters_what_was_known(ledger: Ledger) -> None:
    short, long = ledger.snapshot(EARLY), Ledger.of(ledger.snapshot(dt.date(2026, 6, 30))).snapshot(EARLY)
    chosen = pc.field("platform").isin(pa.array(["google", "naver"]))
    for name in ("metrics", "restatements", "campaigns"):
        assert_same(long[name].filter(chosen), short[name].filter(chosen))
