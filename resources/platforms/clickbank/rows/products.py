"""Sites of the marketplace, which are its products. A record is a site's fields as text, with its categories."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from html import unescape
from typing import Any

import pyarrow as pa
import simplejson

from resources.metrics import PRODUCTS
from resources.platforms.base import ParseContext
from resources.platforms.clickbank.rows.own import FlagText, Midnight, Prose, WholeText, Words
from resources.platforms.rows.adapt import Shape
from resources.platforms.rows.records import Columns
from resources.platforms.rows.rules import Amount, Text
from resources.platforms.rows.values import Array, local_days, pc

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


_SNAPSHOT = (
    "Id",
    "PopularityRank",
    "Title",
    "Description",
    "HasRecurringProducts",
    "Gravity",
    "PercentPerSale",
    "PercentPerRebill",
    "AverageEarningsPerSale",
    "InitialEarningsPerSale",
    "TotalRebillAmt",
    "Referred",
    "Commission",
    "categories",
)


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
        "vendor": pc.utf8_lower(typed["Id"]),
        "title": _unescaped(typed["Title"]),
        "description": _unescaped(typed["Description"]),
        "data_snapshot": _snapshots(typed, context),
    }
    return {name: known.get(name, pa.nulls(rows)) for name in PRODUCTS.names}


def _unescaped(texts: Array) -> Array:
    return pa.array([text and unescape(text) for text in texts.to_pylist()], pa.string())


def _snapshots(typed: Columns, context: ParseContext) -> Array:
    """The sites as JSON, in the feed's own words; what it does not say is left out."""
    columns = {name: typed[name].to_pylist() for name in _SNAPSHOT}
    columns["ActivateDate"] = local_days(typed["ActivateDate"], context.timezone).cast(pa.string()).to_pylist()
    sites = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
    return pa.array([snapshot(site) for site in sites], pa.string())


def snapshot(site: Mapping[str, Any]) -> str:
    """A site as a JSON object without what is unknown, numbers without zeros at their end."""
    known = ((name, value) for name, value in site.items() if value is not None)
    shortest = {name: value.normalize() if isinstance(value, Decimal) else value for name, value in known}
    return simplejson.dumps(shortest, use_decimal=True)


SHAPE = Shape(
    schema=PRODUCTS,
    rules=(
        Text("Id", required=True),
        Text("Title", required=True),
        Prose("Description"),
        Text("category"),
        Words("categories"),
        Amount("Gravity"),
        WholeText("PopularityRank"),
        Amount("PercentPerSale"),
        Amount("AverageEarningsPerSale"),
        Amount("InitialEarningsPerSale"),
        Amount("PercentPerRebill"),
        Amount("TotalRebillAmt"),
        Amount("Referred"),
        Amount("Commission"),
        FlagText("HasRecurringProducts"),
        Midnight("ActivateDate"),
    ),
    build=_build,
)
