"""The accounts and campaigns of the default ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from sandbox.ledger.money import minor_digits
from sandbox.ledger.tables import ACCOUNTS, CAMPAIGNS

ANCHOR = dt.date(2025, 1, 1)
PLATFORM = "meta"
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Account:
    """`mille` is the price of a thousand impressions and `basket` that of a purchase, in minor units."""

    account_id: str
    name: str
    currency: str
    timezone: str
    mille: int
    basket: int


@dataclass(frozen=True)
class Plan:
    """What a campaign is and when: it delivers on `start <= day < end`, and becomes `fate` on `end`."""

    campaign_id: str
    name: str
    objective: str
    start: dt.date
    stop: dt.date | None
    raised: dt.date
    fate: str
    end: dt.date
    budget: int
    lifetime: bool


META_ACCOUNTS = (
    Account("1001", "Larkspur Outfitters US", "USD", "America/Los_Angeles", 780, 6_400),
    Account("1002", "라크스퍼 코리아", "KRW", "Asia/Seoul", 5_200, 58_000),
    Account("1003", "Larkspur Aotearoa", "NZD", "Pacific/Auckland", 950, 9_100),
    Account("1004", "Larkspur Hawaiʻi", "USD", "Pacific/Honolulu", 690, 5_200),
    Account("1005", "ラークスパー日本", "JPY", "Asia/Tokyo", 640, 7_800),
)

_NAMES = (
    "Always on - prospecting",
    "Retargeting 30d 🛒",
    "Launch: trail shoes",
    "Spring sale",
    "Brand film",
    "App installs",
    "عرض نهاية الأسبوع",
    "Catalogue, dynamic",
    'Leads "B2B", Q3',
)
_OBJECTIVES = ("OUTCOME_SALES", "OUTCOME_SALES", "CONVERSIONS", "OUTCOME_TRAFFIC", "OUTCOME_AWARENESS")
_FATES = ("ACTIVE", "ACTIVE", "DELETED", "ARCHIVED", "PAUSED")
_FEWEST, _MOST = 5, 9
FOREVER = dt.date(9999, 1, 1)


def months(last: dt.date) -> Iterator[dt.date]:
    """The first days of the ledger's months up to the one of `last`."""
    first = ANCHOR
    while first <= last:
        yield first
        first = (first + dt.timedelta(days=31)).replace(day=1)


def account_table() -> pa.Table:
    """Rows of `accounts`."""
    rows = [
        {
            "platform": PLATFORM,
            "account_id": account.account_id,
            "name": account.name,
            "currency": account.currency,
            "timezone": account.timezone,
            "status": "ACTIVE",
        }
        for account in META_ACCOUNTS
    ]
    return pa.Table.from_pylist(rows, schema=ACCOUNTS)


def plans(seed: int, account: Account) -> list[Plan]:
    """The five to nine campaigns of an account. The first two run for ever, the next three meet a fate."""
    draw = np.random.default_rng([seed, int(account.account_id)])
    return [_plan(draw, account, index) for index in range(int(draw.integers(_FEWEST, _MOST + 1)))]


def _plan(draw: np.random.Generator, account: Account, index: int) -> Plan:
    flight = index >= len(_FATES)
    spans = ((0, 300), (200, 900), (20, 110)) if flight else ((0, 90), (120, 330), (20, 110))
    start_after, runs_for, raised_after = (int(draw.integers(*span)) for span in spans)
    start = ANCHOR + (0 if index < 2 else start_after) * DAY
    fate = "ACTIVE" if flight else _FATES[index]
    end = start + runs_for * DAY if fate != "ACTIVE" or flight else FOREVER
    return Plan(
        campaign_id=f"2385{account.account_id}{index + 1:02d}{int(draw.integers(10_000)):04d}",
        name=_NAMES[index],
        objective=_OBJECTIVES[index % len(_OBJECTIVES)],
        start=start,
        stop=end if flight or fate == "ARCHIVED" else None,
        raised=start + raised_after * DAY,
        fate=fate,
        end=end,
        budget=account.mille * int(draw.integers(12, 90)),
        lifetime=flight,
    )


def campaign_table(seed: int) -> pa.Table:
    """Rows of `campaigns`: as created, after its budget was raised and, where it has one, after its fate."""
    rows = [
        version
        for account in META_ACCOUNTS
        for index, plan in enumerate(plans(seed, account))
        for version in _versions(account, plan, with_issues=index == 1 and account.currency == "USD")
    ]
    return pa.Table.from_pylist(rows, schema=CAMPAIGNS)


def _versions(account: Account, plan: Plan, *, with_issues: bool) -> list[dict[str, Any]]:
    zone = ZoneInfo(account.timezone)

    def at(day: dt.date, hour: int) -> dt.datetime:
        return dt.datetime(day.year, day.month, day.day, hour, 17, 5, tzinfo=zone).astimezone(dt.UTC)

    budget = Decimal(plan.budget).scaleb(-minor_digits(account.currency))
    created: dict[str, Any] = {
        "platform": PLATFORM,
        "account_id": account.account_id,
        "campaign_id": plan.campaign_id,
        "name": plan.name,
        "objective": plan.objective,
        "status": "ACTIVE",
        "effective_status": "ACTIVE",
        "daily_budget": None if plan.lifetime else budget,
        "lifetime_budget": budget * 100 if plan.lifetime else None,
        "start_time": at(plan.start, 0),
        "stop_time": at(plan.stop, 0) if plan.stop else None,
        "created_time": at(plan.start - DAY, 15),
        "updated_time": at(plan.start - DAY, 15),
        "deleted_on": None,
    }
    raised = created | {
        "daily_budget": None if plan.lifetime else budget * 2,
        "effective_status": "WITH_ISSUES" if with_issues else "ACTIVE",
        "updated_time": at(plan.raised, 9),
    }
    ended = raised | {
        "status": plan.fate,
        "effective_status": plan.fate,
        "updated_time": at(plan.end, 8) if plan.end < FOREVER else None,
        "deleted_on": plan.end if plan.fate == "DELETED" else None,
    }
    return [created, raised] if plan.fate == "ACTIVE" else [created, raised, ended]
