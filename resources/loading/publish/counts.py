"""What a publish did to the published rows."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from decimal import Decimal


@dataclass(frozen=True)
class RowCounts:
    """Fact rows by fate; money differences (new minus old) in the account's currency.

    `late` are staged rows of archived months: they wait, and are none of the others.
    """

    inserted: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0
    cost_difference: Decimal = Decimal(0)
    revenue_difference: Decimal = Decimal(0)
    late: int = 0

    def __add__(self, other: RowCounts) -> RowCounts:
        return RowCounts(*(mine + others for mine, others in zip(astuple(self), astuple(other), strict=True)))

    @property
    def changed(self) -> int:
        """Rows written or removed."""
        return self.inserted + self.updated + self.deleted
