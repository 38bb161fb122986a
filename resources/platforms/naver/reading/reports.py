"""The records of reports, one a line, with the type and name of its campaign beside it.

A page holds whole campaigns of one day: a row is a sum of records that are all on one page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from resources.platforms.base import Page
from resources.platforms.naver.client import NaverClient
from resources.platforms.naver.guard import Document
from resources.platforms.naver.reading import entities
from resources.platforms.naver.reading.jobs import collect
from resources.platforms.naver.reading.tsv import AD, AD_CONVERSION, AD_DETAIL, CAMPAIGN_ID, Report, records
from resources.platforms.rows.rules import LONGEST_TEXT
from resources.windows import Window

DAYS_AT_ONCE = 7
RECORDS_A_PAGE = 20_000
UNKNOWN = "UNKNOWN"
"""The type of a campaign about which Naver tells nothing any more."""
WITHOUT_VAT = {"vatIncluded": False, "vatRate": "0.1"}
"""Of the cost in reports. /stats and billing include it."""
_HALF = re.compile("[\ud800-\udfff]")


def daily(client: NaverClient, account_id: str, window: Window) -> Iterator[Page]:
    """What was delivered and what followed on each day: lines of AD and AD_CONVERSION."""
    return _pages(client, account_id, window, (AD, AD_CONVERSION))


def hourly(client: NaverClient, account_id: str, window: Window) -> Iterator[Page]:
    """What was delivered in each hour: lines of AD_DETAIL."""
    return _pages(client, account_id, window, (AD_DETAIL,))


def _pages(client: NaverClient, account_id: str, window: Window, reports: Sequence[Report]) -> Iterator[Page]:
    listed = entities.listed(client, account_id, window)

    def beside(campaign_id: str) -> Document:
        """What the campaign's own record says about it, as far as it can be stored."""
        campaign = listed.get(campaign_id, {})
        if not campaign and re.fullmatch(CAMPAIGN_ID, campaign_id):
            campaign = entities.unlisted(client, account_id, campaign_id, window)
        kind, name = (_storable(campaign.get(field)) for field in ("campaignTp", "name"))
        return {"campaignTp": kind or UNKNOWN, "campaignName": name}

    for part in window.chunks(DAYS_AT_ONCE):
        files = collect(client, account_id, [(report, day) for day in part.days() for report in reports])
        for day in part.days():
            lines = (record for report in reports for record in records(report, day, files[report, day]))
            yield from _whole_campaigns(lines, beside)


def _whole_campaigns(lines: Iterable[Document], beside: Callable[[str], Document]) -> Iterator[Page]:
    by_campaign: dict[str, list[Document]] = {}
    for record in lines:
        by_campaign.setdefault(record.get("campaignId", ""), []).append(record)
    page: list[Document] = []
    for campaign_id in list(by_campaign):
        several, about = by_campaign.pop(campaign_id), beside(campaign_id)
        for record in several:
            record.update(WITHOUT_VAT if "cost" in record else {}, **about)
        page += several
        if len(page) >= RECORDS_A_PAGE:
            yield Page(page)
            page = []
    if page:
        yield Page(page)


def _storable(text: object) -> str | None:
    """The text, if PostgreSQL takes it and it is no longer than a name may be."""
    is_storable = isinstance(text, str) and len(text) <= LONGEST_TEXT and "\0" not in text and not _HALF.search(text)
    return str(text) if is_storable else None
