"""Small ledgers: one account a platform, in which something happens on chosen days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from sandbox.ledger import Ledger
from sandbox.ledger.tables import SCHEMAS
from tests.resources.platforms.contract import Subject

NOON = dt.time(12)


@dataclass(frozen=True)
class Business:
    """The one account of a platform, and what its campaigns are."""

    account: str
    currency: str
    timezone: str
    status: str
    campaign: str
    objective: str
    placement: str
    campaign_status: str = "ACTIVE"


BUSINESSES: Mapping[str, Business] = {
    "meta": Business("1009", "USD", "America/Los_Angeles", "ACTIVE", "2385{:012}", "OUTCOME_SALES", "facebook"),
    "google": Business("3001000009", "EUR", "Europe/Berlin", "ENABLED", "2010{:07}", "SEARCH", "SEARCH"),
    "naver": Business("401009", "KRW", "Asia/Seoul", "ACTIVE", "cmp-a001-01-{:015}", "WEB_SITE", "WEB_SITE"),
    "clickbank": Business("pinecrest", "USD", "America/Los_Angeles", "ACTIVE", "tid{}", "", "hoplink"),
    "shopee": Business(
        "2009", "SGD", "Asia/Singapore", "NORMAL", "4420{:06}", "manual", "search", campaign_status="ongoing"
    ),
}
CREATED = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Happening:
    """Something that happens to campaign `number` on a day of the account: `size` makes its figures."""

    day: dt.date
    number: int = 1
    size: int = 1


def at_home(subject: Subject) -> Subject:
    """The subject in the small ledger."""
    return replace(subject, account=BUSINESSES[subject.platform].account)


def campaign_id(subject: Subject, number: int) -> str:
    """What the platform calls a campaign."""
    return BUSINESSES[subject.platform].campaign.format(number)


def ledger_of(
    subject: Subject,
    happenings: Iterable[Happening],
    *,
    restated: Mapping[dt.date, Happening] | None = None,
    unlisted: frozenset[int] = frozenset(),
) -> Ledger:
    """A ledger in which this happens. `restated` says from which day on a happening is known to be of another size;
    campaigns that are `unlisted` have figures and are no campaigns."""
    happenings, changes = list(happenings), restated or {}
    tables: dict[str, list[dict[str, Any]]] = {"accounts": [_account(name) for name in BUSINESSES]}
    for table, row in (pair for each in happenings for pair in _told(subject, each)):
        tables.setdefault(table, []).append(row)
    for since, each in changes.items():
        table, row = _retold(subject, each, since)
        tables.setdefault(table, []).append(row)
    numbers = {each.number for each in happenings} - unlisted
    tables["campaigns"] = [_campaign(subject.platform, number) for number in sorted(numbers)]
    return Ledger.of({name: pa.Table.from_pylist(rows, schema=SCHEMAS[name]) for name, rows in tables.items()})


def _account(platform: str) -> dict[str, Any]:
    here = BUSINESSES[platform]
    told = {"currency": here.currency, "timezone": here.timezone, "status": here.status}
    return {"platform": platform, "account_id": here.account, "name": f"Pinecrest on {platform}", **told}


def _campaign(platform: str, number: int) -> dict[str, Any]:
    here = BUSINESSES[platform]
    return {
        "platform": platform,
        "account_id": here.account,
        "campaign_id": here.campaign.format(number),
        "name": f"Campaign {number}",
        "objective": here.objective,
        "status": here.campaign_status,
        "effective_status": here.campaign_status,
        **dict.fromkeys(("start_time", "created_time", "updated_time"), CREATED),
    }


def _told(subject: Subject, each: Happening) -> list[tuple[str, dict[str, Any]]]:
    if subject.platform == "clickbank":
        hops = {"tracking_id": campaign_id(subject, each.number), "date": each.day, "hops": 10 * each.size}
        return [("hops", {**_mine(subject), **hops}), ("transactions", _sale(subject, each))]
    if subject.stream_name == "orders":
        return [("orders", _order(subject, each)), ("order_items", _item(subject, each))]
    return [("metrics", _figures(subject, each))]


def _retold(subject: Subject, each: Happening, since: dt.date) -> tuple[str, dict[str, Any]]:
    if subject.platform == "clickbank":
        sale = _sale(subject, each)
        refund = {"transaction_type": "RFND", "transaction_time": _noon(subject, since)}
        return "transactions", sale | refund | {"account_amount": -sale["account_amount"]}
    if subject.stream_name == "orders":
        changed = {"update_time": _noon(subject, since), "status": "COMPLETED", "total_amount": _money(each.size)}
        return "orders", _order(subject, each) | changed
    return "restatements", {**_figures(subject, each), "effective_from": since, "removed": False}


def _mine(subject: Subject) -> dict[str, Any]:
    return {"platform": subject.platform, "account_id": BUSINESSES[subject.platform].account}


def _figures(subject: Subject, each: Happening) -> dict[str, Any]:
    return {
        **_mine(subject),
        "campaign_id": campaign_id(subject, each.number),
        "date": each.day,
        "placement": BUSINESSES[subject.platform].placement,
        "impressions": 1000 * each.size + each.number,
        "clicks": 10 * each.size,
        "spend": _money(30 * each.size),
        "purchases": Decimal(each.size),
        "purchase_value": _money(90 * each.size),
        **dict.fromkeys(("likes", "shares", "comments", "saves"), 0),
    }


def _sale(subject: Subject, each: Happening) -> dict[str, Any]:
    return {
        **_mine(subject),
        "receipt": f"R{each.day:%y%m%d}{each.number:05}",
        "transaction_type": "SALE",
        "item_no": "1",
        "transaction_time": _noon(subject, each.day),
        "tracking_id": campaign_id(subject, each.number),
        "affiliate": "campsites4u",
        "vendor": "PINECREST",
        "role": "VENDOR",
        "product_title": "Winter Skills",
        "line_item_type": "STANDARD",
        "quantity": 1,
        "recurring": False,
        "account_amount": _money(9 * each.size),
        "customer_amount": _money(20 * each.size),
        "currency": "USD",
        "payment_method": "VISA",
        "country": "US",
    }


def _order(subject: Subject, each: Happening) -> dict[str, Any]:
    moment = _noon(subject, each.day)
    return {
        **_mine(subject),
        "order_sn": _order_sn(each),
        "update_time": moment,
        "create_time": moment,
        "status": "READY_TO_SHIP",
        "total_amount": _money(each.size),
        "shipping_fee": Decimal(0),
        "payment_method": "Online banking",
        "pay_time": moment,
    }


def _item(subject: Subject, each: Happening) -> dict[str, Any]:
    texts = {"item_name": "Head torch", "item_sku": "LK-1", "model_name": "", "model_sku": ""}
    prices = dict.fromkeys(("original_price", "discounted_price"), _money(each.size))
    ids = {"order_sn": _order_sn(each), "line": 0, "item_id": "802", "model_id": "0"}
    return {**_mine(subject), **ids, **texts, "quantity": 1, **prices}


def _order_sn(each: Happening) -> str:
    return f"{each.day:%y%m%d}HT{each.number:06}"


def _noon(subject: Subject, day: dt.date) -> dt.datetime:
    zone = ZoneInfo(BUSINESSES[subject.platform].timezone)
    return dt.datetime.combine(day, NOON, zone).astimezone(dt.UTC)


def _money(size: int) -> Decimal:
    """Whole tens, which every currency and network can bill."""
    return Decimal(10 * size)
