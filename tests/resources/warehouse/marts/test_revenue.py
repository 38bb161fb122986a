"""Money really taken: rows in, rows out, by hand."""

from __future__ import annotations

from decimal import Decimal

import psycopg
import pytest

from resources.warehouse.connection import Warehouse
from tests.resources.warehouse.marts.till import Till

pytestmark = pytest.mark.database
NET = "date, gross_revenue, refunds, chargebacks, revenue, orders_count"
CONVERTED = "date, revenue, reporting_currency, reporting_revenue, fx_complete, missing_rates"


@pytest.fixture
def till(warehouse: Warehouse) -> Till:
    """Empty."""
    return Till.open(warehouse)


def test_half_past_eleven_in_seoul_is_that_day_and_the_next_hour_the_next(till: Till) -> None:
    seoul = till.team(timezone="Asia/Seoul", reporting_currency="KRW")
    till.pay(seoul, "2026-03-01 14:30+00", "12000", "KRW")
    till.pay(seoul, "2026-03-01 15:00+00", "500", "KRW")
    till.place(seoul, "2026-03-01 14:30+00", currency="KRW")
    till.refresh()
    assert till.mart("revenue_daily", NET) == [("2026-03-01", 12000, 0, 0, 12000, 1), ("2026-03-02", 500, 0, 0, 500, 0)]


def test_what_is_given_back_counts_on_its_own_day_beside_the_gross(till: Till) -> None:
    team = till.team()
    till.pay(team, "2026-03-01 10:00+00", "100", refunded_amount="30", refunded_at="2026-03-05 10:00+00")
    till.pay(
        team, "2026-03-01 10:00+00", "40", status="charged_back", charged_back_at="2026-03-08 10:00+00",
        refunded_amount="15", refunded_at="2026-03-05 11:00+00",
    )  # fmt: skip
    till.refresh()
    assert till.mart("revenue_daily", NET) == [
        ("2026-03-01", 140, 0, 0, 140, 0),
        ("2026-03-05", 0, 45, 0, -45, 0),
        ("2026-03-08", 0, 0, 25, -25, 0),
    ]


def test_only_money_that_came_and_orders_that_stand_count(till: Till) -> None:
    team = till.team()
    paid = till.pay(team, "2026-03-01 10:00+00", "10")
    for status in ("pending", "failed"):
        till.pay(team, "2026-03-01 10:00+00", "99", status=status)
    for status in ("pending", "cancelled", "paid", "shipped", "completed", "refunded"):
        till.place(team, "2026-03-01 10:00+00", status)
    till.refresh()
    assert till.mart("revenue_daily", NET) == [("2026-03-01", 10, 0, 0, 10, 4)]
    till.rows("UPDATE app.payments SET completed_at = '2026-03-02 10:00+00' WHERE id = %s", paid)
    till.rows("DELETE FROM app.orders")
    till.refresh()
    assert till.mart("revenue_daily", NET) == [("2026-03-02", 10, 0, 0, 10, 0)]


def test_currencies_are_apart_and_converted_at_their_days_own_rate(till: Till) -> None:
    team = till.team(reporting_currency="USD")
    till.rate("USD", "1.25", "2026-02-27")
    till.rate("KRW", "1500", "2026-02-27")
    for currency, amount in (("KRW", "12000"), ("USD", "7"), ("TWD", "90")):
        till.pay(team, "2026-03-01 10:00+00", amount, currency)
    till.refresh()
    assert till.mart("revenue_daily", CONVERTED) == [
        ("2026-03-01", 12000, "USD", 10, True, []),
        ("2026-03-01", 90, "USD", None, False, ["TWD/USD 2026-03-01"]),
        ("2026-03-01", 7, "USD", 7, True, []),
    ]
    till.rows('UPDATE app.teams SET settings = \'{"reporting_currency": "EUR"}\' WHERE id = %s', team)
    till.refresh()
    assert [row[2:4] for row in till.mart("revenue_daily", CONVERTED)] == [
        ("EUR", 8), ("EUR", None), ("EUR", Decimal("5.6")),
    ]  # fmt: skip


def test_another_zone_moves_every_day_and_leaves_nothing_behind(till: Till) -> None:
    team = till.team()
    till.pay(team, "2026-03-01 20:00+00", "10", refunded_amount="4", refunded_at="2026-03-09 20:00+00")
    till.place(team, "2026-03-01 20:00+00")
    till.refresh()
    till.rows('UPDATE app.teams SET settings = \'{"timezone": "Asia/Seoul"}\' WHERE id = %s', team)
    till.refresh()
    assert till.mart("revenue_daily", NET) == [("2026-03-02", 10, 0, 0, 10, 1), ("2026-03-10", 0, 4, 0, -4, 0)]


def test_a_row_that_does_not_add_up_is_refused(till: Till, owner: Warehouse) -> None:
    till.pay(till.team(), "2026-03-01 10:00+00", "10")
    till.refresh()
    with pytest.raises(psycopg.errors.CheckViolation, match="revenue_is_gross_less_what_went_back"):
        owner.connection.execute("UPDATE marts.revenue_daily SET revenue = 11")


def test_countries_are_the_buyers_and_two_purchases_of_one_are_one_user(till: Till) -> None:
    team, ann, bob = till.team(), till.user("KR"), till.user()
    for buyer in (ann, ann, bob, None):
        till.pay(team, "2026-03-01 10:00+00", "10", user_id=buyer)
        till.place(team, "2026-03-01 10:00+00", user_id=buyer)
    columns = "country, revenue, users, conversions"
    till.refresh()
    assert till.mart("country_metrics", columns, "1") == [("KR", 20, 1, 2), ("ZZ", 20, 1, 2)]
    till.rows("UPDATE app.users SET country = 'KR' WHERE id = %s", bob)
    till.refresh()
    assert till.mart("country_metrics", columns, "1") == [("KR", 30, 2, 3), ("ZZ", 10, 0, 1)]


def test_products_share_the_revenue_and_one_that_is_renamed_has_its_days_renamed(till: Till) -> None:
    team = till.team()
    mug, cup = till.product(team, "mug", "kitchen"), till.product(team, "cup")
    till.pay(team, "2026-03-01 10:00+00", "10", product_id=mug, refunded_amount="10", refunded_at="2026-03-04 10:00+00")
    for product in (mug, cup, None):
        till.pay(team, "2026-03-01 10:00+00", "5", product_id=product)
    columns = "date, product_name, category, gross_revenue, refunds"
    till.refresh()
    assert till.mart("revenue_breakdown", columns, "date, category") == [
        ("2026-03-01", None, "", 5, 0),
        ("2026-03-01", "mug", "kitchen", 15, 0),
        ("2026-03-01", "cup", "unknown", 5, 0),
        ("2026-03-04", "mug", "kitchen", 0, 10),
    ]
    till.rows("UPDATE app.products SET name = 'beaker', category = 'bar' WHERE id = %s", mug)
    till.refresh()
    assert [row[1:3] for row in till.mart("revenue_breakdown", columns, "date, category")] == [
        (None, ""), ("beaker", "bar"), ("cup", "unknown"), ("beaker", "bar"),
    ]  # fmt: skip
