"""The catalogues of the default ledger's shops as tables, and their counters day by day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from sandbox.ledger.money import MICROS, from_micros
from sandbox.ledger.shop_tables import PRODUCT_COUNTERS, PRODUCT_MODELS, PRODUCTS
from sandbox.ledger.synthetic.entities import ANCHOR, DAY
from sandbox.ledger.synthetic.shops import PLATFORM, SHOPS, Product, Shop, catalogue

_VIEWS_A_SALE, _SALES_A_LIKE, _SALES_A_COMMENT = 37, 4, 9


def product_table(seed: int) -> pa.Table:
    """Rows of `products`: as listed, at each change of price and stock and, where it has one, at its fate."""
    rows = [row for shop in SHOPS for product in catalogue(seed, shop) for row in _versions(shop, product)]
    return pa.Table.from_pylist(rows, schema=PRODUCTS)


def model_table(seed: int) -> pa.Table:
    """Rows of `product_models`."""
    rows = [
        {
            "platform": PLATFORM,
            "account_id": shop.account_id,
            "item_id": product.item_id,
            "model_id": model.model_id,
            "model_sku": model.sku,
            "original_price": _money(shop, model.original),
            "current_price": _money(shop, model.current),
            "stock": model.stock,
        }
        for shop in SHOPS
        for product in catalogue(seed, shop)
        for model in product.models
    ]
    return pa.Table.from_pylist(rows, schema=PRODUCT_MODELS)


def counter_table(seed: int, until: dt.date) -> pa.Table:
    """Rows of `product_counters` for every day from ANCHOR to `until` on which a product is listed."""
    tables = [_counters(shop, product, until) for shop in SHOPS for product in catalogue(seed, shop)]
    return pa.concat_tables([PRODUCT_COUNTERS.empty_table(), *tables]).combine_chunks()


def _versions(shop: Shop, product: Product) -> list[dict[str, Any]]:
    def version(day: dt.date, index: int, status: str) -> dict[str, Any]:
        return {
            "platform": PLATFORM,
            "account_id": shop.account_id,
            "item_id": product.item_id,
            "update_time": shop.instant(day, 36_000 + 60 * index),
            "create_time": shop.instant(product.listed, 36_000),
            "name": product.name,
            "sku": product.sku,
            "category_id": product.category_id,
            "brand": product.brand,
            "status": status,
            "original_price": _money(shop, product.original[index]),
            "current_price": _money(shop, product.current[index]),
            "stock": product.stock[index],
        }

    rows = [version(day, index, "NORMAL") for index, day in enumerate(product.changes)]
    fate = [] if product.fate == "NORMAL" else [version(product.end, len(product.changes) - 1, product.fate)]
    return rows + fate


def _counters(shop: Shop, product: Product, until: dt.date) -> pa.Table:
    days = np.arange(np.datetime64(max(product.listed, ANCHOR)), np.datetime64(min(until + DAY, product.end)))
    age = (days - np.datetime64(product.listed)).astype(np.int64)
    sales = (age * product.popularity / 3).astype(np.int64)
    rating = 4_000_000 + (sales * 7_919 % 100) * MICROS // 100
    columns: dict[str, Any] = {
        "platform": pa.repeat(PLATFORM, len(days)),
        "account_id": pa.repeat(shop.account_id, len(days)),
        "item_id": pa.repeat(product.item_id, len(days)),
        "date": pa.array(days),
        "sales": pa.array(sales),
        "views": pa.array(sales * _VIEWS_A_SALE + age),
        "likes": pa.array(sales // _SALES_A_LIKE),
        "comments": pa.array(sales // _SALES_A_COMMENT),
        "rating": from_micros(rating),
    }
    return pa.table([columns[name] for name in PRODUCT_COUNTERS.names], schema=PRODUCT_COUNTERS)


def _money(shop: Shop, units: int) -> Decimal:
    return Decimal(units * shop.unit) / MICROS
