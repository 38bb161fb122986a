"""Products to typed rows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from resources.metrics import PRODUCTS
from resources.platforms.shopee.rows.products import OF_MARKETPLACES, STATUS
from tests.resources.platforms.shopee.landed import ABSENT, MIDNIGHT, PRODUCT, changed, parse, reasons, row


def model(price: Any, original: Any, stock: Any) -> dict[str, Any]:
    return {
        "model_id": 1,
        "price_info": [{"current_price": price, "original_price": original}],
        "stock_info_v2": {"summary_info": {"total_available_stock": stock}},
    }


def with_models(*models: Any) -> dict[str, Any]:
    return changed(PRODUCT, {"price_info": ABSENT, "has_model": True, "models": list(models)})


def test_a_product_becomes_a_row_of_the_last_day_of_the_window() -> None:
    parsed = parse("products", PRODUCT)
    assert parsed.table.schema == PRODUCTS
    assert parsed.table.to_pylist() == [
        {
            "product_id": "34002",
            "title": "Tee",
            "sku": "TEE",
            "category": "14646",
            "brand": "Larkspur",
            "status": "active",
            "platform_status": "NORMAL",
            "currency": "SGD",
            "price": Decimal("10.25"),
            "original_price": Decimal("12.5"),
            "stock": 100,
            "sales": 7,
            "views": 90,
            "likes": 4,
            "rating": Decimal("4.5"),
            "comments": 2,
            **dict.fromkeys(OF_MARKETPLACES),
            "listed_at": dt.datetime.fromtimestamp(MIDNIGHT - 86_400, dt.UTC),
            "source_updated_at": dt.datetime.fromtimestamp(MIDNIGHT, dt.UTC),
            "snapshot_date": dt.date(2026, 2, 28),
            "source_page": 0,
            "source_line": 0,
        }
    ]


def test_the_cheapest_variant_gives_the_prices_and_all_of_them_the_stock() -> None:
    record = with_models(model(9, 20, 1), model(Decimal("8.5"), 10, 2), model(Decimal("8.5"), 11, 4))
    taken = row("products", record)
    assert (taken["price"], taken["original_price"], taken["stock"]) == (Decimal("8.5"), Decimal(10), 7)


def test_several_products_keep_their_own_variants() -> None:
    first, second = with_models(model(9, 20, 1), model(8, 10, 2)), with_models(model(3, 3, 5))
    parsed = parse("products", first, {**PRODUCT, "item_id": 1}, second, with_models())
    assert parsed.table["price"].to_pylist() == [Decimal(8), Decimal("10.25"), Decimal(3), None]
    assert parsed.table["stock"].to_pylist() == [3, 100, 5, 100]


def test_a_variant_without_price_does_not_count_and_without_any_the_price_is_unknown() -> None:
    bare = {"model_id": 1, "price_info": [], "stock_info_v2": None}
    taken = row("products", with_models(bare, model(8, None, 2)))
    assert (taken["price"], taken["original_price"], taken["stock"]) == (Decimal(8), None, 2)
    assert row("products", with_models(bare))["price"] is None


@pytest.mark.parametrize(("word", "status"), STATUS.items())
def test_a_products_status_is_ours_and_the_platforms(word: str, status: str) -> None:
    taken = row("products", {**PRODUCT, "item_status": word})
    assert (taken["status"], taken["platform_status"]) == (status, word)


def test_what_is_left_out_is_unknown() -> None:
    names = ("extra", "brand", "stock_info_v2", "item_sku", "category_id", "create_time", "price_info")
    taken = row("products", changed(PRODUCT, dict.fromkeys(names, ABSENT)))
    ours = ("sku", "category", "brand", "price", "stock", "sales", "views", "likes", "rating", "comments", "listed_at")
    assert [taken[name] for name in ours] == [None] * len(ours)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"item_id": ABSENT}, "item_id: expected an id"),
        ({"item_name": ABSENT}, "item_name: expected text"),
        ({"item_status": "LIMBO"}, "item_status: expected one of NORMAL, UNLIST"),
        ({"price_info.0.current_price": "free"}, "price_info[0].current_price: expected a number"),
        ({"price_info.0.currency": "USD"}, "price_info[0].currency: expected the account's currency SGD"),
        ({"extra.sale": "many"}, "extra.sale: expected a whole number"),
        ({"models": [model("free", 1, 1)]}, "models[0].price_info[0].current_price: expected a number"),
        (
            {"models": [model(1, 1, "-")]},
            "models[0].stock_info_v2.summary_info.total_available_stock: expected a whole",
        ),
        ({"stock_info_v2": 5}, "stock_info_v2.summary_info.total_available_stock: expected a whole number"),
    ],
)
def test_a_product_that_is_not_as_expected_is_refused(changes: dict[str, Any], reason: str) -> None:
    assert reasons("products", changed(PRODUCT, changes))[0].startswith(reason)
