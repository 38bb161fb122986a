"""Where a campaign delivers: its ad groups, keywords, ads, media and devices, and exact splits among them.

The ledger knows campaigns only. What is below them follows from the campaign's id and type, and never changes. Amounts
are whole micro-units, so the parts of a figure add up to it to the last unit.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from sandbox.ledger.money import MICROS

TYPE_CODES = {"WEB_SITE": 1, "SHOPPING": 2, "POWER_CONTENTS": 3, "BRAND_SEARCH": 4, "PLACE": 6}
PC, MOBILE = "P", "M"
WITHOUT = "-"
_MEDIA: dict[str, tuple[tuple[str, str], ...]] = {
    "SHOPPING": (("11068", PC), ("33421", MOBILE), ("8753", MOBILE)),
    "PLACE": (("401113", MOBILE), ("401114", PC)),
    "BRAND_SEARCH": (("27758", PC), ("8753", MOBILE)),
}
_SEARCH_MEDIA = (("27758", PC), ("8753", MOBILE), ("122875", PC), ("122876", MOBILE))


@dataclass(frozen=True)
class Cell:
    """One combination that a report has a line for; `keyword` is `-` where there is none."""

    adgroup: str
    keyword: str
    ad: str
    channel: str
    media: str
    device: str

    def weight(self, turn: str) -> int:
        """How much of something falls here, turned by a day or an hour."""
        return 1 + zlib.crc32(f"{self.ad} {self.keyword} {self.media} {turn}".encode()) % 9


@dataclass(frozen=True)
class Part:
    """What was delivered in a cell. `spend` is in micro-units, without VAT."""

    cell: Cell
    impressions: int
    clicks: int
    spend: int


def adgroup_ids(campaign_id: str, campaign_type: str) -> tuple[str, ...]:
    """One to three ad groups."""
    count = 1 + zlib.crc32(campaign_id.encode()) % 3
    return tuple(entity_id("grp", campaign_type, f"{campaign_id} {index}") for index in range(count))


def channel_id(campaign_id: str) -> str:
    """The business channel of a campaign."""
    return f"bsn-a001-00-{zlib.crc32(campaign_id.encode()) % 100_000:015d}"


@lru_cache(maxsize=4096)
def cells(campaign_id: str, campaign_type: str) -> tuple[Cell, ...]:
    """Every combination of a campaign. PLACE has no keywords; elsewhere one is an extended match, without an id."""
    channel = channel_id(campaign_id)
    return tuple(
        Cell(adgroup, keyword, entity_id("nad", campaign_type, adgroup), channel, media, device)
        for adgroup in adgroup_ids(campaign_id, campaign_type)
        for keyword in _keywords(adgroup, campaign_type)
        for media, device in _MEDIA.get(campaign_type, _SEARCH_MEDIA)
    )


def split(
    where: Sequence[Cell], turn: str, impressions: int, clicks: int, spend: int, *, by_impression: bool
) -> list[Part]:
    """Figures among cells. Clicks follow the impressions, the spend follows the clicks or, so billed, impressions."""
    seen = share(impressions, [cell.weight(turn) for cell in where])
    clicked = share(clicks, seen)
    spent = share(spend, seen if by_impression or not clicks else clicked, step(spend))
    return [Part(*figures) for figures in zip(where, seen, clicked, spent, strict=True)]


def share(total: int, weights: Sequence[int], unit: int = 1) -> list[int]:
    """Shares of `total` by weight, in whole units but for the last, that add up to it; the last if nothing weighs."""
    units, remainder = divmod(total, unit)
    whole = sum(weights)
    if whole == 0:
        return [0] * (len(weights) - 1) + [total]
    shares = [(after - before) * unit for before, after in pairwise(_floors(units, weights, whole))]
    shares[-1] += remainder
    return shares


def step(amount: int) -> int:
    """The steps in which an amount is told: bids of 10 won, half a won an impression, or whatever it needs."""
    return next(unit for unit in (10 * MICROS, MICROS // 2, 1) if amount % unit == 0)


def entity_id(prefix: str, campaign_type: str, seed: str) -> str:
    """An id of the platform's form, with the type of the campaign in it."""
    return f"{prefix}-a001-{TYPE_CODES.get(campaign_type, 1):02d}-{zlib.crc32(f'{prefix} {seed}'.encode()):015d}"


def _keywords(adgroup: str, campaign_type: str) -> tuple[str, ...]:
    if campaign_type == "PLACE":
        return (WITHOUT,)
    return entity_id("nkw", campaign_type, adgroup), WITHOUT


def _floors(units: int, weights: Sequence[int], whole: int) -> list[int]:
    return [units * part // whole for part in accumulate(weights, initial=0)]
