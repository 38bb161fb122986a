"""Rates of the default ledger, a seeded walk a currency: reference rates on weekdays, own rates on every day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa

from sandbox.ledger.money import Integers, from_micros
from sandbox.ledger.tables import OWN_RATES, RATES

FIRST = dt.date(2024, 12, 16)
"""Early enough that the first days of the ledger find a business day before them."""

_START = {
    "USD": (1.0421, 4), "JPY": (163.06, 2), "BGN": (1.9558, 4), "CZK": (25.185, 3), "DKK": (7.4578, 4),
    "GBP": (0.82918, 5), "HUF": (411.35, 2), "PLN": (4.275, 4), "RON": (4.9743, 4), "SEK": (11.459, 3),
    "CHF": (0.9412, 4), "ISK": (143.9, 1), "NOK": (11.795, 4), "TRY": (36.7372, 4), "AUD": (1.6772, 4),
    "BRL": (6.4253, 4), "CAD": (1.4948, 4), "CNY": (7.5833, 4), "HKD": (8.0686, 4), "IDR": (16820.88, 2),
    "ILS": (3.7885, 4), "INR": (88.9335, 4), "KRW": (1532.15, 2), "MXN": (21.5504, 4), "MYR": (4.6454, 4),
    "NZD": (1.8532, 4), "PHP": (60.301, 3), "SGD": (1.4164, 4), "THB": (35.676, 3), "ZAR": (19.6188, 4),
}  # fmt: skip
_OWN = {"TWD": (34.125, 3), "VND": (26525.5, 1)}
_PACE = 0.003
_PEGGED = {"BGN": dt.date(2026, 1, 1)}
"""Fixed to the euro, and without a rate from the day the euro replaced it."""


def rate_table(seed: int, until: dt.date) -> pa.Table:
    """Rows of `rates` from FIRST to `until`. A longer table begins with the shorter one."""
    span = np.arange(np.datetime64(FIRST), np.datetime64(until) + 1)
    days = span[np.is_busday(span)]
    tables = [_walk(seed, index, days) for index in range(len(_START))]
    return pa.concat_tables(tables)


def own_rate_table(seed: int, until: dt.date) -> pa.Table:
    """Rows of `own_rates` from FIRST to `until`, against the euro: what the reference rates do not price."""
    days = np.arange(np.datetime64(FIRST), np.datetime64(until) + 1)
    tables = []
    for index, (currency, (start, digits)) in enumerate(_OWN.items(), len(_START)):
        rates = _walked(np.random.default_rng([seed, index]), start, digits, len(days))
        names = (pa.repeat(name, len(days)) for name in ("EUR", currency))
        columns: list[pa.Array[Any]] = [pa.array(days), *names, from_micros(rates)]
        tables.append(pa.table(columns, schema=OWN_RATES))
    return pa.concat_tables(tables)


def _walked(draw: np.random.Generator, start: float, digits: int, count: int, pace: float = _PACE) -> Integers:
    """A rate a day in micro-units, with as many decimals; `pace` is the deviation of a day's step."""
    rates = start * np.exp(np.tanh(np.cumsum(draw.normal(0, 1, count) * pace)) * 0.3)
    micros: Integers = np.rint(rates * 10**digits).astype(np.int64) * 10 ** (6 - digits)
    return micros


def _walk(seed: int, index: int, days: np.typing.NDArray[np.datetime64]) -> pa.Table:
    currency = list(_START)[index]
    start, digits = _START[currency]
    if currency in _PEGGED:
        days = days[days < np.datetime64(_PEGGED[currency])]
    draw, pace = np.random.default_rng([seed, index]), 0 if currency in _PEGGED else _PACE
    micros = _walked(draw, start, digits, len(days), pace)
    columns = [pa.array(days.astype("datetime64[D]")), pa.repeat(currency, len(days)), from_micros(micros)]
    return pa.table(columns, schema=RATES)
