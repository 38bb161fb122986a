"""One month of a shop's product ads, and how it was restated within the week.

`purchases` are the orders that Shopee credits to the ad (broad), `purchase_value` what they were worth.
"""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sandbox.ledger.money import MICROS, Integers, from_micros
from sandbox.ledger.synthetic.shop_campaigns import Ad, ads
from sandbox.ledger.synthetic.shops import PLATFORM, Shop
from sandbox.ledger.tables import METRICS, RESTATEMENTS

Values = npt.NDArray[Any]

DELAYS = (1, 3, 7)
_PRESENCE, _RESTATED, _REMOVED, _REFUNDED = 0.94, 0.12, 0.004, 0.2
_IMPRESSIONS_A_VISIT = 260
_AMOUNTS = ("spend", "purchase_value")
_NEVER = ("likes", "shares", "comments", "saves")


def month(seed: int, shop: Shop, first: dt.date) -> tuple[pa.Table, pa.Table]:
    """Rows of `metrics` and of `restatements` for the month that begins on `first`."""
    draw = np.random.default_rng([seed, int(shop.account_id), 5, first.year * 12 + first.month])
    campaigns = ads(seed, shop)
    days = [first.replace(day=n + 1) for n in range(calendar.monthrange(first.year, first.month)[1])]
    shape = (len(days), len(campaigns))
    running = np.array([[ad.start <= day < ad.end for ad in campaigns] for day in days])
    sizes = np.array([ad.size for ad in campaigns]) * shop.visits * _IMPRESSIONS_A_VISIT

    impressions = np.rint(sizes * draw.lognormal(0, 0.35, shape)).astype(np.int64)
    clicks = draw.binomial(impressions, draw.beta(6, 250, shape))
    spend = np.rint(clicks * draw.lognormal(0, 0.2, shape) * shop.price * 0.012).astype(np.int64) * shop.unit
    basket = np.rint(draw.lognormal(0, 0.3, shape) * shop.price).astype(np.int64) * shop.unit
    purchases = draw.binomial(clicks, draw.beta(2, 60, shape))
    fate, refunded = draw.random(shape), draw.random(shape) < _REFUNDED
    more = np.cumsum(1 + draw.poisson(0.4, (len(DELAYS), *shape)), axis=0)
    delivers = running & (draw.random(shape) < _PRESENCE) & (impressions > 0)
    values = {"impressions": impressions, "clicks": clicks, "spend": spend, "purchases": purchases}

    def rows(chosen: Values, now: dict[str, Integers]) -> pa.Table:
        return _rows(shop, campaigns, days, chosen, now | {"purchase_value": now["purchases"] * basket})

    history = []
    for extra, delay in zip(more, DELAYS, strict=True):
        settled = (refunded & (delay == DELAYS[-1])) * (clicks // 10)
        kept = spend - spend // np.maximum(clicks, 1) // shop.unit * shop.unit * settled
        now = {**values, "purchases": purchases + extra, "clicks": clicks - settled, "spend": kept}
        history.append(_restated(rows(delivers & (fate < _RESTATED), now), delay, removed=False))
    gone = delivers & (fate >= 1 - _REMOVED)
    history.append(_restated(rows(gone, values), DELAYS[1], removed=True))
    return rows(delivers, values), pa.concat_tables(history)


def _rows(
    shop: Shop, campaigns: tuple[Ad, ...], days: list[dt.date], chosen: Values, values: dict[str, Integers]
) -> pa.Table:
    day, campaign = np.nonzero(chosen)
    count = len(day)
    columns: dict[str, Any] = {
        "platform": pa.repeat(PLATFORM, count),
        "account_id": pa.repeat(shop.account_id, count),
        "campaign_id": pa.array([campaigns[n].campaign_id for n in campaign], pa.string()),
        "date": pa.array(np.array(days, dtype="datetime64[D]")[day]),
        "placement": pa.array([campaigns[n].placement for n in campaign], pa.string()),
        **{name: pa.array(counted[chosen]) for name, counted in values.items()},
        **{name: from_micros(values[name][chosen]) for name in _AMOUNTS},
        "purchases": from_micros(values["purchases"][chosen] * MICROS),
        **{name: pa.array(np.zeros(count, dtype=np.int64)) for name in _NEVER},
    }
    return pa.table([columns[name] for name in METRICS.names], schema=METRICS)


def _restated(rows: pa.Table, delay: int, *, removed: bool) -> pa.Table:
    since = pa.array(rows["date"].to_numpy() + np.timedelta64(delay, "D"))
    return pa.table([*rows.columns, since, pa.repeat(pa.scalar(removed), rows.num_rows)], schema=RESTATEMENTS)
