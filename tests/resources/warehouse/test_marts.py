"""channel_performance: rows in, rows out, computed by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests.resources.warehouse.books import DAY, Books, books

__all__ = ["books"]
pytestmark = pytest.mark.database


def test_totals_are_converted_at_the_days_own_rate_and_ratios_come_from_sums(books: Books) -> None:
    ann = books.user("ann@example.com")
    dollars = books.account(ann, "usd", "USD", "America/Los_Angeles")
    won = books.account(ann, "krw", "KRW")
    books.rate("USD", "1.25")
    books.rate("KRW", "1500")
    books.fact(dollars, "facebook", "100", "300", clicks=20)
    books.fact(won, "facebook", "12000", "6000", clicks=30)
    (row,) = books.rows()
    assert row["total_spend"] == Decimal("110")
    assert row["total_revenue"] == Decimal("305")
    assert (row["avg_cpc"], row["avg_ctr"], row["avg_roas"]) == (Decimal("2.2"), Decimal("2.5"), Decimal("2.7727"))
    assert (row["reporting_currency"], row["mixed_timezones"], row["fx_complete"]) == ("USD", True, True)
    assert row["provisional_until"] == DAY + dt.timedelta(days=28)


def test_a_weekend_converts_at_fridays_rate_and_no_rate_older_than_seven_days_is_used(books: Books) -> None:
    ann = books.user("ann@example.com")
    won = books.account(ann, "krw", "KRW")
    friday = dt.date(2025, 2, 28)
    books.rate("USD", "1.25", friday)
    books.rate("KRW", "1500", friday)
    sunday, too_late = friday + dt.timedelta(days=2), friday + dt.timedelta(days=8)
    books.fact(won, "facebook", "12000", day=dt.date(2025, 3, 2))
    books.fact(won, "facebook", "12000", day=too_late)
    rows = {row["date"]: row for row in books.rows()}
    assert rows[sunday]["total_spend"] == Decimal("10")
    assert (rows[too_late]["total_spend"], rows[too_late]["total_clicks"]) == (None, 10)
    assert rows[too_late]["fx_complete"] is False
    assert rows[too_late]["missing_rates"] == [f"KRW/USD {too_late}"]


def test_a_missing_rate_hides_money_of_its_users_only(books: Books) -> None:
    ann, bob = books.user("ann@example.com"), books.user("bob@example.com", reporting_currency="KRW")
    won = books.account(ann, "krw", "KRW")
    books.connect(bob, "krw", won)
    books.fact(won, "facebook", "12000", "24000")
    rows = {row["reporting_currency"]: row for row in books.rows()}
    assert (rows["USD"]["total_spend"], rows["USD"]["fx_complete"]) == (None, False)
    assert (rows["KRW"]["total_spend"], rows["KRW"]["avg_roas"], rows["KRW"]["fx_complete"]) == (12000, 2, True)


def test_unknown_cost_is_not_zero_and_its_clicks_stay_out_of_the_price(books: Books) -> None:
    ann = books.user("ann@example.com", reporting_currency="USD")
    one, two = books.account(ann, "a", "USD"), books.account(ann, "b", "USD")
    books.fact(one, "facebook", "50", "100", clicks=10)
    books.fact(two, "facebook", None, "1000", clicks=90)
    (row,) = books.rows()
    assert (row["total_spend"], row["total_clicks"], row["total_revenue"]) == (50, 100, 1100)
    assert (row["avg_cpc"], row["avg_roas"]) == (5, 2)


def test_a_new_team_member_a_removed_connection_and_a_new_currency_are_followed(books: Books) -> None:
    ann, bob = books.user("ann@example.com"), books.user("bob@example.com")
    team = books.sql("INSERT INTO app.teams (owner_id, name) VALUES (%s, 't') RETURNING id", (ann,)).fetchone()
    assert team
    euros = books.account(ann, "eur", "EUR", team=team["id"])
    books.rate("USD", "1.25")
    books.fact(euros, "instagram", "8")
    assert [row["user_id"] for row in books.rows()] == [ann]
    books.sql("INSERT INTO app.team_members (team_id, user_id) VALUES (%s, %s)", (team["id"], bob))
    assert {row["user_id"]: row["total_spend"] for row in books.rows()} == {ann: 10, bob: 10}
    books.sql('UPDATE app.users SET settings = \'{"reporting_currency": "EUR"}\' WHERE id = %s', (bob,))
    assert {row["user_id"]: row["total_spend"] for row in books.rows()} == {ann: 10, bob: 8}
    books.sql("UPDATE app.marketing_accounts SET status = 'removed'")
    assert books.rows() == []


def test_an_account_that_is_missing_for_a_day_leaves_it_incomplete(books: Books) -> None:
    ann = books.user("ann@example.com")
    one, two = books.account(ann, "a", "USD"), books.account(ann, "b", "USD")
    yesterday = DAY - dt.timedelta(days=1)
    books.sql("SELECT ops.ensure_partition('warehouse.campaign_metrics', %s)", (yesterday,))
    books.fact(one, "facebook", "1", day=yesterday)
    books.fact(two, "instagram", "1", day=yesterday)
    books.fact(one, "facebook", "1")
    today = {row["channel"]: row for row in books.rows() if row["date"] == DAY}
    assert today["facebook"]["is_complete"] is False
    assert (today["facebook"]["accounts_expected"], today["facebook"]["accounts_loaded"]) == (2, 1)
    assert (today["instagram"]["total_spend"], today["instagram"]["is_complete"]) == (None, False)
    books.loaded(two)
    today = {row["channel"]: row for row in books.rows() if row["date"] == DAY}
    assert today.keys() == {"facebook"}
    assert today["facebook"]["is_complete"] is True


def test_a_day_without_facts_any_more_loses_its_rows(books: Books) -> None:
    ann = books.user("ann@example.com")
    account = books.account(ann, "a", "USD")
    books.fact(account, "facebook", "1")
    assert len(books.rows()) == 1
    books.sql("DELETE FROM warehouse.campaign_metrics")
    books.loaded(account)
    assert books.rows() == []
