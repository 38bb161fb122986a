"""Reconciliation: are the facts what they must be? Exact: every difference counts, whatever its size.

Against a truth (the sandbox's ledger) row by row; against the base rollup by sums; against the platforms' own totals.
"""

from resources.reconciliation.documents import DocumentDifference, Documents
from resources.reconciliation.events import EVENTS, against_events
from resources.reconciliation.metrics import (
    DAILY,
    HOURLY,
    TRUTH,
    WHOLE_DAY,
    Comparison,
    Difference,
    against_marts,
    against_platform_totals,
    against_truth,
    waiting_days,
)
from resources.reconciliation.orders import ITEMS, ORDERS, against_orders
from resources.reconciliation.products import PRODUCTS, against_products

__all__ = [
    "DAILY",
    "EVENTS",
    "HOURLY",
    "ITEMS",
    "ORDERS",
    "PRODUCTS",
    "TRUTH",
    "WHOLE_DAY",
    "Comparison",
    "Difference",
    "DocumentDifference",
    "Documents",
    "against_events",
    "against_marts",
    "against_orders",
    "against_platform_totals",
    "against_products",
    "against_truth",
    "waiting_days",
]
