"""Statistics that can be added up, and their names on the wire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal

from sandbox.ledger.money import MICROS
from sandbox.naver.conversions import PURCHASE

Number = int | Decimal

_ALWAYS = frozenset({"impCnt", "clkCnt", "salesAmt", "recentAvgRnk", "recentAvgCpc"})
"""Told even when they are 0; the others are left out then."""
_UNPLAYED = frozenset(
    {"viewCnt", "pcNxAvgRnk", "mblNxAvgRnk", "pcNxAvgCpc", "mblNxAvgCpc", "topImpRto", "drtCrto"}
)  # fmt: skip
FIELDS = _ALWAYS | _UNPLAYED | {
    "ctr", "cpc", "avgRnk", "ccnt", "crto", "convAmt", "ror", "cpConv", "purchaseCcnt", "purchaseConvAmt",
}  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """Counts; `cost` is in whole won with VAT; conversions and their amounts are micro-units."""

    impressions: int = 0
    clicks: int = 0
    cost: int = 0
    conversions: int = 0
    amount: int = 0
    purchases: int = 0
    purchase_amount: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Tally)))

    @classmethod
    def of_conversions(cls, kind: str, count: int, amount: int) -> Tally:
        """Conversions of one type."""
        if kind == PURCHASE:
            return cls(conversions=count, amount=amount, purchases=count, purchase_amount=amount)
        return cls(conversions=count, amount=amount)

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.impressions or self.clicks or self.cost)

    def told(self, names: Sequence[str], rank: int) -> dict[str, Number]:
        """The statistics that were asked for."""
        known = self._known(rank)
        return {name: known[name] for name in names if name in _ALWAYS or known.get(name)}

    def _known(self, rank: int) -> Mapping[str, Number]:
        return {
            "impCnt": self.impressions,
            "clkCnt": self.clicks,
            "salesAmt": self.cost,
            "recentAvgRnk": 0,
            "recentAvgCpc": 0,
            "ctr": _ratio(100 * self.clicks, self.impressions, "0.01"),
            "cpc": _ratio(self.cost, self.clicks, "1"),
            "avgRnk": rank if self.impressions else 0,
            "ccnt": _plain(self.conversions),
            "crto": _ratio(100 * self.conversions, self.clicks * MICROS, "0.01"),
            "convAmt": _plain(self.amount),
            "ror": _ratio(100 * self.amount, self.cost * MICROS, "0.01"),
            "cpConv": _ratio(self.cost * MICROS, self.conversions, "1"),
            "purchaseCcnt": _plain(self.purchases),
            "purchaseConvAmt": _plain(self.purchase_amount),
        }


def _plain(micros: int) -> Number:
    """Micro-units as a number, with decimals only where it needs them."""
    return _number(Decimal(micros) / MICROS)


def _ratio(part: int, whole: int, places: str) -> Number:
    return _number((Decimal(part) / whole).quantize(Decimal(places), ROUND_HALF_UP)) if whole else 0


def _number(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else value.normalize()
