"""Days of tracking ids to typed rows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from resources.metrics import CAMPAIGN_DAILY
from tests.resources.platforms.clickbank.landed import ABSENT, DAILY, changed, parse, reasons, row


def test_a_tracking_ids_day_becomes_a_row_without_cost_or_impressions() -> None:
    parsed = parse("campaign_daily", DAILY)
    assert parsed.table.schema == CAMPAIGN_DAILY
    assert parsed.table.to_pylist() == [
        {
            "date": dt.date(2026, 3, 8),
            "campaign_id": "spring_a",
            "campaign_name": "Spring_A",
            "placement": "hoplink",
            "currency": "USD",
            "impressions": None,
            "clicks": 50,
            "cost": None,
            "conversions": Decimal(3),
            "revenue": Decimal("-250.6"),
            "likes": None,
            "shares": None,
            "comments": None,
            "saves": None,
            "source_page": 0,
            "source_line": 0,
        }
    ]


def test_no_tracking_id_is_a_campaign_too() -> None:
    taken = row("campaign_daily", {**DAILY, "value": "none"})
    assert (taken["campaign_id"], taken["campaign_name"]) == ("none", "No tracking id")


def test_both_roles_of_a_tracking_id_are_one_row_and_the_records_still_add_up() -> None:
    affiliate = changed(DAILY, {"role": "AFFILIATE", "metrics.NET_SALE_AMOUNT": "300.65"})
    other = {**DAILY, "value": "other"}
    broken = {**DAILY, "value": ABSENT}
    del broken["value"]
    parsed = parse("campaign_daily", other, DAILY, broken, affiliate, {**DAILY, "date": "2026-03-09"})
    assert parsed.table.schema == CAMPAIGN_DAILY
    assert (parsed.table.num_rows, parsed.summed, len(parsed.rejects), parsed.ignored) == (3, 1, 1, 0)
    (both,) = [row for row in parsed.table.to_pylist() if (row["campaign_id"], row["date"].day) == ("spring_a", 8)]
    assert (both["clicks"], both["conversions"], both["revenue"]) == (100, Decimal(6), Decimal("50.05"))
    assert (both["source_line"], both["currency"], both["cost"], both["impressions"]) == (1, "USD", None, None)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"date": "2026-04-01"}, "date: expected a day of 2026-03-01..2026-03-14 as YYYY-MM-DD, got '2026-04-01'"),
        ({"accountNickName": "OTHER"}, "accountNickName: expected the account larkspurco, got 'OTHER'"),
        ({"value": ABSENT}, "value: expected text"),
        ({"metrics.HOP_COUNT": ABSENT}, "metrics.HOP_COUNT: expected a whole number of at most 15 digits, got nothing"),
        ({"metrics.HOP_COUNT": None}, "metrics.HOP_COUNT: expected a whole number of at most 15 digits, got None"),
        ({"metrics.HOP_COUNT": "5.5"}, "metrics.HOP_COUNT: expected a whole number of at most 15 digits, got '5.5'"),
        ({"metrics.SALE_COUNT": "twelve"}, "metrics.SALE_COUNT: expected a number"),
        ({"metrics.NET_SALE_AMOUNT": ABSENT}, "metrics.NET_SALE_AMOUNT: expected a number"),
    ],
)
def test_a_day_that_is_not_as_expected_is_refused_by_name(changes: dict[str, Any], reason: str) -> None:
    assert reasons("campaign_daily", changed(DAILY, changes))[0].startswith(reason)


def test_a_refused_day_is_known_by_its_date() -> None:
    assert parse("campaign_daily", {**DAILY, "metrics": None}).rejects[0].day == dt.date(2026, 3, 8)
