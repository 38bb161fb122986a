"""Campaigns and their days and hours to typed rows: what is taken, what is refused and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from resources.metrics import CAMPAIGN_DAILY, CAMPAIGN_HOURLY, CAMPAIGNS
from tests.resources.platforms.shopee.landed import (
    ABSENT,
    CAMPAIGN,
    CONTEXT,
    DAILY,
    HOURLY,
    changed,
    parse,
    reasons,
    row,
)


def test_a_day_becomes_a_row() -> None:
    parsed = parse("campaign_daily", DAILY)
    assert parsed.table.schema == CAMPAIGN_DAILY
    assert parsed.table.to_pylist() == [
        {
            "date": dt.date(2026, 2, 3),
            "campaign_id": "12121",
            "campaign_name": "Spring 🌱",
            "placement": "search",
            "currency": "SGD",
            "impressions": 1200,
            "clicks": 30,
            "cost": Decimal("11.220000"),
            "conversions": Decimal("3.000000"),
            "revenue": Decimal("80.500000"),
            **dict.fromkeys(("likes", "shares", "comments", "saves")),
            "source_page": 0,
            "source_line": 0,
        }
    ]


def test_an_hour_has_its_hour() -> None:
    parsed = parse("campaign_hourly", HOURLY, {**HOURLY, "hour": 0})
    assert parsed.table.schema == CAMPAIGN_HOURLY
    assert parsed.table["hour"].to_pylist() == [23, 0]


@pytest.mark.parametrize(
    ("number", "amount"),
    [
        (11, "11"),
        (0, "0"),
        (Decimal("1188000.10"), "1188000.1"),
        (Decimal("33.300000000000004"), "33.3"),
        (Decimal("5.551115123125783E-17"), "0"),
        (Decimal("1E+2"), "100"),
        (Decimal("0.0000005"), "0.000001"),
        (Decimal("99999999999999"), "99999999999999"),
        (Decimal("-3.5"), "-3.5"),
        ("11.25", "11.25"),
    ],
)
def test_an_amount_is_exact_but_for_the_noise_of_a_binary_fraction(number: Any, amount: str) -> None:
    assert row("campaign_daily", {**DAILY, "expense": number})["cost"] == Decimal(amount)
    beside_a_broken_one = parse("campaign_daily", {**DAILY, "expense": number}, {**DAILY, "clicks": "x"})
    assert beside_a_broken_one.table["cost"].to_pylist() == [Decimal(amount)]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("date", "2026-02-03", "date: expected a day of 2026-02-01..2026-02-28 as DD-MM-YYYY, got '2026-02-03'"),
        ("date", "30-02-2026", "date: expected a day"),
        ("date", "03-03-2026", "date: expected a day"),
        ("date", ABSENT, "date: expected a day of 2026-02-01..2026-02-28 as DD-MM-YYYY, got nothing"),
        ("shop_id", 6, "shop_id: expected the shop 5, got 6"),
        ("region", "MY", "region: expected a region that sells in SGD, got 'MY'"),
        ("campaign_id", None, "campaign_id: expected an id, a whole number above 0, got None"),
        ("campaign_id", "12121", "campaign_id: expected an id, a whole number above 0, got '12121'"),
        ("campaign_id", 0, "campaign_id: expected an id"),
        ("ad_name", "a\0b", "ad_name: expected text of 0 to 1000 characters"),
        ("ad_name", "half \ud83d", "ad_name: expected text"),
        ("ad_name", "x" * 1001, "ad_name: expected text"),
        ("campaign_placement", "", "campaign_placement: expected text of 1 to 1000"),
        ("impression", Decimal("1.5"), "impression: expected a whole number"),
        ("impression", True, "impression: expected a whole number of at most 15 digits, got True"),
        ("impression", 10**15, "impression: expected a whole number of at most 15 digits"),
        ("impression", 10**30, "impression: expected a whole number of at most 15 digits"),
        ("clicks", ABSENT, "clicks: expected a whole number of at most 15 digits, got nothing"),
        ("expense", None, "expense: expected a number with at most 14 digits before the point, got None"),
        ("expense", "twelve", "expense: expected a number"),
        ("expense", "", "expense: expected a number"),
        ("expense", 10**14, "expense: expected a number"),
        ("expense", Decimal("1E+300"), "expense: expected a number"),
        ("expense", [1], "expense: expected a number"),
        ("broad_gmv", {"value": 1}, "broad_gmv: expected a number"),
    ],
)
def test_a_field_that_is_not_as_expected_is_named_with_what_came(field: str, value: Any, reason: str) -> None:
    (said,) = reasons("campaign_daily", changed(DAILY, {field: value}))
    assert said.startswith(reason)


@pytest.mark.parametrize("hour", [24, -1, "7", None, ABSENT])
def test_an_hour_is_0_to_23(hour: Any) -> None:
    (said,) = reasons("campaign_hourly", changed(HOURLY, {"hour": hour}))
    assert said.startswith("hour: expected an hour from 0 to 23")


def test_several_faults_are_all_told_and_the_day_is_kept() -> None:
    (refused,) = parse("campaign_daily", {**DAILY, "clicks": "x", "expense": "y"}).rejects
    assert [reason.partition(":")[0] for reason in refused.reasons] == ["clicks", "expense"]
    assert refused.day == dt.date(2026, 2, 3)


def test_absurd_values_are_left_to_the_contract() -> None:
    taken = row("campaign_daily", {**DAILY, "impression": -5, "expense": 1881014855, "campaign_placement": "hologram"})
    assert (taken["impressions"], taken["cost"], taken["placement"]) == (-5, Decimal(1881014855), "hologram")


def test_a_campaign_becomes_a_row() -> None:
    parsed = parse("campaigns", CAMPAIGN)
    assert parsed.table.schema == CAMPAIGNS
    assert parsed.table.to_pylist() == [
        {
            "campaign_id": "11111",
            "campaign_name": "name",
            "objective": "manual",
            "status": "active",
            "platform_status": "ongoing",
            "daily_budget": Decimal("12.5"),
            "total_budget": None,
            "currency": "SGD",
            "start_date": dt.date(2026, 2, 3),
            "end_date": None,
            "source_updated_at": None,
            "source_page": 0,
            "source_line": 0,
        }
    ]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("ongoing", "active"),
        ("scheduled", "active"),
        ("paused", "paused"),
        ("ended", "ended"),
        ("deleted", "ended"),
        ("closed", "ended"),
    ],
)
def test_a_campaigns_status_is_ours_and_the_platforms(word: str, status: str) -> None:
    taken = row("campaigns", changed(CAMPAIGN, {"common_info.campaign_status": word}))
    assert (taken["status"], taken["platform_status"]) == (status, word)


def test_no_budget_no_end_and_no_bidding_method_are_unknown() -> None:
    nothing = {
        "common_info.campaign_budget": 0,
        "common_info.campaign_duration.start_time": 0,
        "common_info.campaign_duration.end_time": None,
        "common_info.bidding_method": "",
    }
    taken = row("campaigns", changed(CAMPAIGN, nothing))
    assert (taken["daily_budget"], taken["start_date"], taken["end_date"]) == (None, None, None)
    assert taken["objective"] == "auto"


def test_a_day_of_a_campaign_is_one_of_its_shops_calendar() -> None:
    west = replace(CONTEXT, currency="BRL", timezone="America/Sao_Paulo", currencies=frozenset({"BRL"}))
    assert row("campaigns", CAMPAIGN, west)["start_date"] == dt.date(2026, 2, 2)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"common_info.campaign_status": "on fire"}, "common_info.campaign_status: expected one of ongoing, scheduled"),
        ({"common_info.ad_name": ""}, "common_info.ad_name: expected text of 1"),
        ({"common_info.campaign_duration": 5}, "common_info.campaign_duration.start_time: expected seconds since 1970"),
        ({"common_info.campaign_duration.end_time": -1}, "common_info.campaign_duration.end_time: expected seconds"),
        ({"common_info": ABSENT}, "common_info.ad_name: expected text"),
    ],
)
def test_settings_that_are_not_as_expected_are_named_by_their_path(changes: dict[str, Any], reason: str) -> None:
    assert reasons("campaigns", changed(CAMPAIGN, changes))[0].startswith(reason)
