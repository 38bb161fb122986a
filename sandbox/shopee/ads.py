"""Ads: the shop's totals, its campaigns, and what each of them delivered."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Mapping
from decimal import Decimal
from functools import reduce
from typing import Any

from sandbox.shopee import dates, performance
from sandbox.shopee.books import Book
from sandbox.shopee.calls import Parameters
from sandbox.shopee.deliveries import Delivery
from sandbox.shopee.errors import ShopeeError
from sandbox.shopee.paging import Place, Strikes, page
from sandbox.shopee.replies import number, unix

MOST_CAMPAIGNS = 100
HOURS = range(24)
_MOST_LISTED = 5_000
_AD_TYPES = ("auto", "manual")
_SECTIONS = {"1": "common_info", "2": "manual_bidding_info", "3": "auto_bidding_info", "4": "auto_product_ads_info"}

Record = dict[str, Any]


def shop_by_day(book: Book, parameters: Parameters) -> list[Record]:
    """The totals of all campaigns by day; a day on which nothing ran is 0 or not there."""
    window = dates.some_days(parameters, book.today)
    parameters.finish()
    days: dict[dt.date, list[Delivery]] = {}
    for (_, day), found in book.deliveries.days.items():
        days.setdefault(day, []).append(found)
    return [
        {"date": dates.written(day), **performance.of_shop(_sum(days.get(day, [])))}
        for day in window.days()
        if day in days or _is_told(book, day)
    ]


def shop_by_hour(book: Book, parameters: Parameters) -> list[Record]:
    """The totals of all campaigns by hour of one day."""
    day = dates.one_day(parameters, book.today)
    parameters.finish()
    hours: dict[int, list[Delivery]] = {}
    for (_, hour), found in book.deliveries.hours(day).items():
        hours.setdefault(hour, []).append(found)
    return [
        {"hour": hour, "date": dates.written(day), **performance.of_shop(_sum(hours.get(hour, [])))}
        for hour in HOURS
        if hour in hours or _is_told(book, day, hour)
    ]


def campaigns_by_day(book: Book, parameters: Parameters) -> list[Record]:
    """A record a campaign and day, flat; a day on which it did not run is 0 or not there."""
    window = dates.some_days(parameters, book.today)
    days = book.deliveries.days
    return [
        {**campaign, "date": dates.written(day), **performance.of_campaign(days.get((campaign_id, day), Delivery()))}
        for campaign_id, campaign in _asked(book, parameters).items()
        for day in window.days()
        if (campaign_id, day) in days or _is_told(book, campaign_id, day)
    ]


def campaigns_by_hour(book: Book, parameters: Parameters) -> list[Record]:
    """A record a campaign and hour of one day, flat."""
    day = dates.one_day(parameters, book.today)
    hours = book.deliveries.hours(day)
    return [
        {
            **campaign,
            "hour": hour,
            "date": dates.written(day),
            **performance.of_campaign(hours.get((campaign_id, hour), Delivery())),
        }
        for campaign_id, campaign in _asked(book, parameters).items()
        for hour in HOURS
        if (campaign_id, hour) in hours or _is_told(book, campaign_id, day, hour)
    ]


def nested(book: Book, records: list[Record]) -> list[Record]:
    """Flat records as the platform nests them: a list of one shop, its campaigns and their metrics."""
    of_campaign = ("campaign_id", "ad_type", "campaign_placement", "ad_name")
    campaigns: list[Record] = []
    for record in records:
        campaign = {name: record[name] for name in of_campaign if name in record}
        if not campaigns or {**campaigns[-1], "metrics_list": None} != {**campaign, "metrics_list": None}:
            campaigns.append({**campaign, "metrics_list": []})
        metrics = {name: value for name, value in record.items() if name not in of_campaign}
        campaigns[-1]["metrics_list"].append(metrics)
    return [{"shop_id": int(book.shop_id), "region": book.region, "campaign_list": campaigns}]


def campaign_ids(book: Book, parameters: Parameters, strikes: Strikes) -> Record:
    """The campaigns of a shop, by offset."""
    kind = parameters.choice("ad_type", ("", "all", *_AD_TYPES), "all")
    offset = parameters.whole("offset", 0, 1_000_000, 0)
    limit = parameters.whole("limit", 1, _MOST_LISTED, _MOST_LISTED)
    parameters.finish()
    rows = [row for row in book.campaigns.values() if kind in ("", "all", row["objective"])]
    found = page(rows, Place(offset), limit, strikes)
    listed = [{"ad_type": row["objective"], "campaign_id": int(row["campaign_id"])} for row in found.rows]
    shop = {"shop_id": int(book.shop_id), "region": book.region}
    return {**shop, "has_next_page": found.more, "campaign_list": listed}


def campaign_settings(book: Book, parameters: Parameters) -> list[Record]:
    """What campaigns are, in the sections that are asked for."""
    sections = parameters.listed("info_type_list", len(_SECTIONS), digits=True)
    asked = [name for number_, name in _SECTIONS.items() if number_ in sections]
    settings = {campaign_id: _settings(book, book.campaigns[campaign_id]) for campaign_id in _asked(book, parameters)}
    return [
        {"campaign_id": int(campaign_id), **{name: found[name] for name in asked}}
        for campaign_id, found in settings.items()
    ]


def total_balance(book: Book, parameters: Parameters, now: dt.datetime) -> Record:
    """What is left to spend."""
    parameters.finish()
    return {"data_timestamp": unix(now), "total_balance": number(Decimal(zlib.crc32(book.shop_id.encode()) % 10_000))}


def _asked(book: Book, parameters: Parameters) -> dict[str, Record]:
    """The campaigns of `campaign_id_list`. Raises ShopeeError for one of another shop."""
    campaign_ids = parameters.listed("campaign_id_list", MOST_CAMPAIGNS, digits=True)
    parameters.finish()
    if not book.campaigns.keys() >= set(campaign_ids):
        raise ShopeeError("ads.shop.campaign_not_match", "Invalid campaign ID for this shop.")
    return {
        campaign_id: {
            "campaign_id": int(campaign_id),
            "ad_type": book.campaigns[campaign_id]["objective"],
            "campaign_placement": book.deliveries.placements.get(campaign_id, "all"),
            "ad_name": book.campaigns[campaign_id]["name"],
        }
        for campaign_id in dict.fromkeys(campaign_ids)
    }


def _settings(book: Book, row: Mapping[str, Any]) -> Record:
    kind = row["objective"]
    return {
        "common_info": {
            "ad_type": kind,
            "ad_name": row["name"],
            "campaign_status": str(row["effective_status"]).lower(),
            "bidding_method": kind,
            "campaign_placement": book.deliveries.placements.get(row["campaign_id"], "all"),
            "campaign_budget": number(row["daily_budget"] or Decimal(0)),
            "campaign_duration": {"start_time": unix(row["start_time"]), "end_time": unix(row["stop_time"])},
            "item_id_list": [],
        },
        "manual_bidding_info": {"enhanced_cpc": False, "selected_keywords": [], "discovery_ads_locations": []},
        "auto_bidding_info": {"roas_target": 0},
        "auto_product_ads_info": [],
    }


def _sum(deliveries: list[Delivery]) -> Delivery:
    return reduce(Delivery.__add__, deliveries, Delivery())


def _is_told(book: Book, *what: object) -> bool:
    """Whether the platform writes a row of zeros for this; always the same."""
    return zlib.crc32(f"{book.shop_id} {what}".encode()) % 2 == 0
