"""Which queries give the records of a stream: one for a window, whatever it holds.

A query counts as one operation of the day's quota however many rows it gives. A row comes only where a figure that was
asked for is not zero, and campaigns that were removed keep theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from resources.errors import BadPage
from resources.platforms.base import Page, Totals, is_figure
from resources.platforms.google.errors import PLATFORM
from resources.platforms.google.query import Query
from resources.windows import Window

if TYPE_CHECKING:
    from resources.platforms.google.client import GoogleClient

MICROS = Decimal("0.000001")
"""Amounts come in millionths of the account's currency, whichever that is."""

OUTCOME_WITHIN = Decimal("0.01")
"""More than the rounded binary fractions of a window's rows add up to: half a millionth each, ten thousands of them."""

_DELIVERY = {
    "impressions": "metrics.impressions",
    "clicks": "metrics.clicks",
    "cost_micros": "metrics.cost_micros",
}
_OUTCOME = {"conversions": "metrics.conversions", "conversions_value": "metrics.conversions_value"}
_CAMPAIGN = {
    "customer_id": "customer.id",
    "campaign_id": "campaign.id",
    "campaign_name": "campaign.name",
    "channel_type": "campaign.advertising_channel_type",
    "ad_network_type": "segments.ad_network_type",
}

DAILY = Query("campaign", {"date": "segments.date", **_CAMPAIGN, **_DELIVERY, **_OUTCOME})
HOURLY = Query("campaign", {"date": "segments.date", "hour": "segments.hour", **_CAMPAIGN, **_DELIVERY})
"""Conversions are left to the days: they change for a month, and hours are read again for three days only."""
CAMPAIGNS = Query(
    "campaign",
    {
        "customer_id": "customer.id",
        "campaign_id": "campaign.id",
        "campaign_name": "campaign.name",
        "channel_type": "campaign.advertising_channel_type",
        "status": "campaign.status",
        "serving_status": "campaign.serving_status",
        "start_date_time": "campaign.start_date_time",
        "end_date_time": "campaign.end_date_time",
        "budget_micros": "campaign_budget.amount_micros",
        "total_budget_micros": "campaign_budget.total_amount_micros",
    },
)
DAILY_TOTAL = Query("customer", {**_DELIVERY, **_OUTCOME})
HOURLY_TOTAL = Query("customer", _DELIVERY)


def campaigns(client: GoogleClient, account_id: str, window: Window) -> Iterator[Page]:
    """Every campaign of the account, removed ones and those that never ran included."""
    return (Page(records) for records in client.search(CAMPAIGNS, account_id))


def daily(client: GoogleClient, account_id: str, window: Window) -> Iterator[Page]:
    """A record a day, campaign and network."""
    return (Page(records) for records in client.search(DAILY.during(window), account_id, window))


def hourly(client: GoogleClient, account_id: str, window: Window) -> Iterator[Page]:
    """A record a day, hour, campaign and network."""
    return (Page(records) for records in client.search(HOURLY.during(window), account_id, window))


def daily_total(client: GoogleClient, account_id: str, window: Window) -> Totals:
    """What the account did in the window, whichever campaign or network it belongs to."""
    return _total(client, DAILY_TOTAL, account_id, window)


def hourly_total(client: GoogleClient, account_id: str, window: Window) -> Totals:
    """The same without conversions, which are not read by hour."""
    return _total(client, HOURLY_TOTAL, account_id, window)


def _total(client: GoogleClient, query: Query, account_id: str, window: Window) -> Totals:
    """Conversions are binary fractions, here and in the rows, where each is rounded at its sixth decimal."""
    records = [record for page in client.search(query.during(window), account_id, window) for record in page]
    sums = {name: sum((Decimal(record[name]) for record in records), Decimal(0)) for name in query.fields}
    for name, value in sums.items():
        if not is_figure(value):
            raise BadPage(
                f"expected a number of at most 15 digits, got {value!s:.40}",
                platform=PLATFORM,
                account=account_id,
                window=window,
                field=name,
            )
    outcome = [sums[name].quantize(MICROS, ROUND_HALF_UP) for name in _OUTCOME if name in sums]
    shown = Totals(int(sums["impressions"]), int(sums["clicks"]), sums["cost_micros"] * MICROS, *outcome)
    return replace(shown, outcome_within=OUTCOME_WITHIN)
