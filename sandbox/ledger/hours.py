"""The hours of a day, when the ledger has none of its own: an exact, deterministic split.

Impressions follow a daily curve that is turned by a hash of the row's key; clicks and spend follow the impressions,
so no hour has more clicks than impressions or spends without any. Sums over the hours equal the day exactly; every
hour but the last that delivers is a whole number of the smallest units that are told.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from sandbox.ledger.money import Integers, from_micros, to_micros
from sandbox.ledger.tables import HOURLY, METRICS_KEY

HOURS = 24
CURVE = np.array([9, 6, 4, 3, 3, 4, 8, 14, 20, 24, 26, 28, 31, 30, 28, 27, 28, 31, 36, 42, 45, 40, 29, 17])


def split(days: pa.Table, unit: int) -> pa.Table:
    """Rows of `metrics` of one account as rows of `hourly`: only hours with impressions, clicks or spend.

    `unit` is the smallest amount, in micro-units.
    """
    impressions, clicks = (days[name].to_numpy() for name in ("impressions", "clicks"))
    spend = to_micros(days["spend"])
    seen = np.cumsum(_portions(impressions, _weights(days)), axis=1)
    total = seen[:, -1:]
    shown = np.where(total == 0, np.arange(HOURS) == HOURS - 1, seen)
    whole = np.maximum(total, 1)
    spent = np.where(shown == whole, spend[:, None], _share(spend // unit, shown, whole) * unit)
    measures = [
        np.diff(cumulated, axis=1, prepend=0).ravel() for cumulated in (seen, _share(clicks, shown, whole), spent)
    ]
    delivered = np.flatnonzero(np.any(measures, axis=0))
    rows = days.select(list(METRICS_KEY)).take(delivered // HOURS)
    columns: dict[str, Any] = {name: rows[name] for name in METRICS_KEY}
    columns["hour"] = pa.array((delivered % HOURS).astype(np.int16))
    columns["impressions"], columns["clicks"] = (pa.array(measure[delivered]) for measure in measures[:2])
    columns["spend"] = from_micros(measures[2][delivered])
    return pa.table([columns[name] for name in HOURLY.names], schema=HOURLY)


def _weights(days: pa.Table) -> Integers:
    """A curve a row, shape (rows, 24)."""
    named = ("campaign_id", "date", "placement")
    keys = np.sum([days[name].cast(pa.string()).to_numpy().astype(object) for name in named], axis=0)
    turn = (pd.util.hash_array(keys) % np.uint64(997)).astype(np.int64)
    hours = np.arange(HOURS)
    weights: Integers = CURVE + (turn[:, None] * (hours + 1)) % 7
    return weights


def _portions(total: Integers, weights: Integers) -> Integers:
    """Whole shares of `total` by weight that add up to it."""
    cumulated = np.cumsum(weights, axis=1)
    return np.diff(_share(total, cumulated, cumulated[:, -1:]), axis=1, prepend=0)


def _share(total: Integers, part: npt.NDArray[np.int64], whole: Integers) -> Integers:
    """floor(total * part / whole) without overflow."""
    quotient, remainder = np.divmod(total[:, None], whole)
    share: Integers = quotient * part + remainder * part // whole
    return share
