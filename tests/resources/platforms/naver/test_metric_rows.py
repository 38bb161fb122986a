"""Lines of reports as days and hours of campaigns."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.resources.platforms.naver.landed import ABSENT, AD, AD_CONVERSION, AD_DETAIL, changed, parse, reasons, row

ZERO = Decimal(0)
KEY = ("date", "campaign_id", "placement", "currency", "campaign_name")


def test_a_line_of_ad_is_what_was_delivered() -> None:
    found = row("campaign_daily", AD)
    day, campaign = dt.date(2026, 2, 3), "cmp-a001-01-000000000652963"
    assert tuple(found[name] for name in KEY) == (day, campaign, "WEB_SITE", "KRW", "봄 세일 🌱")
    measures = ("impressions", "clicks", "cost", "conversions", "revenue", "likes")
    assert tuple(found[name] for name in measures) == (1200, 30, Decimal(2100), ZERO, ZERO, None)


def test_a_line_of_ad_detail_is_an_hour_in_which_nobody_knows_what_followed() -> None:
    found = row("campaign_hourly", AD_DETAIL)
    measures = ("hour", "impressions", "clicks", "cost", "conversions", "revenue")
    assert tuple(found[name] for name in measures) == (23, 1200, 30, Decimal(2100), None, None)


def test_purchases_without_delivery_are_a_row_of_their_own() -> None:
    found = row("campaign_daily", AD_CONVERSION)
    measures = ("impressions", "clicks", "cost", "conversions", "revenue")
    assert tuple(found[name] for name in measures) == (0, 0, ZERO, Decimal(2), Decimal(59000))


def test_lines_of_one_campaign_and_day_are_summed_and_point_at_the_first() -> None:
    other = changed(AD, {"campaignId": "cmp-2", "campaignTp": "SHOPPING"})
    mobile = changed(AD, {"pcMobile": "M", "mediaCode": "8753", "imp": "1", "clk": "0", "cost": "0.5"})
    indirect = changed(AD_CONVERSION, {"convMethod": "2", "convCount": "0.25", "salesByConversion": "1000.5"})
    parsed = parse("campaign_daily", AD_CONVERSION, other, AD, mobile, indirect)
    assert (parsed.summed, parsed.ignored, parsed.rejects) == (3, 0, [])
    first, second = parsed.table.to_pylist()
    assert (first["impressions"], first["clicks"], first["cost"]) == (1201, 30, Decimal("2100.5"))
    assert (first["conversions"], first["revenue"]) == (Decimal("2.25"), Decimal("60000.5"))
    assert (first["source_line"], second["source_line"], second["placement"]) == (0, 1, "SHOPPING")


def test_the_lines_of_two_days_and_two_hours_stay_apart() -> None:
    assert parse("campaign_daily", AD, changed(AD, {"date": "20260204"})).table.num_rows == 2
    assert parse("campaign_hourly", AD_DETAIL, changed(AD_DETAIL, {"hour": "00"})).table.num_rows == 2


@pytest.mark.parametrize("kind", ["purchase", "1"])
def test_purchases_are_conversions_as_a_word_and_as_a_number(kind: str) -> None:
    assert row("campaign_daily", changed(AD_CONVERSION, {"convType": kind}))["conversions"] == 2


@pytest.mark.parametrize("kind", ["2", "sign_up", "add_to_cart", "custom010", "teleportation"])
def test_other_conversions_are_ignored_and_counted(kind: str) -> None:
    parsed = parse("campaign_daily", AD, changed(AD_CONVERSION, {"convType": kind}))
    assert (parsed.table.num_rows, parsed.summed, parsed.ignored, parsed.rejects) == (1, 0, 1, [])
    assert parsed.table["conversions"].to_pylist() == [ZERO]


@pytest.mark.parametrize(
    ("written", "cost"),
    [
        ("70.0", "70"),
        ("0", "0"),
        ("0.5", "0.5"),
        ("1.0E7", "10000000"),
        ("-70.0", "-70"),
        ("0.30000000000000004", "0.3"),
    ],
)
def test_costs_are_exact_however_a_double_is_written(written: str, cost: str) -> None:
    assert row("campaign_daily", changed(AD, {"cost": written}))["cost"] == Decimal(cost)


def test_a_campaign_without_a_name_is_taken() -> None:
    found = row("campaign_daily", changed(AD, {"campaignName": None, "campaignTp": "UNKNOWN"}))
    assert (found["campaign_name"], found["placement"]) == (None, "UNKNOWN")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"report": "ADEXTENSION"}, "report: expected one of AD, got 'ADEXTENSION'"),
        ({"date": "20260301"}, "date: expected a day of 2026-02-01..2026-02-28 as YYYYMMDD, got '20260301'"),
        ({"date": "2026-02-03"}, "date: expected a day"),
        ({"customerId": "401002"}, "customerId: expected the customer 401001, got '401002'"),
        ({"campaignId": "-"}, "campaignId: expected the id of a campaign, got '-'"),
        ({"campaignId": ABSENT}, "campaignId: expected the id of a campaign, got nothing"),
        ({"pcMobile": "1200"}, "pcMobile: expected P or M, got '1200'"),
        ({"imp": "-1"}, "imp: expected a whole number of at most 12 digits, got '-1'"),
        ({"imp": "1.5"}, "imp: expected a whole number"),
        ({"imp": 1200}, "imp: expected a whole number of at most 12 digits, got 1200"),
        ({"clk": ""}, "clk: expected a whole number"),
        ({"clk": "٣"}, "clk: expected a whole number"),
        ({"cost": "-"}, "cost: expected a number with at most 10 digits before the point, got '-'"),
        ({"cost": "10000000000"}, "cost: expected a number with at most 10 digits"),
        ({"cost": "NaN"}, "cost: expected a number"),
        ({"cost": None}, "cost: expected a number"),
    ],
)
def test_a_line_that_is_not_as_expected_is_refused_by_field(changes: dict[str, Any], reason: str) -> None:
    assert reasons("campaign_daily", changed(AD, changes))[0].startswith(reason)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"convType": ""}, "convType: expected text"),
        ({"convCount": "two"}, "convCount: expected a number"),
        ({"salesByConversion": ABSENT}, "salesByConversion: expected a number"),
    ],
)
def test_a_conversion_that_is_not_as_expected_is_refused_by_field(changes: dict[str, Any], reason: str) -> None:
    for kind in ("purchase", "sign_up"):
        refused = reasons("campaign_daily", changed(AD_CONVERSION, {"convType": kind, **changes}))
        assert refused[0].startswith(reason)


@pytest.mark.parametrize("hour", ["24", "-1", "", "noon", "1.0"])
def test_an_hour_is_one_of_the_day(hour: str) -> None:
    expected = f"hour: expected an hour from 00 to 23, got {hour!r}"
    assert reasons("campaign_hourly", changed(AD_DETAIL, {"hour": hour})) == (expected,)


def test_a_line_that_could_not_be_told_apart_is_refused_for_what_is_wrong_with_it() -> None:
    said = "AD of 2026-02-03, line 7: expected 14 columns, got 3"
    broken = {"problem": said, "report": "AD", "statDt": "20260203", "text": "a\tb\tc"}
    parsed = parse("campaign_daily", AD, broken, AD)
    (refused,) = parsed.rejects
    assert (refused.reasons, refused.day, refused.source_line) == ((said,), dt.date(2026, 2, 3), 1)
    assert (parsed.table.num_rows, parsed.summed) == (1, 1)
