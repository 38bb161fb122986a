"""What an affiliate network's account earned by tracking id, derived from its transactions and hops.

A tracking id counts in lower case, and as NO_TRACKING_ID where there is none. Each transaction counts on its own day: a
SALE is a purchase; sales, rebills, refunds and chargebacks add up to the value. Fees and test sales do not count.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from resources.windows import Window
from sandbox.ledger.money import MICROS, from_micros, to_micros
from sandbox.ledger.tables import METRICS, METRICS_KEY

PLATFORMS = frozenset({"clickbank"})
"""Platforms whose `metrics` are derived."""

PLACEMENT = "hoplink"
NO_TRACKING_ID = "none"
EARNING = ("SALE", "BILL", "RFND", "CGBK")
_KEY = ["platform", "account_id", "campaign_id", "date"]
_UNKNOWN = ("impressions", "likes", "shares", "comments", "saves")


def within(transactions: pa.Table, window: Window, zone: str) -> pa.Table:
    """The transactions whose day in the zone is in the window."""
    days = _days(transactions, zone)
    return transactions.filter(pa.array((days >= np.datetime64(window.start)) & (days < np.datetime64(window.end))))


def metrics(transactions: pa.Table, hops: pa.Table, zone: str) -> pa.Table:
    """Rows of `metrics` in key order; impressions and spend, which nobody knows, are 0."""
    sums = pd.concat([_sold(transactions, zone), _hopped(hops)]).groupby(_KEY, as_index=False).sum()
    nothing = np.zeros(len(sums), dtype=np.int64)
    amounts = {"spend": nothing, **{name: sums[name].to_numpy(np.int64) for name in ("purchases", "purchase_value")}}
    columns: dict[str, Any] = {
        **{name: pa.array(sums[name]) for name in (*_KEY, "clicks")},
        **dict.fromkeys(_UNKNOWN, pa.array(nothing)),
        **{name: from_micros(values) for name, values in amounts.items()},
        "placement": pa.repeat(PLACEMENT, len(sums)),
    }
    table = pa.table([columns[field.name].cast(field.type) for field in METRICS], schema=METRICS)
    return table.sort_by([(name, "ascending") for name in METRICS_KEY])


def _sold(transactions: pa.Table, zone: str) -> pd.DataFrame:
    earned = transactions.filter(pc.field("transaction_type").isin(EARNING))
    return pd.DataFrame(
        {
            "platform": earned["platform"].to_numpy(),
            "account_id": earned["account_id"].to_numpy(),
            "campaign_id": [_counted(name) for name in earned["tracking_id"].to_pylist()],
            "date": _days(earned, zone),
            "clicks": 0,
            "purchases": (earned["transaction_type"].to_numpy() == "SALE") * MICROS,
            "purchase_value": to_micros(earned["account_amount"]),
        }
    )


def _hopped(hops: pa.Table) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "platform": hops["platform"].to_numpy(),
            "account_id": hops["account_id"].to_numpy(),
            "campaign_id": [_counted(name) for name in hops["tracking_id"].to_pylist()],
            "date": hops["date"].to_numpy(),
            "clicks": hops["hops"].to_numpy(),
            "purchases": 0,
            "purchase_value": 0,
        }
    )


def _counted(tracking_id: str | None) -> str:
    return tracking_id.lower() if tracking_id else NO_TRACKING_ID


def _days(transactions: pa.Table, zone: str) -> np.typing.NDArray[np.datetime64]:
    moments = pd.DatetimeIndex(transactions["transaction_time"].to_pandas())
    days: np.typing.NDArray[np.datetime64] = moments.tz_convert(zone).tz_localize(None).to_numpy("datetime64[D]")
    return days
