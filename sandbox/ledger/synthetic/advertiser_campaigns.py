"""The campaigns of the default ledger's advertisers on Google Ads and Naver Search Ads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from sandbox.ledger.money import MICROS, minor_unit_micros
from sandbox.ledger.synthetic.advertisers import ADVERTISERS, Advertiser, Kind
from sandbox.ledger.synthetic.entities import ANCHOR, DAY, FOREVER
from sandbox.ledger.tables import CAMPAIGNS

_NAMES = (
    "Brand",
    "Always on",
    "Prospecting 🏕",
    "Film: the long way",
    "신상품 전체",
    "Wanderschuhe",
    "봄 시즌",
    "Tents & tarps",
    "Last call",
)
_LASTING = 2
_CLICKS_A_BUDGET = (40, 260)
_NAVER_CODES = {"WEB_SITE": "01", "SHOPPING": "02", "POWER_CONTENTS": "03", "BRAND_SEARCH": "04", "PLACE": "06"}


@dataclass(frozen=True)
class Campaign:
    """What delivers on `start <= day < end` and becomes `fate` on `end`; `budget` in micro-units, `size` its weight."""

    campaign_id: str
    name: str
    kind: Kind
    start: dt.date
    raised: dt.date
    end: dt.date
    fate: str
    budget: int
    size: float


@lru_cache(maxsize=64)
def campaigns(seed: int, account: Advertiser) -> tuple[Campaign, ...]:
    """The campaigns of an account. The first two run for ever."""
    draw = np.random.default_rng([seed, int(account.account_id), 1])
    count = int(draw.integers(account.network.fewest, len(account.network.kinds) + 1))
    return tuple(_campaign(draw, account, index) for index in range(count))


def _campaign(draw: np.random.Generator, account: Advertiser, index: int) -> Campaign:
    start = ANCHOR + (0 if index < _LASTING else int(draw.integers(0, 140))) * DAY
    kind, fate = account.network.kinds[index], account.network.fates[index]
    raised, end = start + int(draw.integers(20, 110)) * DAY, start + int(draw.integers(130, 340)) * DAY
    unit = minor_unit_micros(account.currency)
    return Campaign(
        campaign_id=_id(account, kind, index, int(draw.integers(10_000))),
        name=f"{_NAMES[index]} ({kind.name.replace('_', ' ').lower()})",
        kind=kind,
        start=start,
        raised=raised,
        end=FOREVER if fate == "ACTIVE" else end,
        fate=fate,
        budget=account.click * int(draw.integers(*_CLICKS_A_BUDGET)) // unit * unit,
        size=float(draw.uniform(0.5, 1.8)),
    )


def _id(account: Advertiser, kind: Kind, index: int, number: int) -> str:
    if account.platform == "naver":
        return f"cmp-a001-{_NAVER_CODES[kind.name]}-000000{account.account_id[-3:]}{index + 1}{number:04d}"
    return f"2{account.account_id[-2:]}{index + 1:03d}{number:05d}"


def campaign_table(seed: int) -> pa.Table:
    """Rows of `campaigns`: as created, after the budget was raised and, where it has one, after its fate."""
    rows = [row for account in ADVERTISERS for each in campaigns(seed, account) for row in _versions(account, each)]
    return pa.Table.from_pylist(rows, schema=CAMPAIGNS)


def _versions(account: Advertiser, campaign: Campaign) -> list[dict[str, Any]]:
    zone = ZoneInfo(account.timezone)

    def at(day: dt.date, hour: int) -> dt.datetime:
        return dt.datetime(day.year, day.month, day.day, hour, tzinfo=zone).astimezone(dt.UTC)

    created: dict[str, Any] = {
        "platform": account.platform,
        "account_id": account.account_id,
        "campaign_id": campaign.campaign_id,
        "name": campaign.name,
        "objective": campaign.kind.name,
        "status": "ACTIVE",
        "effective_status": "ACTIVE",
        "daily_budget": Decimal(campaign.budget) / MICROS,
        "lifetime_budget": None,
        "start_time": at(campaign.start, 0),
        "stop_time": at(campaign.end, 0) if campaign.fate == "ARCHIVED" else None,
        "created_time": at(campaign.start - DAY, 14),
        "updated_time": at(campaign.start - DAY, 14),
        "deleted_on": None,
    }
    raised = created | {"daily_budget": Decimal(campaign.budget * 2) / MICROS, "updated_time": at(campaign.raised, 9)}
    if campaign.fate == "ACTIVE":
        return [created, raised]
    ended = {"status": campaign.fate, "effective_status": campaign.fate, "updated_time": at(campaign.end, 8)}
    return [created, raised, raised | ended | {"deleted_on": campaign.end if campaign.fate == "DELETED" else None}]
