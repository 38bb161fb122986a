"""The streams of a Naver customer: its campaigns, their days and their hours."""

from __future__ import annotations

from functools import partial

from resources.metrics import CAMPAIGN_DAILY, CAMPAIGN_HOURLY, CAMPAIGNS
from resources.platforms.base import LoadMode, Stream
from resources.platforms.naver.reading import entities, reports, totals
from resources.platforms.naver.rows import campaigns, metrics
from resources.platforms.rows.adapt import parse

LOOKBACK_DAYS, SWEEP_DAYS = 3, (7, 30)
"""Clicks are corrected for 48 hours; conversions follow for weeks, which the sweeps are for."""
LAG_DAYS = 1
"""Today is AGGREGATING until it is over."""
DAILY_RETENTION_DAYS = 365
HOURLY_RETENTION_DAYS = 30

STREAMS = (
    Stream(
        name="campaigns",
        table="campaigns",
        schema=CAMPAIGNS,
        key=("campaign_id",),
        load_mode=LoadMode.MERGE_BY_KEY,
        fetch=entities.campaigns,
        parse=partial(parse, shape=campaigns.SHAPE),
        windowed=False,
    ),
    Stream(
        name="campaign_daily",
        table="campaign_metrics",
        schema=CAMPAIGN_DAILY,
        key=("date", "campaign_id", "placement"),
        load_mode=LoadMode.REPLACE_WINDOW,
        fetch=reports.daily,
        parse=metrics.daily,
        lookback_days=LOOKBACK_DAYS,
        retention_days=DAILY_RETENTION_DAYS,
        chunk_days=14,
        total=totals.daily_total,
        sweep_days=SWEEP_DAYS,
        lag_days=LAG_DAYS,
    ),
    Stream(
        name="campaign_hourly",
        table="campaign_metrics_hourly",
        schema=CAMPAIGN_HOURLY,
        key=("date", "hour", "campaign_id", "placement"),
        load_mode=LoadMode.REPLACE_WINDOW,
        fetch=reports.hourly,
        parse=metrics.hourly,
        lookback_days=LOOKBACK_DAYS,
        retention_days=HOURLY_RETENTION_DAYS,
        chunk_days=7,
        total=totals.hourly_total,
        lag_days=LAG_DAYS,
    ),
)
