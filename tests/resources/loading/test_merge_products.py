"""Merging products: the newest version stays, each day keeps its latest figures, and so do a marketplace's words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from resources.loading.publish.counts import RowCounts
from resources.windows import DAY
from tests.resources.loading.bazaar import FETCHED, HOUR, START, Bazaar, Row, product

pytestmark = pytest.mark.database
PRODUCT = "product_id, title, status, price, stock, source_updated_at"


def test_a_product_keeps_its_newest_version_and_each_day_its_latest_figures(shop: Bazaar) -> None:
    tomorrow = START + DAY
    first = shop.publish(product("1"), product("2"), stream="products")
    again = shop.publish(product("1"), product("2"), stream="products", fetched_at=FETCHED + HOUR)
    later = shop.publish(
        product("1", 2, title="new", stock=4, sales=101, snapshot_date=tomorrow),
        product("2", snapshot_date=tomorrow),
        stream="products",
        fetched_at=FETCHED + 24 * HOUR,
    )
    assert (first, again, later) == (RowCounts(inserted=2), RowCounts(unchanged=2), RowCounts(updated=2))
    old = shop.publish(product("1", sales=90), stream="products", fetched_at=FETCHED - HOUR)
    assert old == RowCounts(unchanged=1)
    same_day = shop.publish(product("1", sales=100, stock=3), stream="products", fetched_at=FETCHED + 2 * HOUR)
    assert same_day == RowCounts(updated=1)
    assert [row[:2] + row[4:5] for row in shop.rows(PRODUCT, "products")] == [("1", "new", 4), ("2", "thing 2", 5)]
    assert shop.rows("date, stock, sales", "product_metrics") == [
        (START, 3, 100),
        (START, 5, 100),
        (tomorrow, 4, 101),
        (tomorrow, 5, 100),
    ]


OFFER: Row = {
    "gravity": "12.34",
    "popularity_rank": 3,
    "commission_rate": "75",
    "commission_amount": "20.10",
    "initial_sale_amount": "18",
    "rebill_rate": "50",
    "rebill_amount": "30.5",
    "has_rebills": True,
}
SAID: Row = {"vendor": "oakash", "description": "light & loud", "data_snapshot": '{"Referred": 81.5}'}


@pytest.mark.parametrize("field", SAID)
def test_the_words_of_a_marketplace_are_kept_and_their_changes_too(shop: Bazaar, field: str) -> None:
    shop.publish(product("1", None, **SAID), stream="products")
    changed = {**SAID, field: None}
    news = shop.publish(product("1", None, **changed), stream="products", fetched_at=FETCHED + HOUR)
    same = shop.publish(product("1", None, **changed), stream="products", fetched_at=FETCHED + 2 * HOUR)
    assert (news, same) == (RowCounts(updated=1), RowCounts(unchanged=1))
    (now,) = shop.rows("vendor, description, data_snapshot::text", "products")
    assert list(now) == [changed[name] for name in SAID]


@pytest.mark.parametrize("field", OFFER)
def test_what_a_marketplace_says_of_a_product_is_kept_and_its_changes_too(shop: Bazaar, field: str) -> None:
    told: Row = {"price": None, "original_price": None, "stock": None, **OFFER}
    shop.publish(product("1", None, **told), stream="products")
    changed = {**told, field: None}
    news = shop.publish(product("1", None, **changed), stream="products", fetched_at=FETCHED + HOUR)
    same = shop.publish(product("1", None, **changed), stream="products", fetched_at=FETCHED + 2 * HOUR)
    assert (news, same) == (RowCounts(updated=1), RowCounts(unchanged=1))
    (now,) = shop.rows(", ".join(OFFER), "products")
    expected = [
        None if name == field else Decimal(value) if isinstance(value, str) else value for name, value in OFFER.items()
    ]
    assert list(now) == expected
    assert shop.rows(", ".join(list(OFFER)[:5]), "product_metrics") == [tuple(expected[:5])]


def test_a_product_without_versions_goes_by_its_fetches(shop: Bazaar) -> None:
    shop.publish(product("1", None, title="now"), stream="products", fetched_at=FETCHED + HOUR)
    shop.publish(product("1", None, title="before"), stream="products")
    assert shop.rows("title", "products") == [("now",)]
    shop.publish(product("1", 1, title="said"), stream="products", fetched_at=FETCHED + 2 * HOUR)
    shop.publish(product("1", None, title="unsaid"), stream="products", fetched_at=FETCHED + 3 * HOUR)
    assert shop.rows("title", "products") == [("said",)]
