"""Sites of the marketplace to typed products."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest

from resources.metrics import PRODUCTS
from tests.resources.platforms.clickbank.landed import ABSENT, SITE, changed, parse, reasons, row


def test_a_site_becomes_a_product_of_the_last_day_of_the_window() -> None:
    parsed = parse("products", SITE)
    assert parsed.table.schema == PRODUCTS
    (taken,) = parsed.table.to_pylist()
    told = json.loads(taken.pop("data_snapshot"))
    known = {name: value for name, value in taken.items() if value is not None}
    assert known == {
        "product_id": "GOCOMP089",
        "title": "Knots & Tarps",
        "vendor": "gocomp089",
        "description": "long & " * 1000,
        "category": "Sports > Outdoor",
        "status": "active",
        "platform_status": "listed",
        "currency": "USD",
        "gravity": Decimal("12.34"),
        "popularity_rank": 28,
        "commission_rate": Decimal(75),
        "commission_amount": Decimal("31.05"),
        "initial_sale_amount": Decimal("20.1"),
        "rebill_rate": Decimal(50),
        "rebill_amount": Decimal("10.95"),
        "has_rebills": True,
        "listed_at": dt.datetime(2017, 3, 6, 8, tzinfo=dt.UTC),
        "snapshot_date": dt.date(2026, 3, 14),
        "source_page": 0,
        "source_line": 0,
    }
    numbers = ("Gravity", "PercentPerSale", "PercentPerRebill", "Referred", "Commission", "TotalRebillAmt")
    numbers += ("AverageEarningsPerSale", "InitialEarningsPerSale", "PopularityRank")
    of_ours = {**{name: float(SITE[name]) for name in numbers}, "HasRecurringProducts": True}
    assert told == {name: value for name, value in SITE.items() if name != "category"} | of_ours


def test_a_day_begins_at_midnight_pacific_in_summer_too() -> None:
    taken = row("products", {**SITE, "ActivateDate": "2017-07-06"})
    assert taken["listed_at"] == dt.datetime(2017, 7, 6, 7, tzinfo=dt.UTC)


def test_what_is_empty_or_left_out_is_unknown() -> None:
    names = [name for name in SITE if name not in ("Id", "Title")]
    for gone in (None, ABSENT):
        taken = row("products", changed(SITE, dict.fromkeys(names, gone)))
        unknown = ("category", "gravity", "popularity_rank", "commission_rate", "has_rebills", "listed_at", "price")
        assert [taken[name] for name in unknown] == [None] * len(unknown)
        assert json.loads(taken["data_snapshot"]) == {"Id": "GOCOMP089", "Title": "Knots &amp; Tarps"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Id": None}, "Id: expected text"),
        ({"Title": ABSENT}, "Title: expected text"),
        ({"Description": "x" * 100_001}, "Description: expected text of at most 100,000 characters"),
        ({"categories": "Travel"}, "categories: expected a list of texts"),
        ({"categories": [1]}, "categories: expected a list of texts"),
        ({"Gravity": "heavy"}, "Gravity: expected a number"),
        ({"PopularityRank": "1st"}, "PopularityRank: expected a whole number"),
        ({"HasRecurringProducts": "yes"}, "HasRecurringProducts: expected true or false, got 'yes'"),
        ({"ActivateDate": "2026-02-30"}, "ActivateDate: expected a day as YYYY-MM-DD, got '2026-02-30'"),
    ],
)
def test_a_site_that_is_not_as_expected_is_refused_by_name(changes: dict[str, Any], reason: str) -> None:
    assert reasons("products", changed(SITE, changes))[0].startswith(reason)
