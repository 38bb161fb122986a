"""Campaigns, their days and hours, and the shop's own totals. https://open.shopee.com/documents/v2/v2.ads

Days are DD-MM-YYYY of the shop's calendar. A range ends after it starts, spans a month at most, and begins no more than
six months ago.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from resources.platforms.base import Page, Totals, is_figure
from resources.platforms.shopee.client import ShopeeClient
from resources.platforms.shopee.guard import Document, UnexpectedShape, listed, member, objects
from resources.platforms.shopee.reading.paging import Mark, batches, by_id, read_list
from resources.platforms.shopee.signing import PLATFORM
from resources.windows import DAY, Window

IDS = "/api/v2/ads/get_product_level_campaign_id_list"
SETTINGS = "/api/v2/ads/get_product_level_campaign_setting_info"
DAYS = "/api/v2/ads/get_product_campaign_daily_performance"
HOURS = "/api/v2/ads/get_product_campaign_hourly_performance"
SHOP_DAYS = "/api/v2/ads/get_all_cpc_ads_daily_performance"
SHOP_HOURS = "/api/v2/ads/get_all_cpc_ads_hourly_performance"
IDS_A_PAGE = 1000
CAMPAIGNS_AT_ONCE = 100
LONGEST_RANGE = 28
COMMON_INFO = "1"
NOTHING: tuple[Any, ...] = (0, 0, Decimal(0), Decimal(0), Decimal(0))


def campaigns(client: ShopeeClient, account_id: str, window: Window) -> Iterator[Page]:
    """The settings of every campaign of the shop; of one that has none, what the list says about it."""
    known = _campaigns(client, account_id, window)

    def ask(ids: Any) -> list[Document]:
        params = {"info_type_list": COMMON_INFO, "campaign_id_list": ",".join(ids)}
        return client.ask(SETTINGS, params, _campaign_list, account=account_id, window=window)

    for ids in batches(list(known), CAMPAIGNS_AT_ONCE):
        records, missing = by_id(ids, ask, "campaign_id")
        yield Page([*records, *(known[each] for each in missing)])


def daily(client: ShopeeClient, account_id: str, window: Window) -> Iterator[Page]:
    """A record a campaign and day that the platform reports, a page for a hundred campaigns."""
    ids = list(_campaigns(client, account_id, window))
    for part in window.chunks(LONGEST_RANGE):
        yield from _performance(client, account_id, part, ids, DAYS, *_range(part))


def hourly(client: ShopeeClient, account_id: str, window: Window) -> Iterator[Page]:
    """A record a campaign and hour that the platform reports, a page for a hundred campaigns and a day."""
    ids = list(_campaigns(client, account_id, window))
    for day in window.days():
        yield from _performance(client, account_id, window, ids, HOURS, {"performance_date": written(day)}, None)


def daily_total(client: ShopeeClient, account_id: str, window: Window) -> Totals:
    """What the shop's ads did in the window, whichever campaign they belong to."""
    return _total(client, account_id, window, SHOP_DAYS, [_range(part) for part in window.chunks(LONGEST_RANGE)])


def hourly_total(client: ShopeeClient, account_id: str, window: Window) -> Totals:
    """The same from the report by hours."""
    return _total(
        client, account_id, window, SHOP_HOURS, [({"performance_date": written(day)}, None) for day in window.days()]
    )


def written(day: dt.date) -> str:
    """A day as this module of the platform writes it."""
    return f"{day:%d-%m-%Y}"


def _range(part: Window) -> tuple[dict[str, str], str | None]:
    """The parameters for some days, and the day that must be asked for besides: a single one is no range."""
    dates = {"start_date": written(part.start), "end_date": written(part.last)}
    if len(part) > 1:
        return dates, None
    besides = written(part.start - DAY)
    return {**dates, "start_date": besides}, besides


def _campaigns(client: ShopeeClient, account_id: str, window: Window) -> dict[str, Document]:
    """The list's entries by campaign id; ended and deleted campaigns are in it, so that their days do not vanish."""

    def ask(offset: Mark) -> tuple[list[Document], Mark | None]:
        params = {"ad_type": "all", "offset": offset, "limit": IDS_A_PAGE}
        return client.ask(IDS, params, partial(_id_page, int(offset)), account=account_id, window=window)

    where = {"platform": PLATFORM, "account": account_id, "window": window}
    pages = read_list(ask, 0, "campaign_id", where)
    return {str(entry["campaign_id"]): entry for page in pages for entry in page}


def _id_page(offset: int, document: Document) -> tuple[list[Document], Mark | None]:
    response = member(document, "response", dict)
    entries = objects(response, "campaign_list")
    for entry in entries:
        member(entry, "campaign_id", int)
    return entries, offset + len(entries) if member(response, "has_next_page", bool) else None


def _campaign_list(document: Document) -> list[Document]:
    groups = listed(member(document, "response", (dict, list)), "response")
    return [campaign for group in groups for campaign in objects(group, "campaign_list")]


def _performance(
    client: ShopeeClient,
    account_id: str,
    window: Window,
    ids: list[str],
    path: str,
    dates: dict[str, str],
    besides: str | None,
) -> Iterator[Page]:
    for batch in batches(ids, CAMPAIGNS_AT_ONCE):
        params = {**dates, "campaign_id_list": ",".join(batch)}
        records = client.ask(path, params, _metrics, account=account_id, window=window)
        asked = [record for record in records if record.get("date") != besides] if besides else records
        if asked:
            yield Page(asked)


def _metrics(document: Document) -> list[Document]:
    """One record for each object of metrics, with the fields of its campaign and shop beside it."""
    records = []
    for group in listed(member(document, "response", (dict, list)), "response"):
        shop = {name: value for name, value in group.items() if name != "campaign_list"}
        for campaign in objects(group, "campaign_list"):
            about = {name: value for name, value in campaign.items() if name != "metrics_list"}
            records += [
                {**shop, **about, **metrics} for metrics in objects({"metrics_list": [], **campaign}, "metrics_list")
            ]
    return records


def _total(
    client: ShopeeClient, account_id: str, window: Window, path: str, asked: list[tuple[dict[str, str], str | None]]
) -> Totals:
    rows = [NOTHING]
    for dates, besides in asked:
        rows += client.ask(path, dates, partial(_shop_rows, besides=besides), account=account_id, window=window)
    return Totals(*(sum(column) for column in zip(*rows, strict=True)))


def _figure(record: Document, name: str, kind: type | tuple[type, ...]) -> Decimal:
    value = member(record, name, kind)
    if not is_figure(value):
        raise UnexpectedShape(f"{name}: expected a number of at most 15 digits, got {Decimal(value):.6e}")
    return Decimal(value)


def _shop_rows(document: Document, besides: str | None) -> list[tuple[Any, ...]]:
    """The measures of every record but those of one day: counts, then amounts."""
    records = listed(member(document, "response", (dict, list)), "response")
    return [
        (
            *(int(_figure(record, name, int)) for name in ("impression", "clicks")),
            *(_figure(record, name, (int, Decimal)) for name in ("expense", "broad_order", "broad_gmv")),
        )
        for record in records
        if member(record, "date", str) != besides
    ]
