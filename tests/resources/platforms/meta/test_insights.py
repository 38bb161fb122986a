"""Insights records to typed rows: what is taken, and from which fields."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from resources.metrics import CAMPAIGN_DAILY, CAMPAIGN_HOURLY
from tests.resources.platforms.meta.landed import (
    ABSENT,
    CONTEXT,
    DAILY,
    HOUR,
    HOURLY,
    Json,
    action,
    daily,
    hourly,
    page,
    record,
)


def row(**changes: Any) -> Json:
    """The one row of a record that is taken."""
    parsed = daily(record(**changes))
    assert parsed.rejects == []
    (taken,) = parsed.table.to_pylist()
    return dict(taken)


def test_a_record_becomes_a_row() -> None:
    parsed = daily(record())
    assert parsed.table.schema == CAMPAIGN_DAILY
    assert parsed.table.to_pylist() == [
        {
            "date": dt.date(2026, 2, 3),
            "campaign_id": "23851",
            "campaign_name": "Spring 🌱",
            "placement": "instagram",
            "currency": "USD",
            "impressions": 1200,
            "clicks": 30,
            "cost": Decimal("14.350000"),
            "conversions": Decimal("2.000000"),
            "revenue": Decimal("80.500000"),
            "likes": 4,
            "shares": 0,
            "comments": 0,
            "saves": 0,
            "source_page": 0,
            "source_line": 0,
        }
    ]


def test_an_hour_knows_no_outcome_and_all_placements() -> None:
    parsed = HOURLY.parse([page(hourly(), hourly(**{HOUR: "00:00:00 - 00:59:59"}))], CONTEXT)
    assert parsed.table.schema == CAMPAIGN_HOURLY
    assert parsed.table["hour"].to_pylist() == [23, 0]
    first = parsed.table.to_pylist()[0]
    assert {name: first[name] for name in ("placement", "impressions", "clicks", "cost")} == {
        "placement": "all",
        "impressions": 1200,
        "clicks": 30,
        "cost": Decimal("14.35"),
    }
    assert {first[name] for name in ("conversions", "revenue", "likes", "shares", "comments", "saves")} == {None}


def test_what_is_left_out_is_zero() -> None:
    taken = row(**dict.fromkeys(("impressions", "clicks", "spend", "actions", "action_values"), ABSENT))
    zero = ("impressions", "clicks", "cost", "conversions", "revenue", "likes", "shares", "comments", "saves")
    assert [taken[name] for name in zero] == [0] * 9


def test_no_pages_and_empty_pages_give_an_empty_table() -> None:
    for pages in ([], [b""], [b"", b""]):
        parsed = DAILY.parse(pages, CONTEXT)
        assert (parsed.table.schema, parsed.table.num_rows, parsed.rejects) == (CAMPAIGN_DAILY, 0, [])


def test_engagement_comes_from_its_own_types_and_not_from_their_sum() -> None:
    kinds = ("post_reaction", "post", "comment", "onsite_conversion.post_save", "post_engagement", "like")
    taken = row(actions=[action(kind, str(count)) for count, kind in enumerate(kinds, 1)])
    assert [taken[name] for name in ("likes", "shares", "comments", "saves")] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("counts", "values", "expected"),
    [
        ({"omni_purchase": "3", "purchase": "2"}, {"omni_purchase": "30", "purchase": "20"}, ("3", "30")),
        ({"offsite_conversion.fb_pixel_purchase": "1", "purchase": "2"}, {"purchase": "20"}, ("2", "20")),
        ({"offsite_conversion.fb_pixel_purchase": "1.5"}, {"offsite_conversion.fb_pixel_purchase": "9"}, ("1.5", "9")),
        ({"omni_purchase": "3", "purchase": "2"}, {"purchase": "20"}, ("2", "20")),
        ({"omni_purchase": "3"}, {}, ("3", "0")),
        ({}, {"purchase": "20"}, ("0", "20")),
        ({"onsite_web_purchase": "5"}, {"onsite_web_purchase": "50"}, ("0", "0")),
        ({"omni_purchase": "3"}, {"omni_purchase": "-4.25"}, ("3", "-4.25")),
    ],
)
def test_count_and_value_of_purchases_are_of_one_type(
    counts: dict[str, str], values: dict[str, str], expected: tuple[str, str]
) -> None:
    taken = row(
        actions=[action(kind, value) for kind, value in counts.items()],
        action_values=[action(kind, value) for kind, value in values.items()],
    )
    assert (taken["conversions"], taken["revenue"]) == tuple(map(Decimal, expected))


def test_money_is_exact_to_the_sixth_decimal() -> None:
    assert row(spend="12345678901234.123457")["cost"] == Decimal("12345678901234.123457")
    assert row(spend="-0.1")["cost"] == Decimal("-0.1")


def test_a_field_nobody_asked_for_is_no_harm() -> None:
    assert row(auction_bid="1.25", reach=5, nested={"a": [None]}, half="\ud83d")["impressions"] == 1200
