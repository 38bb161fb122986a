"""Exact money between decimal128(20, 6) and whole micro-units, and the minor units of currencies (ISO 4217)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.ledger.types import MONEY

Integers = npt.NDArray[np.int64]

MICROS = 1_000_000
_WHOLE = ("CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF", "XPF")
_THOUSANDTHS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
_TOLD_WHOLE = frozenset({("shopee", "IDR"), ("shopee", "TWD")})
_DIGITS = {**dict.fromkeys(_WHOLE, 0), **dict.fromkeys(_THOUSANDTHS, 3)}


def minor_digits(currency: str) -> int:
    """Decimal places of the smallest unit of an ISO 4217 currency."""
    return _DIGITS.get(currency, 2)


def minor_unit_micros(currency: str) -> int:
    """The smallest unit of a currency, in micro-units."""
    return int(MICROS // 10 ** minor_digits(currency))


def smallest_micros(platform: str, currency: str) -> int:
    """The smallest amount that a platform tells, in micro-units. Shopee has no decimals of some currencies."""
    return MICROS if (platform, currency) in _TOLD_WHOLE else minor_unit_micros(currency)


def to_micros(column: pa.ChunkedArray[Any] | pa.Array[Any]) -> Integers:
    """Money as whole micro-units. Raises ArrowInvalid beyond 9.2e12 major units."""
    scaled = pc.multiply(column, pa.scalar(Decimal(MICROS)))
    return np.asarray(scaled.cast(pa.int64()), dtype=np.int64)


def from_micros(micros: Integers) -> pa.Array[Any]:
    """Whole micro-units as money."""
    whole = pa.array(micros, pa.int64()).cast(pa.decimal128(19, 0))
    return pc.multiply(whole, pa.scalar(Decimal("0.000001"))).cast(MONEY)
