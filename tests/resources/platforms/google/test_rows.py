"""Landed records to rows: exact figures, placements, and what is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests.resources.platforms.google.landed import ABSENT, DAILY, changed, parse, reasons, row

LARGEST = 2**63 - 1


def test_a_day_becomes_a_row_in_major_units() -> None:
    assert row("campaign_daily") == {
        "date": dt.date(2026, 2, 3),
        "campaign_id": "21234567890",
        "campaign_name": "Spring 🌱",
        "placement": "SEARCH_PARTNERS",
        "currency": "KRW",
        "impressions": 1200,
        "clicks": 30,
        "cost": Decimal("1500.250001"),
        "conversions": Decimal("2.333333"),
        "revenue": Decimal("80.500000"),
        "likes": None,
        "shares": None,
        "comments": None,
        "saves": None,
        "source_page": 0,
        "source_line": 0,
    }


def test_an_hour_becomes_a_row_whose_conversions_are_unknown() -> None:
    taken = row("campaign_hourly")
    assert [taken[name] for name in ("hour", "cost", "conversions", "revenue")] == [
        23,
        Decimal("1500.250001"),
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("channel_type", "network", "placement"),
    [
        ("SEARCH", "SEARCH", "SEARCH"),
        ("VIDEO", "YOUTUBE", "YOUTUBE"),
        ("DEMAND_GEN", "UNKNOWN(5)", "UNKNOWN(5)"),
        ("UNKNOWN(99)", "CONTENT", "CONTENT"),
        ("PERFORMANCE_MAX", "SEARCH", "PERFORMANCE_MAX/SEARCH"),
        ("PERFORMANCE_MAX", "UNKNOWN(14)", "PERFORMANCE_MAX/UNKNOWN(14)"),
    ],
)
def test_the_placement_is_the_network_and_that_of_performance_max_its_own(
    channel_type: str, network: str, placement: str
) -> None:
    assert row("campaign_daily", channel_type=channel_type, ad_network_type=network)["placement"] == placement


@pytest.mark.parametrize(
    ("micros", "cost"),
    [(0, "0"), (1, "0.000001"), (-2_500_000, "-2.5"), (LARGEST, "9223372036854.775807")],
)
def test_micros_are_millionths_whatever_the_currency(micros: int, cost: str) -> None:
    assert row("campaign_daily", cost_micros=micros)["cost"] == Decimal(cost)


@pytest.mark.parametrize(
    ("written", "value"),
    [("0.30000000000000004", "0.3"), ("-1.25", "-1.25"), ("1E-7", "0"), ("5e-7", "0.000001"), ("1E+2", "100")],
)
def test_conversions_are_fractions_that_may_be_negative(written: str, value: str) -> None:
    assert row("campaign_daily", conversions=Decimal(written))["conversions"] == Decimal(value)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"date": "2026-03-01"}, "date: expected a day of 2026-02-01..2026-02-28 as YYYY-MM-DD, got '2026-03-01'"),
        ({"customer_id": "3001000001"}, "customer_id: expected the account 3001000002, got '3001000001'"),
        ({"campaign_id": "0"}, "campaign_id: expected an id, a whole number above 0 as text, got '0'"),
        ({"campaign_id": 17}, "campaign_id: expected an id, a whole number above 0 as text, got 17"),
        ({"cost_micros": LARGEST + 1}, "cost_micros: expected a whole number of millionths, got 9223372036854775808"),
        ({"cost_micros": ABSENT}, "cost_micros: expected a whole number of millionths, got nothing"),
        ({"conversions": "nan"}, "conversions: expected a number with at most 14 digits before the point, got 'nan'"),
        ({"conversions": ABSENT}, "conversions: expected a number with at most 14 digits"),
        ({"ad_network_type": ""}, "ad_network_type: expected text of 1 to 1000 characters"),
    ],
)
def test_a_record_that_cannot_be_typed_is_refused_with_its_reason(changes: dict[str, object], reason: str) -> None:
    (said,) = reasons("campaign_daily", **changes)
    assert said.startswith(reason)


def test_a_bad_record_does_not_stop_its_neighbours_and_keeps_its_day() -> None:
    parsed = parse("campaign_daily", DAILY, changed("campaign_daily", clicks=None), DAILY)
    assert parsed.table["source_line"].to_pylist() == [0, 2]
    (refused,) = parsed.rejects
    assert (refused.source_line, refused.day) == (1, dt.date(2026, 2, 3))


@pytest.mark.parametrize("hour", [-1, 24, None])
def test_an_hour_that_no_day_has_is_refused(hour: int | None) -> None:
    assert reasons("campaign_hourly", hour=hour)[0].startswith("hour: expected an hour from 0 to 23")


def test_a_campaign_becomes_a_row_with_the_days_and_budgets_it_has() -> None:
    taken = row("campaigns")
    assert {name: taken[name] for name in ("objective", "status", "platform_status", "currency")} == {
        "objective": "SEARCH",
        "status": "active",
        "platform_status": "ENABLED",
        "currency": "KRW",
    }
    assert (taken["daily_budget"], taken["total_budget"]) == (Decimal(50_000), None)
    assert (taken["start_date"], taken["end_date"]) == (dt.date(2026, 1, 5), None)


def test_a_campaign_with_an_end_has_a_total_budget() -> None:
    changes = {"end_date_time": "2026-06-30 23:59:59", "budget_micros": 0, "total_budget_micros": 900_000_000}
    taken = row("campaigns", **changes)
    assert (taken["daily_budget"], taken["total_budget"]) == (None, Decimal(900))
    assert taken["end_date"] == dt.date(2026, 6, 30)


@pytest.mark.parametrize(
    ("status", "serving_status", "ours"),
    [
        ("ENABLED", "SERVING", "active"),
        ("ENABLED", "PENDING", "active"),
        ("ENABLED", "ENDED", "ended"),
        ("PAUSED", "NONE", "paused"),
        ("REMOVED", "NONE", "ended"),
    ],
)
def test_a_removed_campaign_and_one_whose_last_day_is_over_are_ended(
    status: str, serving_status: str, ours: str
) -> None:
    assert row("campaigns", status=status, serving_status=serving_status)["status"] == ours


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": "UNKNOWN(9)"}, "status: expected one of ENABLED, PAUSED, REMOVED, got 'UNKNOWN(9)'"),
        (
            {"start_date_time": "2026-02-30 00:00:00"},
            "start_date_time: expected a time as YYYY-MM-DD HH:MM:SS, or nothing, got '2026-02-30 00:00:00'",
        ),
        (
            {"end_date_time": "20260630"},
            "end_date_time: expected a time as YYYY-MM-DD HH:MM:SS, or nothing, got '20260630'",
        ),
    ],
)
def test_a_campaign_that_cannot_be_typed_is_refused_with_its_reason(changes: dict[str, object], reason: str) -> None:
    assert reasons("campaigns", **changes) == (reason,)
