"""Campaigns and ad groups as the platform writes them, and pages of them by the last id that was read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sandbox.naver.books import DELETED, Book
from sandbox.naver.calls import Parameters
from sandbox.naver.errors import foreign, wrong, wrong_record_size
from sandbox.naver.parts import TYPE_CODES, channel_id

Record = dict[str, Any]
Strikes = Callable[[str], bool]

CAMPAIGN, ADGROUP = "nccCampaignId", "nccAdgroupId"
MOST_RECORDS = 1_000
_STATES = {
    "ACTIVE": ("ELIGIBLE", "ELIGIBLE"),
    "PAUSED": ("PAUSED", "CAMPAIGN_PAUSED"),
    "ARCHIVED": ("PAUSED", "CAMPAIGN_ENDED"),
    DELETED: (DELETED, DELETED),
}
"""status and statusReason by the ledger's word."""


def campaigns(book: Book, parameters: Parameters, strikes: Strikes) -> list[Record]:
    """The campaigns of `ids`, or all that are not deleted."""
    ids = parameters.listed("ids")
    kind = parameters.text("campaignType")
    if ids is not None:
        parameters.finish()
        return [campaign(book, campaign_id) for campaign_id in ids]
    shown = [name for name in _shown(book) if kind is None or book.types[name] == kind]
    return [campaign(book, name) for name in _page(shown, parameters, strikes)]


def campaign(book: Book, campaign_id: str) -> Record:
    """One campaign, deleted or not. Raises NaverError for one that the customer does not have."""
    row = book.campaigns.get(campaign_id)
    if row is None:
        raise foreign()
    period: Record = {"usePeriod": row["stop_time"] is not None}
    if row["stop_time"] is not None:
        period |= {"periodStartDt": _written(row["start_time"]), "periodEndDt": _written(row["stop_time"])}
    return {
        CAMPAIGN: campaign_id,
        "customerId": int(book.customer_id),
        "name": row["name"],
        "userLock": row["effective_status"] == "PAUSED",
        "campaignTp": row["objective"],
        "deliveryMethod": "ACCELERATED",
        "trackingMode": "TRACKING_DISABLED",
        "delFlag": row["effective_status"] == DELETED,
        "regTm": _written(row["created_time"]),
        "editTm": _written(row["updated_time"]),
        **period,
        **_budget(row),
        **_state(row),
        "expectCost": 0,
        "migType": 0,
    }


def adgroups(book: Book, parameters: Parameters, strikes: Strikes) -> list[Record]:
    """The ad groups of `ids`, of a campaign, or all of campaigns that are not deleted."""
    ids = parameters.listed("ids")
    campaign_id = parameters.text(CAMPAIGN)
    if ids is not None:
        parameters.finish()
        return [adgroup(book, adgroup_id) for adgroup_id in ids]
    if campaign_id is not None and campaign_id not in book.campaigns:
        raise foreign()
    of = {campaign_id} if campaign_id else set(_shown(book))
    return [
        adgroup(book, name) for name in _page([n for n, c in book.adgroups.items() if c in of], parameters, strikes)
    ]


def adgroup(book: Book, adgroup_id: str) -> Record:
    """One ad group. Raises NaverError for one that the customer does not have."""
    campaign_id = book.adgroups.get(adgroup_id)
    if campaign_id is None:
        raise foreign()
    row = book.campaigns[campaign_id]
    channel = channel_id(campaign_id)
    return {
        ADGROUP: adgroup_id,
        "customerId": int(book.customer_id),
        CAMPAIGN: campaign_id,
        "adgroupType": row["objective"],
        "mobileChannelId": channel,
        "pcChannelId": channel,
        "bidAmt": 70,
        "name": f"{row['name']} / {adgroup_id[-4:]}",
        "userLock": False,
        "useDailyBudget": False,
        "dailyBudget": 0,
        "budgetLock": False,
        "contentsNetworkBidAmt": 70,
        "useCntsNetworkBidAmt": False,
        "mobileNetworkBidWeight": 100,
        "pcNetworkBidWeight": 100,
        "delFlag": row["effective_status"] == DELETED,
        "regTm": _written(row["created_time"]),
        "editTm": _written(row["updated_time"]),
        **_state(row),
        "expectCost": 0,
        "migType": 0,
        "adgroupAttrJson": {"campaignTp": TYPE_CODES.get(row["objective"], 1)},
    }


def _shown(book: Book) -> Iterable[str]:
    return (name for name, row in book.campaigns.items() if row["effective_status"] != DELETED)


def _page(ids: Sequence[str], parameters: Parameters, strikes: Strikes) -> Sequence[str]:
    """All ids, or `recordSize` of them next to `baseSearchId`, in order."""
    base, size = parameters.text("baseSearchId"), parameters.text("recordSize")
    selector = parameters.text("selector") or "NEXT"
    parameters.finish()
    if selector not in ("NEXT", "PREVIOUS"):
        raise wrong("selector should be NEXT or PREVIOUS")
    if size is not None and not (re.fullmatch(r"[0-9]{1,4}", size) and 1 <= int(size) <= MOST_RECORDS):
        raise wrong_record_size()
    count = len(ids) if size is None else int(size)
    if selector == "PREVIOUS":
        before = [each for each in ids if base is None or each < base]
        return before[max(0, len(before) - count) :]
    start = 0 if base is None else sum(each <= base for each in ids)
    if start > 0 and strikes("duplicate_page"):
        start = max(0, start - count)
    if start > 0 and strikes("lost_page"):
        start += count
    return ids[start : start + count]


def _state(row: Mapping[str, Any]) -> Record:
    status, reason = _STATES[row["effective_status"]]
    return {"status": status, "statusReason": reason}


def _budget(row: Mapping[str, Any]) -> Record:
    budget = row["daily_budget"]
    return {"dailyBudget": int(budget or 0), "useDailyBudget": budget is not None}


def _written(instant: dt.datetime) -> str:
    return f"{instant.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}.000Z"
