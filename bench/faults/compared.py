"""Rows that a load left, against the ledger's."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from decimal import Decimal

Key = tuple[dt.date, str, str]
"""Day, campaign, placement: all of the key that differs within one account."""
Figures = tuple[int, int, Decimal, Decimal, Decimal]
"""Impressions, clicks, cost, conversions, revenue."""
Row = tuple[Key, Figures]


@dataclass(frozen=True)
class Difference:
    """How many rows are missing, there once more than they should be, surplus; how many cells are not the ledger's."""

    lost: int = 0
    doubled: int = 0
    differing: int = 0
    surplus: int = 0

    def __add__(self, other: Difference) -> Difference:
        return Difference(*map(sum, zip(astuple(self), astuple(other), strict=True)))

    def __bool__(self) -> bool:
        return any(astuple(self))

    def __str__(self) -> str:
        return ", ".join(f"{getattr(self, each.name)} {each.name}" for each in fields(self))


def difference(rows: Iterable[Row], truth: Mapping[Key, Figures]) -> Difference:
    """I1, I2 and I3 of the checker, counted; every cell is compared, difference exactly 0."""
    rows = list(rows)
    times = Counter(key for key, _ in rows)
    return Difference(
        lost=len(truth.keys() - times.keys()),
        doubled=sum(count - 1 for count in times.values()),
        differing=sum(
            told != true
            for key, figures in rows
            if key in truth
            for told, true in zip(figures, truth[key], strict=True)
        ),
        surplus=len(times.keys() - truth.keys()),
    )
