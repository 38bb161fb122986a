"""What followed a campaign's clicks of a day: the ledger's purchases, and other types that they bring along.

Three of four conversions are direct (method 1), the others indirect (2). Counts and sales are micro-units.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.ledger.money import MICROS
from sandbox.naver.days import CampaignDay
from sandbox.naver.parts import Cell, Part, share, step

PURCHASE, SIGN_UP, ADD_TO_CART, CUSTOM = "purchase", "sign_up", "add_to_cart", "custom001"
NUMBERS = {PURCHASE: "1", SIGN_UP: "2", ADD_TO_CART: "3", CUSTOM: "5"}
WORDS_SINCE = dt.date(2024, 7, 3)
"""Types are words for days from here on, numbers for earlier ones."""
DIRECT, INDIRECT = "1", "2"
_CART_WORTH = 12_000 * MICROS
_CLICKS_A_SIGN_UP = 40


@dataclass(frozen=True)
class Conversion:
    """Conversions of one type and method in a cell."""

    cell: Cell
    method: str
    kind: str
    count: int
    sales: int


def told(kind: str, day: dt.date) -> str:
    """A type as the reports of a day write it."""
    return kind if day >= WORDS_SINCE else NUMBERS[kind]


def totals(found: CampaignDay) -> dict[str, tuple[int, int]]:
    """Count and sales by type."""
    luck = zlib.crc32(f"{found.campaign_id} {found.date}".encode())
    carts = (2 * (found.purchases // MICROS) + luck % 3) if found.clicks else 0
    return {
        PURCHASE: (found.purchases, found.purchase_value),
        ADD_TO_CART: (carts * MICROS, carts * _CART_WORTH),
        SIGN_UP: (found.clicks // _CLICKS_A_SIGN_UP * MICROS, 0),
        CUSTOM: ((luck // 3 % 2 if found.clicks else 0) * MICROS, 0),
    }


def split(found: CampaignDay, parts: Sequence[Part]) -> list[Conversion]:
    """The conversions of a campaign's day among the parts of it, after their clicks. Those of nothing are left out."""
    clicks = [part.clicks for part in parts]
    conversions = []
    for kind, (count, sales) in totals(found).items():
        direct = count // MICROS * 3 // 4 * MICROS
        counts = {DIRECT: direct, INDIRECT: count - direct}
        worth = share(sales, list(counts.values()), step(sales))
        for (method, counted), value in zip(counts.items(), worth, strict=True):
            shares = share(counted, clicks, MICROS)
            values = share(value, shares, step(value))
            conversions += [
                Conversion(part.cell, method, kind, *figures)
                for part, *figures in zip(parts, shares, values, strict=True)
                if any(figures)
            ]
    return conversions
