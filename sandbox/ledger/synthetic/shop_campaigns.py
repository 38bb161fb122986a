"""The product ads of the default ledger's shops: three to six campaigns each, with one placement each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from sandbox.ledger.money import MICROS
from sandbox.ledger.synthetic.entities import ANCHOR, DAY, FOREVER
from sandbox.ledger.synthetic.shops import PLATFORM, SHOPS, Shop
from sandbox.ledger.tables import CAMPAIGNS

PLACEMENTS = ("search", "discovery", "all")
_NAMES = ("Search - best sellers", "You may also like", "Auto, whole shop", "แคมเปญ payday", "9.9 🛒", "Clearance")
_FATES = ("ongoing", "ongoing", "paused", "ended", "deleted", "ongoing")
_FEWEST, _MOST = 3, 6


@dataclass(frozen=True)
class Ad:
    """A campaign that delivers on `start <= day < end` and becomes `fate` on `end`; `budget` counts the shop's units.

    `budget` is None where it is unlimited.
    """

    campaign_id: str
    name: str
    ad_type: str
    placement: str
    start: dt.date
    end: dt.date
    fate: str
    budget: int | None
    size: float


@lru_cache(maxsize=64)
def ads(seed: int, shop: Shop) -> tuple[Ad, ...]:
    """The campaigns of a shop."""
    draw = np.random.default_rng([seed, int(shop.account_id), 4])
    return tuple(_ad(draw, shop, index) for index in range(int(draw.integers(_FEWEST, _MOST + 1))))


def _ad(draw: np.random.Generator, shop: Shop, index: int) -> Ad:
    start = ANCHOR + (0 if index < 2 else int(draw.integers(0, 150))) * DAY
    fate = _FATES[index]
    budget = int(shop.price * draw.uniform(4, 20))
    return Ad(
        campaign_id=f"44{shop.account_id}{index + 1}{int(draw.integers(100)):02d}",
        name=_NAMES[index],
        ad_type="auto" if index % 3 == 2 else "manual",
        placement=PLACEMENTS[index % len(PLACEMENTS)],
        start=start,
        end=FOREVER if fate == "ongoing" else start + int(draw.integers(120, 330)) * DAY,
        fate=fate,
        budget=None if index == 1 else budget,
        size=float(draw.uniform(0.5, 2.0)),
    )


def campaign_table(seed: int) -> pa.Table:
    """Rows of `campaigns`. `objective` is Shopee's ad_type, `daily_budget` its campaign_budget."""
    rows = [row for shop in SHOPS for ad in ads(seed, shop) for row in _versions(shop, ad)]
    return pa.Table.from_pylist(rows, schema=CAMPAIGNS)


def _versions(shop: Shop, ad: Ad) -> list[dict[str, Any]]:
    created: dict[str, Any] = {
        "platform": PLATFORM,
        "account_id": shop.account_id,
        "campaign_id": ad.campaign_id,
        "name": ad.name,
        "objective": ad.ad_type,
        "status": "ongoing",
        "effective_status": "ongoing",
        "daily_budget": None if ad.budget is None else Decimal(ad.budget * shop.unit) / MICROS,
        "lifetime_budget": None,
        "start_time": shop.instant(ad.start, 0),
        "stop_time": shop.instant(ad.end, -1) if ad.fate == "ended" else None,
        "created_time": shop.instant(ad.start - DAY, 54_000),
        "updated_time": shop.instant(ad.start - DAY, 54_000),
        "deleted_on": None,
    }
    if ad.fate == "ongoing":
        return [created]
    is_deleted = ad.fate == "deleted"
    status = "ongoing" if is_deleted else ad.fate
    ended = {"status": status, "effective_status": status, "updated_time": shop.instant(ad.end, 28_800)}
    return [created, created | ended | {"deleted_on": ad.end if is_deleted else None}]
