"""The streams of Meta Ads: campaigns, their days by publisher platform, and their hours."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from resources.metrics import CAMPAIGN_DAILY, CAMPAIGN_HOURLY, CAMPAIGNS
from resources.platforms.base import LoadMode, Page, Stream, Totals
from resources.platforms.meta import campaigns, insights
from resources.platforms.meta.adapt import parse
from resources.platforms.meta.client import PLATFORM, MetaClient, node
from resources.platforms.meta.paging import read_pages
from resources.platforms.meta.reports import Reader, Report
from resources.platforms.meta.totals import add_up
from resources.windows import Window

ATTRIBUTION_DAYS = 28
"""Conversions are attributed up to 28 days back."""
RETENTION_DAYS = 1123
"""Insights are kept for 37 months; this many days are never more than that."""
LISTED = ("ACTIVE", "PAUSED", "ARCHIVED", "IN_PROCESS", "WITH_ISSUES")
"""Deleted campaigns are not listed under their account."""

_DELIVERY = ("account_currency", "impressions", "clicks", "spend")
_OUTCOME = ("actions", "action_values")
_CAMPAIGN = ("campaign_id", "campaign_name")
_DAILY = Report("campaign", (*_CAMPAIGN, *_DELIVERY, *_OUTCOME), (insights.PLACEMENT,))
_HOURLY = Report("campaign", (*_CAMPAIGN, *_DELIVERY), (insights.HOUR,))
_TOTAL = Report("account", (*_DELIVERY, *_OUTCOME), daily=False)
_DELIVERY_TOTAL = Report("account", _DELIVERY, daily=False)


def _fetch_report(report: Report, client: MetaClient, account_id: str, window: Window) -> Iterator[Page]:
    return (Page(records) for records in Reader(client, account_id, report).pages(window))


def _fetch_total(report: Report, client: MetaClient, account_id: str, window: Window) -> Totals:
    """The account's own total, without any breakdown and with campaigns of every status."""
    pages = Reader(client, account_id, report).pages(window)
    return add_up([record for page in pages for record in page], account_id, window, outcome=report is _TOTAL)


def _fetch_campaigns(client: MetaClient, account_id: str, window: Window) -> Iterator[Page]:
    params = {"fields": ",".join(campaigns.FIELDS), "effective_status": list(LISTED)}
    where = {"platform": PLATFORM, "account": account_id}
    ask = partial(client.call, "GET", (node(account_id), "campaigns"), expects="data", account=account_id)
    return (Page(records) for records in read_pages(lambda paging: ask({**params, **paging}), where))


STREAMS = (
    Stream(
        name="campaigns",
        table="campaigns",
        schema=CAMPAIGNS,
        key=("campaign_id",),
        load_mode=LoadMode.MERGE_BY_KEY,
        fetch=_fetch_campaigns,
        parse=partial(parse, shape=campaigns.SHAPE),
        windowed=False,
    ),
    Stream(
        name="campaign_daily",
        table="campaign_metrics",
        schema=CAMPAIGN_DAILY,
        key=("date", "campaign_id", "placement"),
        load_mode=LoadMode.REPLACE_WINDOW,
        fetch=partial(_fetch_report, _DAILY),
        parse=partial(parse, shape=insights.DAILY),
        lookback_days=ATTRIBUTION_DAYS,
        retention_days=RETENTION_DAYS,
        chunk_days=31,
        total=partial(_fetch_total, _TOTAL),
    ),
    Stream(
        name="campaign_hourly",
        table="campaign_metrics_hourly",
        schema=CAMPAIGN_HOURLY,
        key=("date", "hour", "campaign_id", "placement"),
        load_mode=LoadMode.REPLACE_WINDOW,
        fetch=partial(_fetch_report, _HOURLY),
        parse=partial(parse, shape=insights.HOURLY),
        lookback_days=3,
        retention_days=RETENTION_DAYS,
        chunk_days=7,
        total=partial(_fetch_total, _DELIVERY_TOTAL),
    ),
)
