"""Deliveries as the platform writes them: the same figures have other names for a shop and for a campaign.

Percentages are percent. For a campaign `cpc` is the cost of a conversion, `_roi` the return on the expense and `_cir`
its inverse in percent.
"""

from __future__ import annotations

from typing import Any

from sandbox.shopee.deliveries import Delivery
from sandbox.shopee.replies import number, percent, ratio


def of_shop(found: Delivery) -> dict[str, Any]:
    """A row of the shop's totals."""
    return {
        "impression": found.impression,
        "clicks": found.clicks,
        "ctr": percent(found.clicks, found.impression),
        "direct_order": found.direct_order,
        "broad_order": found.broad_order,
        "direct_conversions": percent(found.direct_order, found.clicks),
        "broad_conversions": percent(found.broad_order, found.clicks),
        "direct_item_sold": found.direct_item,
        "broad_item_sold": found.broad_item,
        "direct_gmv": number(found.direct_gmv),
        "broad_gmv": number(found.broad_gmv),
        "expense": number(found.expense),
        "cost_per_conversion": ratio(found.expense, found.broad_order),
        "direct_roas": ratio(found.direct_gmv, found.expense),
        "broad_roas": ratio(found.broad_gmv, found.expense),
    }


def of_campaign(found: Delivery) -> dict[str, Any]:
    """A row of a campaign's metrics_list."""
    return {
        "impression": found.impression,
        "clicks": found.clicks,
        "ctr": percent(found.clicks, found.impression),
        "expense": number(found.expense),
        "broad_gmv": number(found.broad_gmv),
        "broad_order": found.broad_order,
        "broad_order_amount": found.broad_item,
        "broad_roi": ratio(found.broad_gmv, found.expense),
        "broad_cir": percent(found.expense, found.broad_gmv),
        "cr": percent(found.broad_order, found.clicks),
        "cpc": ratio(found.expense, found.broad_order),
        "direct_order": found.direct_order,
        "direct_order_amount": found.direct_item,
        "direct_gmv": number(found.direct_gmv),
        "direct_roi": ratio(found.direct_gmv, found.expense),
        "direct_cir": percent(found.expense, found.direct_gmv),
        "direct_cr": percent(found.direct_order, found.clicks),
        "cpdc": ratio(found.expense, found.direct_order),
    }
