"""Lists of campaigns and ad groups. A page follows the last id of the page before it; the last page is not full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from resources.errors import BadPage, PermissionDenied
from resources.platforms.base import Page
from resources.platforms.naver.client import CAMPAIGNS, NaverClient
from resources.platforms.naver.errors import NotFound
from resources.platforms.naver.guard import Document, UnexpectedShape, member, objects
from resources.platforms.naver.signing import PLATFORM
from resources.windows import Window

AD_GROUPS = "/ncc/adgroups"
CAMPAIGN, AD_GROUP = "nccCampaignId", "nccAdgroupId"
RECORDS_A_PAGE = 1000
READINGS = 3


class PagesRepeat(BadPage):
    """A page brought nothing new in one reading of a list."""


def campaigns(client: NaverClient, account_id: str, window: Window) -> Iterator[Page]:
    """The customer's campaigns as they stand now."""
    for records in _read(client, account_id, CAMPAIGNS, CAMPAIGN, {}, window):
        yield Page(records)


def listed(client: NaverClient, account_id: str, window: Window) -> dict[str, Document]:
    """The campaigns by id. Deleted ones are not in the list."""
    pages = campaigns(client, account_id, window)
    return {record[CAMPAIGN]: dict(record) for page in pages for record in page.records if _id(record, CAMPAIGN)}


def unlisted(client: NaverClient, account_id: str, campaign_id: str, window: Window) -> Document:
    """A campaign that is not in the list, asked for once; of one that is not known any more, only its id."""
    found = client.unlisted.setdefault(account_id, {})
    if campaign_id not in found:
        found[campaign_id] = _single(client, account_id, campaign_id, window)
    return found[campaign_id]


def _single(client: NaverClient, account_id: str, campaign_id: str, window: Window) -> Document:
    def single(document: Any) -> Document:
        if member(document, CAMPAIGN, str) != campaign_id:
            raise UnexpectedShape(f"{CAMPAIGN}: expected {campaign_id}, got {document[CAMPAIGN]!r:.40}")
        return dict(document)

    path = f"{CAMPAIGNS}/{quote(campaign_id, safe='')}"
    try:
        return client.ask("GET", path, single, account=account_id, window=window)
    except (NotFound, PermissionDenied):
        return {CAMPAIGN: campaign_id}


def ad_groups(client: NaverClient, account_id: str, campaign_id: str) -> Iterator[Page]:
    """The ad groups of a campaign as they stand now."""
    for records in _read(client, account_id, AD_GROUPS, AD_GROUP, {CAMPAIGN: campaign_id}, None):
        yield Page(records)


def _read(
    client: NaverClient, account_id: str, path: str, identity: str, params: dict[str, Any], window: Window | None
) -> list[list[Document]]:
    """Every page of a list that has records, read again from the start when pages repeat. `identity` names the id.

    Raises:
        PagesRepeat: they still did in the last reading.
        PlatformError: as the client does.
    """
    for _ in range(READINGS - 1):
        try:
            return _read_once(client, account_id, path, identity, params, window)
        except PagesRepeat:
            continue
    return _read_once(client, account_id, path, identity, params, window)


def _read_once(
    client: NaverClient, account_id: str, path: str, identity: str, params: dict[str, Any], window: Window | None
) -> list[list[Document]]:
    def page(document: Any) -> list[Document]:
        records = objects(document, "body")
        if records and not any(_id(record, identity) for record in records):
            raise UnexpectedShape(f"expected records with {identity}, got {len(records)} without")
        return records

    pages: list[list[Document]] = []
    known: set[str] = set()
    asked = {**params, "recordSize": RECORDS_A_PAGE, "selector": "NEXT"}
    while True:
        records = client.ask("GET", path, page, account=account_id, window=window, params=asked)
        ids = [found for record in records if (found := _id(record, identity))]
        if records and known.issuperset(ids):
            raise PagesRepeat(
                f"{path}: expected new records on page {len(pages) + 1}, got those of earlier pages",
                platform=PLATFORM,
                account=account_id,
                window=window,
            )
        known.update(ids)
        if records:
            pages.append(records)
        if len(records) < RECORDS_A_PAGE:
            return pages
        asked["baseSearchId"] = ids[-1]


def _id(record: Mapping[str, Any], identity: str) -> str:
    """The id of a record, "" where it has none."""
    value = record.get(identity)
    return value if isinstance(value, str) else ""
