"""Sites of the marketplace, which are its products. A record is a site's fields as text, with its categories."""

from __future__ import annotations

from html import unescape
from typing import Any

import pyarrow as pa

from resources.metrics import PRODUCTS
from resources.platforms.base import ParseContext
from resources.platforms.clickbank.rows.own import FlagText, Midnight, WholeText
from resources.platforms.rows.adapt import Shape
from resources.platforms.rows.records import Columns
from resources.platforms.rows.rules import Amount, Text
from resources.platforms.rows.values import Array

LISTED = "listed"
_OURS = {
    "product_id": "Id",
    "category": "category",
    "gravity": "Gravity",
    "popularity_rank": "PopularityRank",
    "commission_rate": "PercentPerSale",
    "commission_amount": "AverageEarningsPerSale",
    "initial_sale_amount": "InitialEarningsPerSale",
    "rebill_rate": "PercentPerRebill",
    "rebill_amount": "TotalRebillAmt",
    "has_rebills": "HasRecurringProducts",
    "listed_at": "ActivateDate",
}


def _build(typed: Columns, rows: int, context: ParseContext) -> dict[str, Array]:
    """What is in the feed can be promoted. What customers pay is not in it."""
    same: dict[str, Any] = {
        "status": "active",
        "platform_status": LISTED,
        "currency": context.currency,
        "snapshot_date": context.window.last,
    }
    known = {
        **{ours: typed[theirs] for ours, theirs in _OURS.items()},
        **{name: pa.repeat(pa.scalar(value), rows) for name, value in same.items()},
        "title": pa.array([title and unescape(title) for title in typed["Title"].to_pylist()], pa.string()),
    }
    return {name: known.get(name, pa.nulls(rows)) for name in PRODUCTS.names}


SHAPE = Shape(
    schema=PRODUCTS,
    rules=(
        Text("Id", required=True),
        Text("Title", required=True),
        Text("category"),
        Amount("Gravity"),
        WholeText("PopularityRank"),
        Amount("PercentPerSale"),
        Amount("AverageEarningsPerSale"),
        Amount("InitialEarningsPerSale"),
        Amount("PercentPerRebill"),
        Amount("TotalRebillAmt"),
        FlagText("HasRecurringProducts"),
        Midnight("ActivateDate"),
    ),
    build=_build,
)
