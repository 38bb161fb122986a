"""One month of delivery of one account, and how it was restated later.

All draws have the shape (days of the month, campaigns, placements), whatever part of it delivers, so a month never
depends on the day from which it is read.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sandbox.ledger.money import MICROS, Integers, from_micros, minor_unit_micros
from sandbox.ledger.synthetic.entities import ANCHOR, PLATFORM, Account, Plan, plans
from sandbox.ledger.tables import METRICS, RESTATEMENTS

Values = npt.NDArray[Any]

PLACEMENTS = ("facebook", "instagram", "audience_network", "messenger", "threads")
_SHARES = np.array([0.46, 0.36, 0.10, 0.05, 0.03])
_PRESENCE = np.array([0.97, 0.96, 0.80, 0.55, 0.35])
_DARK_DAYS = 0.04
_WEEK = np.array([1.0, 0.97, 0.98, 1.02, 1.1, 1.2, 1.13])
_MILLES_A_BUDGET = 450

DELAYS = (3, 7, 20)
_RESTATED, _REMOVED, _LATE, _REFUNDED = 0.08, 0.003, 0.003, 0.2

_AMOUNTS = ("spend", "purchase_value")


@dataclass(frozen=True)
class _Cells:
    """Rows as flat arrays: positions, measures (amounts in micro-units) and the draws that decide their future."""

    account: Account
    days: npt.NDArray[np.datetime64]
    campaign_ids: Values
    placements: Values
    values: dict[str, Values]

    def where(self, chosen: Values) -> _Cells:
        return _Cells(
            self.account,
            self.days[chosen],
            self.campaign_ids[chosen],
            self.placements[chosen],
            {name: values[chosen] for name, values in self.values.items()},
        )

    def metrics(self) -> pa.Table:
        count = len(self.days)
        columns: dict[str, pa.Array[Any]] = {
            "platform": pa.repeat(PLATFORM, count),
            "account_id": pa.repeat(self.account.account_id, count),
            "campaign_id": pa.array(self.campaign_ids),
            "date": pa.array(self.days),
            "placement": pa.array(self.placements),
            **{name: from_micros(self.values[name]) for name in _AMOUNTS},
            "purchases": from_micros(self.values["purchases"] * MICROS),
        }
        counts = {name: pa.array(values) for name, values in self.values.items()}
        return pa.table([(counts | columns)[name] for name in METRICS.names], schema=METRICS)

    def restatements(self, delay: int, *, removed: bool = False) -> pa.Table:
        flags = pa.repeat(pa.scalar(removed), len(self.days))
        return pa.table([*self.metrics().columns, pa.array(self.days + delay), flags], schema=RESTATEMENTS)


def month(seed: int, account: Account, first: dt.date) -> tuple[pa.Table, pa.Table]:
    """Rows of `metrics` and of `restatements` for the month that begins on `first`."""
    cells = _drawn(seed, account, first)
    chance = cells.values["chance"]
    restated = cells.where(chance < _RESTATED)
    removed = cells.where((chance >= _RESTATED) & (chance < _RESTATED + _REMOVED))
    late = chance >= 1 - _LATE
    history = [_later(restated, delay).restatements(delay) for delay in DELAYS]
    history += [removed.restatements(DELAYS[1], removed=True), cells.where(late).restatements(DELAYS[0])]
    return cells.where(~late).metrics(), pa.concat_tables(history)


def _drawn(seed: int, account: Account, first: dt.date) -> _Cells:
    draw = np.random.default_rng([seed, int(account.account_id), first.year * 12 + first.month])
    campaigns = plans(seed, account)
    days = [first.replace(day=n + 1) for n in range(calendar.monthrange(first.year, first.month)[1])]
    shape = (len(days), len(campaigns), len(PLACEMENTS))
    unit = minor_unit_micros(account.currency)

    delivers = _running(days, campaigns) & (draw.random(shape) < _PRESENCE)
    delivers &= draw.random((*shape[:2], 1)) >= _DARK_DAYS
    impressions = np.rint(_expected(days, campaigns, account) * draw.lognormal(0, 0.35, shape)).astype(np.int64)
    clicks = draw.binomial(impressions, draw.beta(4, 300, shape))
    purchases = draw.binomial(clicks, draw.beta(2, 110, shape))
    spend = np.rint(impressions * draw.lognormal(0, 0.2, shape) * account.mille / 1_000).astype(np.int64) * unit
    basket = np.rint(draw.lognormal(0, 0.3, shape) * account.basket).astype(np.int64) * unit
    values: dict[str, Values] = {
        "impressions": impressions,
        "clicks": clicks,
        "spend": spend,
        "purchases": purchases,
        "purchase_value": purchases * basket,
        "likes": draw.poisson(impressions * 0.006),
        "shares": draw.poisson(impressions * 0.0006),
        "comments": draw.poisson(impressions * 0.0008),
        "saves": draw.poisson(impressions * 0.0004),
        "chance": draw.random(shape),
        "refund": draw.random(shape) < _REFUNDED,
        "basket": basket,
    }
    more = np.cumsum(1 + draw.poisson(0.3, (len(DELAYS), *shape)), axis=0)
    values |= {f"more_{delay}": extra for delay, extra in zip(DELAYS, more, strict=True)}

    day, campaign, placement = np.nonzero(delivers & (impressions > 0))
    return _Cells(
        account,
        np.array(days, dtype="datetime64[D]")[day],
        np.array([plan.campaign_id for plan in campaigns], dtype=object)[campaign],
        np.array(PLACEMENTS, dtype=object)[placement],
        {name: drawn[day, campaign, placement] for name, drawn in values.items()},
    )


def _running(days: list[dt.date], campaigns: list[Plan]) -> Values:
    running = np.array([[plan.start <= day < plan.end for plan in campaigns] for day in days])
    return running[:, :, None]


def _expected(days: list[dt.date], campaigns: list[Plan], account: Account) -> Values:
    """Mean impressions: a weekly season, slow growth, the campaign's budget and the placement's share."""
    season = np.array([_WEEK[day.weekday()] * (1 + (day - ANCHOR).days / 2_000) for day in days])
    size = np.array([plan.budget for plan in campaigns]) * _MILLES_A_BUDGET / account.mille
    expected: Values = season[:, None, None] * size[None, :, None] * _SHARES
    return expected


def _later(cells: _Cells, delay: int) -> _Cells:
    """Some days on: late conversions, and for some rows a tenth of clicks and spend (major units) refunded."""
    now = cells.values
    refund = now["refund"] & (delay > DELAYS[0])
    restated: dict[str, Integers] = {
        "purchases": now["purchases"] + now[f"more_{delay}"],
        "purchase_value": now["purchase_value"] + now[f"more_{delay}"] * now["basket"],
        "clicks": now["clicks"] - refund * (now["clicks"] // 10),
        "spend": now["spend"] - refund * (now["spend"] // (10 * MICROS) * MICROS),
    }
    return replace(cells, values=now | restated)
