"""The tables of shops: their columns, types and keys.

An order, a return and a product may have several rows: each holds from its `update_time` on. A reader on some day of
the account's calendar sees the newest row whose `update_time` is not after that day; before the first there is nothing.
All rows of an order share its items. Ids are strings of digits; `model_id` is "0" where an item has no models.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from sandbox.ledger.types import ACCOUNT, INSTANT, MONEY


def _texts(*names: str) -> list[pa.Field[Any]]:
    return [pa.field(name, pa.string(), False) for name in names]


def _amounts(*names: str) -> list[pa.Field[Any]]:
    return [pa.field(name, MONEY, False) for name in names]


def _counts(*names: str) -> list[pa.Field[Any]]:
    return [pa.field(name, pa.int64(), False) for name in names]


def _instants(*names: str) -> list[pa.Field[Any]]:
    return [pa.field(name, INSTANT, False) for name in names]


_LINE: list[pa.Field[Any]] = [pa.field("line", pa.int32(), False)]

ORDERS = pa.schema(
    [
        *ACCOUNT,
        *_texts("order_sn"),
        *_instants("update_time", "create_time"),
        *_texts("status"),
        *_amounts("total_amount"),
        pa.field("shipping_fee", MONEY),
        pa.field("payment_method", pa.string()),
        pa.field("pay_time", INSTANT),
        pa.field("cancel_by", pa.string()),
        pa.field("cancel_reason", pa.string()),
    ]
)
ORDER_ITEMS = pa.schema(
    [
        *ACCOUNT,
        *_texts("order_sn"),
        *_LINE,
        *_texts("item_id", "model_id", "item_name", "item_sku", "model_name", "model_sku"),
        *_counts("quantity"),
        *_amounts("original_price", "discounted_price"),
    ]
)
RETURNS = pa.schema(
    [
        *ACCOUNT,
        *_texts("return_sn"),
        *_instants("update_time"),
        *_texts("order_sn"),
        *_instants("create_time"),
        *_texts("status"),
        *_amounts("refund_amount"),
        *_texts("reason"),
    ]
)
RETURN_ITEMS = pa.schema(
    [
        *ACCOUNT,
        *_texts("return_sn"),
        *_LINE,
        *_texts("item_id", "model_id", "item_name", "item_sku", "model_sku"),
        *_counts("quantity"),
        *_amounts("item_price"),
    ]
)
PRODUCTS = pa.schema(
    [
        *ACCOUNT,
        *_texts("item_id"),
        *_instants("update_time", "create_time"),
        *_texts("name", "sku", "category_id", "brand", "status"),
        *_amounts("original_price", "current_price"),
        *_counts("stock"),
    ]
)
PRODUCT_MODELS = pa.schema(
    [
        *ACCOUNT,
        *_texts("item_id", "model_id", "model_sku"),
        *_amounts("original_price", "current_price"),
        *_counts("stock"),
    ]
)
PRODUCT_COUNTERS = pa.schema(
    [
        *ACCOUNT,
        *_texts("item_id"),
        pa.field("date", pa.date32(), False),
        *_counts("sales", "views", "likes", "comments"),
        *_amounts("rating"),
    ]
)

SCHEMAS: dict[str, pa.Schema] = {
    "orders": ORDERS,
    "order_items": ORDER_ITEMS,
    "returns": RETURNS,
    "return_items": RETURN_ITEMS,
    "products": PRODUCTS,
    "product_models": PRODUCT_MODELS,
    "product_counters": PRODUCT_COUNTERS,
}

_OF_ACCOUNT = ("platform", "account_id")
KEYS: dict[str, tuple[str, ...]] = {
    "orders": (*_OF_ACCOUNT, "order_sn", "update_time"),
    "order_items": (*_OF_ACCOUNT, "order_sn", "line"),
    "returns": (*_OF_ACCOUNT, "return_sn", "update_time"),
    "return_items": (*_OF_ACCOUNT, "return_sn", "line"),
    "products": (*_OF_ACCOUNT, "item_id", "update_time"),
    "product_models": (*_OF_ACCOUNT, "item_id", "model_id"),
    "product_counters": (*_OF_ACCOUNT, "item_id", "date"),
}
DOCUMENTS: dict[str, str] = {"orders": "order_sn", "returns": "return_sn", "products": "item_id"}
"""Tables of what a reader sees from its first `update_time` on, and the column of its number."""
PARTS: dict[str, str] = {"order_items": "orders", "return_items": "returns", "product_models": "products"}
"""Tables whose rows have no time of their own: they are there when their document is."""
