"""The streams of Google Ads: campaigns, their days by network, and their hours."""

from __future__ import annotations

from functools import partial

from resources.metrics import CAMPAIGN_DAILY, CAMPAIGN_HOURLY, CAMPAIGNS
from resources.platforms.base import LoadMode, Stream
from resources.platforms.google import reading
from resources.platforms.google.rows import campaigns, metrics
from resources.platforms.rows.adapt import parse

ATTRIBUTION_DAYS = 30
"""A click's conversions are counted on the day of the click for 30 days by default, 90 at most."""
LONGEST_ATTRIBUTION_DAYS = 90
RETENTION_DAYS = 1125
"""Days and hours are kept for 37 months; this many days are never more than that."""

STREAMS = (
    Stream(
        name="campaigns",
        table="campaigns",
        schema=CAMPAIGNS,
        key=("campaign_id",),
        load_mode=LoadMode.MERGE_BY_KEY,
        fetch=reading.campaigns,
        parse=partial(parse, shape=campaigns.SHAPE),
        windowed=False,
    ),
    Stream(
        name="campaign_daily",
        table="campaign_metrics",
        schema=CAMPAIGN_DAILY,
        key=("date", "campaign_id", "placement"),
        load_mode=LoadMode.REPLACE_WINDOW,
        fetch=reading.daily,
        parse=partial(parse, shape=metrics.DAILY),
        lookback_days=ATTRIBUTION_DAYS,
        sweep_days=(LONGEST_ATTRIBUTION_DAYS,),
        retention_days=RETENTION_DAYS,
        chunk_days=31,
        total=reading.daily_total,
    ),
    Stream(
        name="campaign_hourly",
        table="campaign_metrics_hourly",
        schema=CAMPAIGN_HOURLY,
        key=("date", "hour", "campaign_id", "placement"),
        load_mode=LoadMode.REPLACE_WINDOW,
        fetch=reading.hourly,
        parse=partial(parse, shape=metrics.HOURLY),
        lookback_days=3,
        retention_days=RETENTION_DAYS,
        chunk_days=7,
        total=reading.hourly_total,
    ),
)
