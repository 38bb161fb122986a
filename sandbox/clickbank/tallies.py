"""What analytics count, and the attributes that they make of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from sandbox.clickbank.books import Record
from sandbox.clickbank.rendering import Typed

UPSELL = "UPSELL"
_TYPES = {"SALE": "SALE", "REBILL": "BILL", "REFUND": "RFND", "CHARGEBACK": "CGBK", UPSELL: UPSELL}

Number = int | Decimal


@dataclass
class Tally:
    """Hops, and transactions with what the account earns by them, by type. An upsell is a sale, and counted again."""

    hops: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    amounts: dict[str, Decimal] = field(default_factory=dict)

    def add(self, row: Record) -> None:
        """Count a transaction."""
        kind = row["transaction_type"]
        for name in (kind, UPSELL) if (kind, row["line_item_type"]) == ("SALE", UPSELL) else (kind,):
            self.counts[name] += 1
            self.amounts[name] = self.amount(name) + row["account_amount"]

    def amount(self, *kinds: str) -> Decimal:
        """What types come to."""
        return sum((self.amounts.get(kind, Decimal(0)) for kind in kinds), Decimal(0))

    @property
    def net_amount(self) -> Decimal:
        """Sales and rebills less refunds and chargebacks; fees do not count."""
        return self.amount("SALE", "BILL", "RFND", "CGBK")

    @property
    def gross_count(self) -> int:
        return self.counts["SALE"] + self.counts["BILL"]


def _ratio(part: Number, whole: Number) -> Decimal:
    return round(Decimal(part) / whole, 4) if whole else Decimal(0)


def _count(kind: str) -> Callable[[Tally], Number]:
    return lambda tally: tally.counts[kind]


def _amount(kind: str) -> Callable[[Tally], Number]:
    return lambda tally: tally.amount(kind)


_ATTRIBUTES: dict[str, Callable[[Tally], Number]] = {
    "HOP_COUNT": lambda tally: tally.hops,
    **{f"{name}_COUNT": _count(kind) for name, kind in _TYPES.items()},
    **{f"{name}_AMOUNT": _amount(kind) for name, kind in _TYPES.items()},
    "GROSS_SALE_COUNT": lambda tally: tally.gross_count,
    "GROSS_SALE_AMOUNT": lambda tally: tally.amount("SALE", "BILL"),
    "NET_SALE_COUNT": lambda tally: tally.gross_count - tally.counts["RFND"] - tally.counts["CGBK"],
    "NET_SALE_AMOUNT": lambda tally: tally.net_amount,
    "EARNINGS_PER_HOP": lambda tally: _ratio(tally.net_amount, tally.hops),
    "HOPS_PER_SALE": lambda tally: _ratio(tally.hops, tally.counts["SALE"]),
    "REFUND_RATE": lambda tally: _ratio(tally.counts["RFND"], tally.gross_count),
    "CHARGEBACK_RATE": lambda tally: _ratio(tally.counts["CGBK"], tally.gross_count),
}

NAMES = tuple(_ATTRIBUTES)


def value(name: str, tally: Tally) -> Number:
    """An attribute as a number."""
    return _ATTRIBUTES[name](tally)


def told(name: str, tally: Tally) -> Record:
    """An attribute as a reply has it. Amounts lose the zeros at their end."""
    number = value(name, tally)
    if isinstance(number, int):
        return {"attribute": name, "value": Typed("xs:long", str(number))}
    text = format(number.normalize(), "f")
    return {"attribute": name, "value": Typed("xs:decimal", text if "." in text else f"{text}.0")}
