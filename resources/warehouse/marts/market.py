"""What public marketplaces show of products and those who sell them."""

from __future__ import annotations

from resources.warehouse.marts.mart import Mart

MARKET: tuple[Mart, ...] = (
    Mart(
        "market_trends",
        "Which products of a public marketplace rise and fall, by category, against one to two weeks before.",
        key=("platform", "date", "category"),
        scope="market_days",
        scope_columns=("platform", "date"),
        sources=("warehouse/products",),
        checks=(
            ("every_product_once", "On each day, the categories' products add up to the catalogue's."),
            (
                "products_kept",
                "Products before, less those gone, plus newcomers, are the products now, by platform and day.",
            ),
        ),
    ),
    Mart(
        "competitor_analysis",
        "Who is strong in each category of a public marketplace, and what is paid there.",
        key=("platform", "date", "category"),
        scope="market_days",
        scope_columns=("platform", "date"),
        sources=("warehouse/products",),
        checks=(("every_offer_once", "On each day, the offers are the products of market_trends."),),
    ),
)
