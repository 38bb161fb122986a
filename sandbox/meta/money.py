"""Minor units as Meta counts them: its own table of currency offsets, which is not ISO 4217."""

from __future__ import annotations

from decimal import Decimal

_OFFSET_ONE = frozenset({"CLP", "COP", "CRC", "HUF", "IDR", "ISK", "JPY", "KRW", "PYG", "TWD", "VND"})


def minor_units(amount: Decimal, currency: str) -> str:
    """Major units as the whole-number string of budgets and `amount_spent`."""
    return str(int(amount * (1 if currency in _OFFSET_ONE else 100)))


def major_units(amount: Decimal) -> str:
    """Major units as the plain decimal string of insights."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
