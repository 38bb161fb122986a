"""What a publish or a new rate has computed again: the days whose money it may change, and no others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from resources.ecb import RATES
from resources.fx import load_rates, unload_rates
from resources.warehouse.connection import Warehouse
from resources.warehouse.schema import migrate
from tests.conftest import Databases
from tests.resources.loading.bazaar import FETCHED, HOUR, START, Bazaar, event, item, known, order, product, run
from tests.resources.warehouse.marts.till import Till

pytestmark = pytest.mark.database
LATER = dt.date(2025, 3, 20)


@pytest.fixture
def bazaar(warehouse: Warehouse) -> Iterator[Bazaar]:
    """A shop that publishes for real."""
    with known():
        yield Bazaar.open(run(warehouse))


@pytest.fixture
def till(warehouse: Warehouse) -> Till:
    """The same warehouse, by hand."""
    return Till(warehouse)


def publish(bazaar: Bazaar, *rows: dict[str, Any], hours: int = 0, stream: str = "orders") -> list[dt.date]:
    """The days that publishing the rows touches."""
    touched = "SELECT DISTINCT date FROM ops.touched_days ORDER BY date"
    bazaar.context.warehouse.connection.execute("DELETE FROM ops.touched_days")
    bazaar.publish(*rows, stream=stream, fetched_at=FETCHED + hours * HOUR)
    return [row["date"] for row in bazaar.context.warehouse.connection.execute(touched)]


def test_a_document_touches_its_day_and_a_late_version_that_and_the_days_of_its_returns(bazaar: Bazaar) -> None:
    returned = order("A", 2, return_sn="R", order_date=LATER)
    assert publish(bazaar, order("A", 1), order("B", 1, order_date=START + dt.timedelta(days=1))) == [
        START,
        START + dt.timedelta(days=1),
    ]
    assert publish(bazaar, returned, hours=1) == [LATER]
    assert publish(bazaar, order("A", 1), returned, hours=2) == []
    assert publish(bazaar, order("A", 3, status="completed"), hours=3) == [START, LATER]
    assert publish(bazaar, order("A", 3, item(unit_price="11"), status="completed"), hours=4) == [START, LATER]


def test_an_event_touches_its_day_when_it_is_new_or_changed(bazaar: Bazaar) -> None:
    assert publish(bazaar, event("a"), event("b", 24), stream="events") == [START, START + dt.timedelta(days=1)]
    assert publish(bazaar, event("a"), event("b", 24, revenue="7"), hours=1, stream="events") == [
        START + dt.timedelta(days=1)
    ]


def test_a_product_of_another_category_touches_the_days_on_which_it_was_ordered(bazaar: Bazaar) -> None:
    publish(bazaar, order("A", 1, order_date=LATER))
    assert LATER in publish(bazaar, product("1", category="100"), product("2", category="100"), stream="products")
    assert LATER not in publish(bazaar, product("1", 2, category="100", price="8"), hours=1, stream="products")
    assert LATER in publish(bazaar, product("1", 3, category="200"), hours=2, stream="products")


def test_a_return_that_comes_late_takes_its_day_down_and_no_other(bazaar: Bazaar, till: Till) -> None:
    till.connect(bazaar.account.ad_account_id, till.user(), team_id=till.team())
    bazaar.publish(order("A", 1, status="completed"))
    till.refresh()
    bazaar.publish(order("A", 9, return_sn="R", order_date=LATER, status="refunded"), fetched_at=FETCHED + HOUR)
    till.refresh()
    assert till.mart("revenue_daily", "date, gross_revenue, refunds, orders_count") == [
        ("2025-03-01", 10, 0, 1), ("2025-03-20", 0, 10, 0),
    ]  # fmt: skip
    assert till.rows("SELECT count(*) AS rows FROM marts.revenue_daily WHERE updated_at > created_at") == [{"rows": 0}]


def rates(day: dt.date, **prices: str) -> pa.Table:
    """Units of currencies for one euro."""
    rows = [{"date": day, "base": "EUR", "quote": name, "rate": Decimal(price)} for name, price in prices.items()]
    return pa.Table.from_pylist(rows, schema=RATES)


def test_a_rate_that_comes_converts_the_money_of_its_week_and_leaves_it_unconverted_when_it_goes(till: Till) -> None:
    team = till.team(reporting_currency="USD")
    till.pay(team, "2026-03-07 10:00+00", "3000", "KRW")
    till.pay(team, "2026-03-08 10:00+00", "3000", "KRW")
    till.pay(team, "2026-03-07 10:00+00", "5", "USD")
    till.refresh()
    load_rates(till.warehouse, rates(dt.date(2026, 2, 28), USD="1.5", KRW="1500", JPY="150"), "own")
    waiting = till.rows("SELECT subject, date::text FROM ops.touched_records")
    assert waiting == [{"subject": "team_day", "date": "2026-03-07"}]
    till.refresh()
    columns = "date, currency, reporting_revenue"
    assert till.mart("revenue_daily", columns) == [
        ("2026-03-07", "KRW", 3), ("2026-03-07", "USD", 5), ("2026-03-08", "KRW", None),
    ]  # fmt: skip
    unload_rates(till.warehouse, "own")
    till.refresh()
    assert [row[2] for row in till.mart("revenue_daily", columns)] == [None, 5, None]


def test_orders_and_events_that_were_there_before_the_marts_wait_for_them_after_the_migration(
    databases: Databases, owner: Warehouse
) -> None:
    migrate(databases.owner_url, "0004")
    till = Till.open(owner)
    account = till.account("shopee", "USD", till.team())
    till.sell(account, "2026-01-05", "A", "10", ("1", "10"))
    till.earn(account, "2026-01-06", "a", "conversion", "8")
    till.rows("DELETE FROM ops.touched_days")
    migrate(databases.owner_url)
    assert till.rows("SELECT date::text FROM ops.touched_days ORDER BY date") == [
        {"date": "2026-01-05"}, {"date": "2026-01-06"},
    ]  # fmt: skip
