"""Products and their figures of a day against a truth."""

from __future__ import annotations

import pyarrow as pa

from resources import metrics
from resources.reconciliation.documents import DocumentDifference, Documents, fields, gather
from resources.warehouse.connection import Warehouse
from resources.warehouse.statements import statement

_TOLD = [field for field in metrics.PRODUCTS if field not in metrics.SOURCE]

PRODUCTS = pa.schema([pa.field("platform", pa.string(), False), pa.field("account_id", pa.string(), False), *_TOLD])
"""What a product is on `snapshot_date`, in the words of metrics.PRODUCTS. Key: platform, account_id, product_id."""

_OF_DAY = (
    "day_price",
    "day_original_price",
    "day_stock",
    "day_gravity",
    "day_popularity_rank",
    "day_commission_rate",
    "day_commission_amount",
    "day_initial_sale_amount",
)
_NO_FIELDS = ("product_id", "snapshot_date", "data_snapshot")
_FIELDS = [*(field.name for field in _TOLD if field.name not in _NO_FIELDS), "snapshot", *_OF_DAY]


def against_products(warehouse: Warehouse, products: pa.Table) -> Documents:
    """Lay every published product, and its figures of `snapshot_date`, beside `products` (schema PRODUCTS)."""
    with warehouse.transaction("reconciliation.products") as cursor:
        gather(cursor, "told_product", products)
        (counts,) = cursor.execute(statement("reconciliation/products/counts")).fetchall()
        rows = cursor.execute(statement("reconciliation/products/differences", fields=fields(_FIELDS))).fetchall()
    return Documents([DocumentDifference(**row) for row in rows], **counts)
