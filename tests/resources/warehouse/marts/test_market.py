"""What a public marketplace shows: catalogues in, trends and competitors out, by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from resources.warehouse.connection import Warehouse
from resources.windows import DAY
from tests.resources.loading import bazaar
from tests.resources.loading.bazaar import Bazaar, product
from tests.resources.warehouse.marts.market import Catalogue
from tests.resources.warehouse.marts.store import Store

pytestmark = pytest.mark.database
NOW = dt.date(2026, 3, 20)
WEEK = 7 * DAY
NAMES = ("market_trends", "competitor_analysis")


@pytest.fixture
def market(warehouse: Warehouse) -> Catalogue:
    """The marketplace, never read before."""
    return Catalogue.open(Store(warehouse), "2026-02-01", "2026-03-01")


def trends(market: Catalogue, columns: str, day: dt.date = NOW) -> list[tuple[Any, ...]]:
    market.store.refresh()
    rows = market.store.mart("market_trends", f"date, category, {columns}", "date, category")
    return [tuple(row.values())[1:] for row in rows if row["date"] == day]


def test_risers_and_fallers_stand_by_the_strength_of_their_change(market: Catalogue) -> None:
    market.read(NOW - WEEK, health={"slim": 10, "keto": 40, "yoga": 5, "calm": 0})
    market.read(NOW, health={"slim": "12.5", "keto": 30, "yoga": 5, "calm": 1})
    ((_, told, *counts),) = trends(market, "trends, risers, fallers, newcomers, gone, products_before, products")
    ids = market.ids
    assert told == {
        "risers": [
            {"product_id": ids["slim"], "product": "slim", "gravity_before": 10, "gravity": 12.5, "change": 2.5,
             "change_percent": 25},
            {"product_id": ids["calm"], "product": "calm", "gravity_before": 0, "gravity": 1, "change": 1,
             "change_percent": None},
        ],
        "fallers": [
            {"product_id": ids["keto"], "product": "keto", "gravity_before": 40, "gravity": 30, "change": -10,
             "change_percent": -25},
        ],
    }  # fmt: skip
    assert counts == [2, 1, 0, 0, 4, 4]
    assert trends(market, "mean_gravity, median_gravity, mean_gravity_before") == [
        ("health", Decimal("12.125"), Decimal("8.75"), Decimal("13.75"))
    ]
    assert market.store.broken(*NAMES) == {}


def test_what_comes_goes_or_moves_to_another_category_is_told_apart(market: Catalogue) -> None:
    market.read(NOW - WEEK, health={"slim": 1, "keto": 2}, games={"chess": 3})
    market.read(NOW, health={"slim": 1, "chess": 4, "yoga": None}, none={"odd": 1})
    assert trends(market, "products_before, products, newcomers, gone, risers, fallers") == [
        ("", 0, 1, 1, 0, 0, 0),
        ("games", 1, 0, 0, 0, 0, 0),
        ("health", 2, 3, 1, 1, 1, 0),
    ]
    assert market.store.broken(*NAMES) == {}


def test_a_catalogue_is_compared_with_the_last_one_of_seven_to_fourteen_days_before(market: Catalogue) -> None:
    for days in (15, 14, 8, 6):
        market.read(NOW - days * DAY, health={"slim": days})
    market.read(NOW, health={"slim": 1})
    assert trends(market, "compared_with, fallers") == [("health", NOW - 8 * DAY, 1)]
    first = NOW - 15 * DAY
    assert trends(market, "compared_with, products, risers, fallers, newcomers, gone, trends", first) == [
        ("health", None, 1, None, None, None, None, None)
    ]
    market.read(NOW - WEEK, health={"slim": 1})
    assert trends(market, "compared_with, fallers") == [("health", NOW - WEEK, 0)]
    assert market.store.broken(*NAMES) == {}


def test_only_the_ten_strongest_are_named(market: Catalogue) -> None:
    names = [f"offer{number:02}" for number in range(12)]
    market.read(NOW - WEEK, health=dict.fromkeys(names, 1))
    market.read(NOW, health={name: 2 + place for place, name in enumerate(names)})
    ((_, told, risers),) = trends(market, "trends, risers")
    assert [line["product"] for line in told["risers"]] == names[:1:-1]
    assert risers == 12


def test_a_private_shops_products_are_no_market(market: Catalogue) -> None:
    market.read(NOW, platform="shopee", account="42", health={"mug": 1})
    assert trends(market, "products") == []
    assert market.store.mart("competitor_analysis", order="1") == []


def test_the_strong_of_a_category_its_concentration_and_what_it_pays(market: Catalogue) -> None:
    market.read(NOW, health={"slim": 50, "keto": 30, "yoga": 15, "calm": 5, "new": None})
    market.pays(NOW, slim=(75, 40), keto=(50, 30), yoga=(60, 20), calm=(25, 10))
    market.store.refresh()
    (row,) = market.store.mart("competitor_analysis", order="1")
    top = row.pop("analysis")["top_offers"]
    assert top[0] == {
        "product_id": market.ids["slim"], "product": "slim", "gravity": 50, "share": 50, "popularity_rank": None,
        "commission_rate": 75, "commission_amount": 40, "currency": "USD",
    }  # fmt: skip
    assert [line["product"] for line in top] == ["slim", "keto", "yoga", "calm", "new"]
    assert row == {
        "platform": "clickbank", "date": NOW, "category": "health", "offers": 5, "total_gravity": 100,
        "median_gravity": Decimal("22.5"), "top_three_share": 95, "commission_rate_quarter": Decimal("43.75"),
        "commission_rate_median": 55, "commission_rate_three_quarters": Decimal("63.75"), "currency": "USD",
        "commission_amount_quarter": Decimal("17.5"), "commission_amount_median": 25,
        "commission_amount_three_quarters": Decimal("32.5"),
    }  # fmt: skip


def test_amounts_of_several_currencies_are_not_mixed(market: Catalogue) -> None:
    market.read(NOW, health={"slim": 0, "keto": 0})
    market.pays(NOW, slim=(75, 40), keto=(50, 30))
    market.store.rows("UPDATE warehouse.product_metrics SET currency = 'EUR' WHERE product_id = %s", market.ids["keto"])
    market.store.refresh()
    (row,) = market.store.mart("competitor_analysis", order="1")
    assert (row["currency"], row["commission_amount_median"], row["commission_rate_median"]) == (
        None,
        None,
        Decimal("62.5"),
    )
    assert (row["total_gravity"], row["top_three_share"]) == (0, None)


def test_days_that_rest_on_an_archived_month_keep_their_rows(market: Catalogue, owner: Warehouse) -> None:
    early = dt.date(2026, 3, 5)
    market.read(early - WEEK, health={"slim": 1})
    market.read(early, health={"slim": 2})
    before = trends(market, "compared_with, risers", early)
    owner.connection.execute(
        "INSERT INTO ops.archive_manifest (table_name, month, state, rows, sums, content_hash,"
        " schema_version, objects, bytes) VALUES ('product_metrics', '2026-02-01', 'dropped', 1, '{}', 0, '1', '[]', 0)"
    )
    owner.connection.execute("DELETE FROM warehouse.product_metrics WHERE date < '2026-03-01'")
    market.touch(early, early - WEEK)
    assert before == trends(market, "compared_with, risers", early) == [("health", early - WEEK, 1)]


def test_publishing_a_catalogue_keeps_its_categories_and_queues_the_days_that_have_news(warehouse: Warehouse) -> None:
    with bazaar.known():
        shop = Bazaar.open(bazaar.run(warehouse))
        moved = product("keto", category="health", gravity="2")
        shop.publish(product("slim", category="health", gravity="1"), moved, stream="products")
        shop.publish(moved, stream="products", fetched_at=bazaar.FETCHED + bazaar.HOUR)
        shop.publish({**moved, "category": "games"}, stream="products", fetched_at=bazaar.FETCHED + 2 * bazaar.HOUR)
        assert shop.rows("date, category", "product_metrics") == [(bazaar.START, "games"), (bazaar.START, "health")]
    queued = Store(warehouse).rows("SELECT ad_account_id, date, reason FROM ops.touched_days ORDER BY id")
    assert queued == [{"ad_account_id": shop.account.ad_account_id, "date": bazaar.START, "reason": "publish"}] * 2


def test_what_the_marts_lost_is_found(market: Catalogue) -> None:
    market.read(NOW - WEEK, health={"slim": 1, "keto": 2})
    market.read(NOW, health={"slim": 1, "keto": 2})
    market.store.refresh()
    market.store.rows("UPDATE marts.market_trends SET products = products - 1 WHERE date = %s", NOW)
    assert set(market.store.broken(*NAMES)) == {
        "market_trends every_product_once",
        "market_trends products_kept",
        "competitor_analysis every_offer_once",
    }
