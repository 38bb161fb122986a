"""What own exchange rates do to conversions, and what is left when they are taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from resources import alerts, audits
from resources.alerts import Watched
from resources.errors import ConfigurationError
from resources.fx import RatesLoaded, load_rates, unload_rates
from resources.own_rates import read
from tests.resources.warehouse.books import DAY, Books, books

__all__ = ["books"]
pytestmark = pytest.mark.database
NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
Rates = Callable[[str], pa.Table]


@pytest.fixture
def rates(tmp_path: Path) -> Rates:
    """Own rates as a file of such lines has them."""

    def rates(lines: str) -> pa.Table:
        path = tmp_path / "own.csv"
        path.write_text(f"date,base,quote,rate\n{lines}")
        return read(path, {"EUR", "USD", "TWD", "VND", "KRW"})

    return rates


def spend(books: Books) -> dict[str, Any]:
    """Account currency by its channel -> total spend."""
    return {row["channel"]: row["total_spend"] for row in books.rows() if row["date"] == DAY}


def test_days_in_taiwan_dollars_and_dong_are_complete_once_an_own_file_prices_them(books: Books, rates: Rates) -> None:
    ann, bob = books.user("ann@example.com"), books.user("bob@example.com", reporting_currency="TWD")
    taiwan, vietnam = books.account(ann, "tw", "TWD"), books.account(ann, "vn", "VND")
    dollars = books.account(ann, "us", "USD")
    books.connect(bob, "tw", taiwan)
    books.rate("USD", "1.1")
    books.fact(taiwan, "facebook", "349", "698", clicks=7)
    books.fact(vietnam, "instagram", "28169.014084507042", clicks=3)
    books.fact(dollars, "messenger", "5")
    before = {(row["user_id"], row["channel"]): row for row in books.rows()}
    for channel, pair, clicks in (("facebook", "TWD/USD", 7), ("instagram", "VND/USD", 3)):
        row = before[ann, channel]
        assert (row["total_spend"], row["total_revenue"], row["avg_roas"], row["total_clicks"]) == (
            None,
            None,
            None,
            clicks,
        )
        assert (row["fx_complete"], row["missing_rates"]) == (False, [f"{pair} {DAY}"])
    assert (before[ann, "messenger"]["total_spend"], before[ann, "messenger"]["fx_complete"]) == (5, True)
    assert (before[bob, "facebook"]["total_spend"], before[bob, "facebook"]["fx_complete"]) == (349, True)
    assert [row["pair_and_day"] for row in audits.missing_rates(books.warehouse)] == [
        f"TWD/USD {DAY}",
        f"VND/USD {DAY}",
    ]
    assert alerts.watch(books.warehouse, NOW) == Watched(2, 0)

    own = rates(f"{DAY},EUR,TWD,34.9\n{DAY},VND,EUR,0.0000355\n")
    assert load_rates(books.warehouse, own, "own") == RatesLoaded(2, 0, 0, 2)
    after = {(row["user_id"], row["channel"]): row for row in books.rows()}
    facebook, instagram = after[ann, "facebook"], after[ann, "instagram"]
    assert (facebook["total_spend"], facebook["total_revenue"], facebook["avg_roas"]) == (11, 22, 2)
    assert instagram["total_spend"] == Decimal("1.1")
    assert all(row["fx_complete"] and row["missing_rates"] == [] for row in after.values())
    assert audits.missing_rates(books.warehouse) == []
    assert alerts.watch(books.warehouse, NOW + dt.timedelta(minutes=10)) == Watched(0, 2)
    assert load_rates(books.warehouse, own, "own") == RatesLoaded(0, 0, 2, 0)

    assert str(unload_rates(books.warehouse, "own")) == "2 rates removed; 2 account days to recompute"
    again = {(row["user_id"], row["channel"]): row["total_spend"] for row in books.rows()}
    assert again == {key: row["total_spend"] for key, row in before.items()}


@pytest.mark.parametrize(
    ("ecb_day", "own_day", "expected"), [(0, 0, 10), (1, 0, 10), (0, 1, 20), (8, 7, 10), (7, 8, 20), (8, 8, None)]
)
def test_the_newer_rate_counts_and_on_the_same_day_the_own(
    books: Books, rates: Rates, ecb_day: int, own_day: int, expected: int | None
) -> None:
    won = books.account(books.user("ann@example.com", reporting_currency="EUR"), "krw", "KRW")
    books.fact(won, "facebook", "16000")
    books.rate("KRW", "800", DAY - dt.timedelta(days=ecb_day))
    own = rates(f"{DAY - dt.timedelta(days=own_day)},EUR,KRW,1600\n")
    load_rates(books.warehouse, own, "own")
    assert spend(books) == {"facebook": expected}


def test_an_own_rate_changes_the_days_and_currencies_it_prices_and_gives_them_back(books: Books, rates: Rates) -> None:
    ann = books.user("ann@example.com", reporting_currency="EUR")
    books.rate("KRW", "800")
    books.rate("USD", "2")
    books.fact(books.account(ann, "krw", "KRW"), "facebook", "16000")
    books.fact(books.account(ann, "usd", "USD"), "instagram", "8")
    assert spend(books) == {"facebook": 20, "instagram": 4}
    load_rates(books.warehouse, rates(f"{DAY},EUR,KRW,1600\n"), "bank")
    assert spend(books) == {"facebook": 10, "instagram": 4}
    unload_rates(books.warehouse, "bank")
    assert spend(books) == {"facebook": 20, "instagram": 4}


def test_only_own_rates_that_are_there_can_be_taken_back(books: Books, rates: Rates) -> None:
    books.rate("KRW", "800")
    load_rates(books.warehouse, rates(f"{DAY},EUR,TWD,34.9\n"), "bank")
    for source in ("own", "ecb"):
        with pytest.raises(ConfigurationError, match=f"no own rates of source '{source}' are loaded; there are: bank"):
            unload_rates(books.warehouse, source)
    assert len(books.sql("SELECT FROM warehouse.fx_rates").fetchall()) == 2
