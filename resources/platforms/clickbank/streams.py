"""The streams of ClickBank: an account's days and transactions, and the public marketplace."""

from __future__ import annotations

from functools import partial

from resources.metrics import CAMPAIGN_DAILY, EVENTS, PRODUCTS
from resources.platforms.base import LoadMode, Stream
from resources.platforms.clickbank.network import is_marketplace, is_nickname
from resources.platforms.clickbank.reading import analytics, catalogue, orders
from resources.platforms.clickbank.rows import events, metrics, products
from resources.platforms.rows.adapt import parse

STREAMS = (
    Stream(
        name="campaign_daily",
        table="campaign_metrics",
        schema=CAMPAIGN_DAILY,
        key=("date", "campaign_id", "placement"),
        load_mode=LoadMode.REPLACE_WINDOW,
        fetch=analytics.pages,
        parse=metrics.parse,
        lookback_days=3,
        total=analytics.total,
        serves=is_nickname,
    ),
    Stream(
        name="events",
        table="analytics_events",
        schema=EVENTS,
        key=("event_key",),
        load_mode=LoadMode.MERGE_BY_KEY,
        fetch=orders.pages,
        parse=events.parse,
        lookback_days=7,
        personal_fields=orders.PERSONAL,
        serves=is_nickname,
        sweep_days=(30,),
    ),
    Stream(
        name="products",
        table="products",
        schema=PRODUCTS,
        key=("product_id",),
        load_mode=LoadMode.MERGE_BY_KEY,
        fetch=catalogue.pages,
        parse=partial(parse, shape=products.SHAPE),
        windowed=False,
        serves=is_marketplace,
    ),
)
