"""Products by their base info, with counters (`extra`) and variants (`models`) beside it."""

from __future__ import annotations

import pyarrow as pa

from resources.metrics import PRODUCTS
from resources.platforms.base import ParseContext
from resources.platforms.rows.adapt import Shape
from resources.platforms.rows.records import Columns, Elements, Several
from resources.platforms.rows.rules import Amount, Count, Currency, Id, Instant, OneOf, Text
from resources.platforms.rows.values import Array, pc, translated

STATUS = {
    "NORMAL": "active",
    "UNLIST": "inactive",
    "REVIEWING": "inactive",
    "BANNED": "inactive",
    "SELLER_DELETE": "deleted",
    "SHOPEE_DELETE": "deleted",
}
OF_MARKETPLACES = (
    "vendor",
    "description",
    "gravity",
    "popularity_rank",
    "commission_rate",
    "commission_amount",
    "initial_sale_amount",
    "rebill_rate",
    "rebill_amount",
    "has_rebills",
    "data_snapshot",
)
"""What only a marketplace for affiliates knows of its products."""
_STOCK = "stock_info_v2.summary_info.total_available_stock"


def _build(typed: Columns, rows: int, context: ParseContext) -> dict[str, Array]:
    """Prices and stock of variants, where there are any, go before the product's own."""
    own, models = typed["price_info"], typed["models"]
    prices = models.columns["price_info"]
    of_model = {
        name: prices.first(prices.columns[name], len(models.parents)) for name in ("current_price", "original_price")
    }
    cheapest = _cheapest(models, of_model["current_price"], rows)
    price, original = (
        pc.coalesce(values.take(cheapest), own.first(own.columns[name], rows)) for name, values in of_model.items()
    )
    return {
        "product_id": typed["item_id"],
        "title": typed["item_name"],
        "sku": typed["item_sku"],
        "category": typed["category_id"],
        "brand": typed["brand.original_brand_name"],
        "status": translated(typed["item_status"], STATUS),
        "platform_status": typed["item_status"],
        "currency": pa.repeat(pa.scalar(context.currency), rows),
        "price": price,
        "original_price": original,
        "stock": pc.coalesce(models.sums(models.columns[_STOCK], rows), typed[_STOCK]),
        "sales": typed["extra.sale"],
        "views": typed["extra.views"],
        "likes": typed["extra.likes"],
        "rating": typed["extra.rating_star"],
        "comments": typed["extra.comment_count"],
        **dict.fromkeys(OF_MARKETPLACES, pa.nulls(rows)),
        "listed_at": typed["create_time"],
        "source_updated_at": typed["update_time"],
        "snapshot_date": pa.repeat(pa.scalar(context.window.last), rows),
    }


def _cheapest(models: Elements, price: Array, rows: int) -> Array:
    """By row, which of all models is its cheapest; null where none has a price."""
    numbered = pa.table({"row": models.parents, "price": price, "model": pa.array(range(len(price)), pa.int64())})
    ordered = numbered.filter(pc.is_valid(price)).sort_by([(name, "ascending") for name in ("row", "price", "model")])
    return Elements(ordered["row"].combine_chunks(), {}).first(ordered["model"].combine_chunks(), rows)


_PRICES = (Amount("current_price", required=True), Amount("original_price"), Currency("currency"))

SHAPE = Shape(
    schema=PRODUCTS,
    rules=(
        Id("item_id", required=True),
        Text("item_name", required=True),
        Text("item_sku", empty_is_null=True),
        Id("category_id"),
        Text("brand.original_brand_name", empty_is_null=True),
        OneOf("item_status", required=True, words=tuple(STATUS)),
        Several("price_info", rules=_PRICES),
        Count(_STOCK),
        Count("extra.sale"),
        Count("extra.views"),
        Count("extra.likes"),
        Amount("extra.rating_star"),
        Count("extra.comment_count"),
        Instant("create_time"),
        Instant("update_time"),
        Several("models", rules=(Several("price_info", rules=_PRICES), Count(_STOCK))),
    ),
    build=_build,
)
