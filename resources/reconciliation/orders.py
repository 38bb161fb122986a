"""Orders, returns and their items against a truth."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from resources import metrics
from resources.metrics import MONEY
from resources.reconciliation.documents import DocumentDifference, Documents, fields, gather
from resources.warehouse.connection import Warehouse
from resources.warehouse.statements import statement

_SUMS = ("quantity", "items_amount")
_NOT_TOLD = ("items", *_SUMS, *(field.name for field in metrics.SOURCE))
_ACCOUNT: list[pa.Field[Any]] = [pa.field("platform", pa.string(), False), pa.field("account_id", pa.string(), False)]
_DOCUMENT: list[pa.Field[Any]] = [field for field in metrics.ORDERS if field.name not in _NOT_TOLD]
_ITEM: list[pa.Field[Any]] = [
    pa.field("item_id", pa.string(), False),
    pa.field("model_id", pa.string()),
    pa.field("sku", pa.string()),
    pa.field("item_name", pa.string()),
    pa.field("model_name", pa.string()),
    pa.field("quantity", pa.int64(), False),
    pa.field("original_price", MONEY),
    pa.field("unit_price", MONEY, False),
]

ORDERS = pa.schema([*_ACCOUNT, *_DOCUMENT, pa.field("updated_on", pa.date32(), False)])
"""What an order or return is, in the words of metrics.ORDERS; `updated_on` is the day (account zone) of
source_updated_at. Quantity and items_amount follow from its items. Key: platform, account_id, order_sn, return_sn."""

ITEMS = pa.schema(
    [
        *_ACCOUNT,
        pa.field("order_sn", pa.string(), False),
        pa.field("return_sn", pa.string(), False),
        pa.field("line", pa.int32(), False),
        *_ITEM,
    ]
)
"""What their items are. Key: that of the document, and line, from 0."""

_FIELDS = [*(field.name for field in _DOCUMENT if field.name not in ("order_sn", "return_sn")), *_SUMS]
_ITEM_FIELDS = ["order_date", "currency", *(field.name for field in _ITEM), "amount"]


def against_orders(warehouse: Warehouse, orders: pa.Table, items: pa.Table) -> Documents:
    """Lay every published document beside `orders`, and its items beside `items` (schemas ORDERS and ITEMS).

    A document of the truth counts as loaded when the day of its last change is in a window that was published.
    """
    with warehouse.transaction("reconciliation.orders") as cursor:
        gather(cursor, "told_order", orders)
        gather(cursor, "told_item", items)
        cursor.execute(statement("reconciliation/orders/comparable"))
        (counts,) = cursor.execute(statement("reconciliation/orders/counts")).fetchall()
        rows = cursor.execute(statement("reconciliation/orders/differences", fields=fields(_FIELDS))).fetchall()
        rows += cursor.execute(statement("reconciliation/orders/items", fields=fields(_ITEM_FIELDS))).fetchall()
    return Documents([DocumentDifference(**row) for row in rows], **counts)
