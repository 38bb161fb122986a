"""Money that platforms' orders and events bring: rows in, rows out, by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from psycopg import sql

from resources.warehouse.connection import Warehouse
from tests.resources.warehouse.marts.till import Till

pytestmark = pytest.mark.database
NET = "date, currency, gross_revenue, refunds, revenue, orders_count"
PRODUCTS = "date, product_key, category, gross_revenue, refunds, revenue"
EARNED = "date, gross_revenue, refunds, chargebacks, fees, revenue, orders_count"


@pytest.fixture
def till(warehouse: Warehouse) -> Till:
    """Empty."""
    return Till.open(warehouse)


def test_an_order_counts_once_it_is_paid_and_a_return_once_it_is_refunded_on_its_own_day(till: Till) -> None:
    shop = till.account("shopee", "SGD", till.team(), name="77")
    till.sell(shop, "2026-01-05", "A", "23.40", ("1", "10.95"), ("2", "10.95"))
    till.sell(shop, "2026-01-05", "B", "9", ("1", "10"), status="confirmed", paid_at=None)
    till.sell(shop, "2026-01-05", "C", "9", ("1", "10"), status="cancelled")
    till.sell(shop, "2026-01-05", "D", None, ("3", "5"), status="other")
    till.sell(shop, "2026-03-10", "A", "-10.95", ("1", "-10.95"), return_sn="R")
    till.sell(shop, "2026-03-11", "A", "-10.95", ("2", "-10.95"), return_sn="S", status="requested")
    till.add(
        "warehouse.products", ad_account_id=shop, product_id="1", platform="shopee", title="x", category="100",
        status="active", platform_status="NORMAL", currency="SGD", batch_id=1, fetched_at="2026-01-01 00:00+00",
    )  # fmt: skip
    till.refresh()
    assert till.mart("revenue_daily", NET) == [
        ("2026-01-05", "SGD", Decimal("28.40"), 0, Decimal("28.40"), 2),
        ("2026-03-10", "SGD", 0, Decimal("10.95"), Decimal("-10.95"), 0),
    ]
    assert till.mart("revenue_breakdown", PRODUCTS, "date, product_key") == [
        ("2026-01-05", "", "", Decimal("1.5"), 0, Decimal("1.5")),
        ("2026-01-05", "77/1", "100", Decimal("10.95"), 0, Decimal("10.95")),
        ("2026-01-05", "77/2", "unknown", Decimal("10.95"), 0, Decimal("10.95")),
        ("2026-01-05", "77/3", "unknown", 5, 0, 5),
        ("2026-03-10", "77/1", "100", 0, Decimal("10.95"), Decimal("-10.95")),
    ]
    assert till.mart("country_metrics", "date, country, revenue, users, conversions") == [
        ("2026-01-05", "SG", Decimal("28.40"), None, 2),
        ("2026-03-10", "SG", Decimal("-10.95"), None, 0),
    ]


def test_what_came_back_of_a_cancelled_order_takes_nothing_from_what_was_never_counted(till: Till) -> None:
    shop = till.account("shopee", "SGD", till.team())
    till.sell(shop, "2026-01-05", "A", "10", ("1", "10"))
    till.sell(shop, "2026-01-09", "A", "-10", ("1", "-10"), return_sn="R")
    till.refresh()
    assert [row[4] for row in till.mart("revenue_daily", NET)] == [10, -10]
    till.rows("UPDATE warehouse.orders SET status = 'cancelled' WHERE return_sn = ''")
    for day in ("2026-01-05", "2026-01-09"):
        till.touch(shop, day)
    till.refresh()
    assert till.mart("revenue_daily", NET) == []


def test_an_affiliate_earns_by_sales_and_rebills_and_one_receipt_is_one_order(till: Till) -> None:
    account = till.account("clickbank", "USD", till.team())
    till.earn(account, "2026-03-01", "a", "conversion", "19.90", receipt="R", vendor="v", item_no="1", country="US")
    till.earn(account, "2026-03-01", "b", "conversion", "5.10", receipt="R", vendor="v", item_no="2", country="US")
    till.earn(account, "2026-03-01", "c", "conversion", "7", receipt="S", vendor="v", item_no="1", country="??")
    till.earn(account, "2026-03-01", "d", "rebill", "3", receipt="T", vendor="w", item_no="1", country="de")
    till.earn(account, "2026-03-02", "e", "refund", "-19.90", receipt="R", vendor="v", item_no="1", country="US")
    till.earn(account, "2026-03-02", "f", "chargeback", "-7", receipt="S", vendor="v", item_no="1")
    till.earn(account, "2026-03-02", "g", "fee", "-1", receipt="S", vendor="v", item_no="1")
    till.refresh()
    assert till.mart("revenue_daily", EARNED) == [
        ("2026-03-01", 35, 0, 0, 0, 35, 2),
        ("2026-03-02", 0, Decimal("19.90"), 7, 1, Decimal("-27.90"), 0),
    ]
    assert till.mart("revenue_breakdown", "product_key, category, revenue", "date, product_key") == [
        ("v/1", "unknown", Decimal("26.90")), ("v/2", "unknown", Decimal("5.10")), ("w/1", "unknown", 3),
        ("v/1", "unknown", Decimal("-27.90")),
    ]  # fmt: skip
    assert till.mart("country_metrics", "country, revenue, users, conversions", "date, country") == [
        ("DE", 3, None, 0), ("US", 25, None, 1), ("ZZ", 7, None, 1),
        ("US", Decimal("-19.90"), None, 0), ("ZZ", -8, None, 0),
    ]  # fmt: skip


def test_an_account_is_of_the_team_that_shares_it_or_of_its_users_and_doubles_nothing(
    till: Till, owner: Warehouse
) -> None:
    ours, theirs = till.team(), till.team()
    ann = till.user(team_id=theirs)
    shop = till.account("shopee", "SGD", ours, ours)
    till.sell(shop, "2026-01-05", "A", "10", ("1", "10"))
    till.refresh()
    teams = "team_id, revenue"
    assert till.mart("revenue_daily", teams) == [(ours, 10)]
    connection = till.connect(shop, ann)
    till.refresh()
    assert sorted(till.mart("revenue_daily", teams)) == sorted([(ours, 10), (theirs, 10)])
    till.rows("UPDATE app.users SET team_id = NULL WHERE id = %s", ann)
    till.refresh()
    assert till.mart("revenue_daily", teams) == [(ours, 10)]
    till.rows("UPDATE app.marketing_accounts SET team_id = %s WHERE id = %s", theirs, connection)
    till.rows("UPDATE app.marketing_accounts SET status = 'removed' WHERE team_id = %s", ours)
    till.refresh()
    assert till.mart("revenue_daily", teams) == [(theirs, 10)]
    owner.connection.execute("DELETE FROM app.marketing_accounts")
    till.refresh()
    assert till.mart("revenue_daily", teams) == till.mart("revenue_breakdown", teams) == []


def test_an_archived_month_keeps_its_figures_and_is_converted_anew(till: Till, owner: Warehouse) -> None:
    team = till.team(reporting_currency="EUR")
    shop, network = till.account("shopee", "SGD", team), till.account("clickbank", "USD", team)
    till.rate("SGD", "2", "2026-01-05")
    till.rate("USD", "4", "2026-01-05")
    till.sell(shop, "2026-01-05", "A", "10", ("1", "10"))
    till.earn(network, "2026-01-05", "a", "conversion", "8")
    till.refresh()
    for table in ("orders", "order_items"):
        detach = sql.SQL("ALTER TABLE warehouse.{} DETACH PARTITION warehouse.{}")
        owner.connection.execute(detach.format(sql.Identifier(table), sql.Identifier(f"{table}_2026_01")))
        owner.connection.execute(
            "INSERT INTO ops.archive_manifest (table_name, month, state, rows, sums, content_hash, schema_version,"
            " objects, bytes) VALUES (%s, '2026-01-01', 'dropped', 1, '{}', 1, 'x', '[]', 1)",
            (table,),
        )
    till.pay(team, "2026-01-05 10:00+00", "1", "EUR")
    owner.connection.execute("DELETE FROM warehouse.analytics_events")
    till.touch(network, "2026-01-05")
    till.touch(shop, "2026-01-05")
    till.rows('UPDATE app.teams SET settings = \'{"reporting_currency": "USD"}\' WHERE id = %s', team)
    till.refresh()
    assert till.mart("revenue_daily", "source, revenue, reporting_currency, reporting_revenue", "source") == [
        ("own_shop", 1, "USD", 4), ("shopee", 10, "USD", 20),
    ]  # fmt: skip
    assert till.mart("revenue_breakdown", "source, revenue", "source") == [("own_shop", 1), ("shopee", 10)]
    assert till.mart("country_metrics", "source, revenue", "source") == [("own_shop", 1), ("shopee", 10)]
