"""The streams of a Shopee shop: its campaigns with their days and hours, its orders and returns, its catalogue."""

from __future__ import annotations

from functools import partial

from resources.metrics import CAMPAIGN_DAILY, CAMPAIGN_HOURLY, CAMPAIGNS, ORDERS, PRODUCTS
from resources.platforms.base import LoadMode, Stream
from resources.platforms.rows.adapt import parse
from resources.platforms.shopee.reading import ads
from resources.platforms.shopee.reading import orders as order_pages
from resources.platforms.shopee.reading import products as product_pages
from resources.platforms.shopee.rows import campaigns, metrics, orders, products

ATTRIBUTION_DAYS = 8
"""Orders are attributed up to 7 days after the click."""
RETENTION_DAYS = 180
"""Reports go back six months; this many days and the one before are never more than that."""

STREAMS = (
    Stream(
        name="campaigns",
        table="campaigns",
        schema=CAMPAIGNS,
        key=("campaign_id",),
        load_mode=LoadMode.MERGE_BY_KEY,
        fetch=ads.campaigns,
        parse=partial(parse, shape=campaigns.SHAPE),
        windowed=False,
    ),
    Stream(
        name="campaign_daily",
        table="campaign_metrics",
        schema=CAMPAIGN_DAILY,
        key=("date", "campaign_id", "placement"),
        load_mode=LoadMode.REPLACE_WINDOW,
        fetch=ads.daily,
        parse=partial(parse, shape=metrics.DAILY),
        lookback_days=ATTRIBUTION_DAYS,
        retention_days=RETENTION_DAYS,
        chunk_days=ads.LONGEST_RANGE,
        total=ads.daily_total,
    ),
    Stream(
        name="campaign_hourly",
        table="campaign_metrics_hourly",
        schema=CAMPAIGN_HOURLY,
        key=("date", "hour", "campaign_id", "placement"),
        load_mode=LoadMode.REPLACE_WINDOW,
        fetch=ads.hourly,
        parse=partial(parse, shape=metrics.HOURLY),
        lookback_days=3,
        retention_days=RETENTION_DAYS,
        chunk_days=7,
        total=ads.hourly_total,
    ),
    Stream(
        name="orders",
        table="orders",
        schema=ORDERS,
        key=("order_sn", "return_sn"),
        load_mode=LoadMode.MERGE_BY_KEY,
        fetch=order_pages.pages,
        parse=orders.parse,
        lookback_days=2,
        chunk_days=order_pages.LONGEST_SPAN,
        personal_fields=orders.PERSONAL,
    ),
    Stream(
        name="products",
        table="products",
        schema=PRODUCTS,
        key=("product_id",),
        load_mode=LoadMode.MERGE_BY_KEY,
        fetch=product_pages.pages,
        parse=partial(parse, shape=products.SHAPE),
        windowed=False,
    ),
)
