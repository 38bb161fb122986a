"""One month of delivery of an advertiser on Google Ads or Naver Search Ads, and how it was restated later.

All draws have the shape (days of the month, places of campaigns), whatever part of it delivers, so a month never
depends on the day from which it is read.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sandbox.ledger.money import MICROS, Integers, from_micros
from sandbox.ledger.synthetic.advertiser_campaigns import Campaign, campaigns
from sandbox.ledger.synthetic.advertisers import CENT, Advertiser
from sandbox.ledger.synthetic.entities import ANCHOR
from sandbox.ledger.tables import METRICS, RESTATEMENTS

Values = npt.NDArray[Any]

_WEEK = np.array([1.08, 1.05, 1.02, 1.0, 0.96, 0.9, 0.99])
_PRESENCE, _DARK_DAYS = 0.95, 0.02
_RESTATED, _REMOVED, _LATE, _CORRECTED, _TAKEN_BACK = 0.1, 0.003, 0.003, 0.25, 0.15
_CORRECTED_AFTER = 2
_SALES_A_CLICK = (2, 75)


@dataclass(frozen=True)
class _Place:
    campaign: Campaign
    name: str
    share: float


@dataclass(frozen=True)
class _Month:
    """A day by place each: figures (money and conversions in micro-units), and the draws that decide their future."""

    account: Advertiser
    places: list[_Place]
    days: list[dt.date]
    values: dict[str, Values]

    def rows(self, chosen: Values, figures: dict[str, Integers]) -> pa.Table:
        """Rows of `metrics`."""
        day, place = np.nonzero(chosen)
        count = len(day)
        named = [self.places[each] for each in place]
        columns: dict[str, Any] = {
            "platform": pa.repeat(self.account.platform, count),
            "account_id": pa.repeat(self.account.account_id, count),
            "campaign_id": pa.array([each.campaign.campaign_id for each in named], pa.string()),
            "date": pa.array(np.array(self.days, dtype="datetime64[D]")[day]),
            "placement": pa.array([each.name for each in named], pa.string()),
            **{name: pa.array(figures[name][chosen]) for name in ("impressions", "clicks")},
            **{name: from_micros(figures[name][chosen]) for name in ("spend", "purchases", "purchase_value")},
            **dict.fromkeys(("likes", "shares", "comments", "saves"), pa.array(np.zeros(count, dtype=np.int64))),
        }
        return pa.table([columns[name] for name in METRICS.names], schema=METRICS)

    def figures(self, delay: int) -> dict[str, Integers]:
        """What is said `delay` days later: conversions come late or are taken back, invalid clicks are not charged."""
        now, network = self.values, self.account.network
        pieces = now["pieces"] + (now[f"more_{delay}"] if delay else 0)
        pieces = np.where(now["taken_back"] & (delay == network.delays[-1]), pieces * 4 // 5, pieces)
        corrected = now["corrected"] & (delay >= _CORRECTED_AFTER)
        worth = now["basket"] // (MICROS // network.piece)
        return {
            "impressions": now["impressions"],
            "clicks": now["clicks"] - corrected * (now["clicks"] // 10),
            "spend": now["spend"] - corrected * (now["spend"] // (10 * now["unit"]) * now["unit"]),
            "purchases": pieces * network.piece,
            "purchase_value": pieces * worth // network.grain * network.grain,
        }


def month(seed: int, account: Advertiser, first: dt.date) -> tuple[pa.Table, pa.Table]:
    """Rows of `metrics` and of `restatements` for the month that begins on `first`."""
    drawn = _drawn(seed, account, first)
    delivers, chance, delays = drawn.values["delivers"], drawn.values["chance"], account.network.delays
    is_restated = delivers & (chance < _RESTATED)
    is_removed = delivers & (chance >= _RESTATED) & (chance < _RESTATED + _REMOVED)
    is_late = delivers & (chance >= 1 - _LATE)
    history = [_restated(drawn.rows(is_restated, drawn.figures(delay)), delay) for delay in delays]
    history.append(_restated(drawn.rows(is_removed, drawn.figures(0)), delays[1], removed=True))
    history.append(_restated(drawn.rows(is_late, drawn.figures(0)), delays[0]))
    return drawn.rows(delivers & ~is_late, drawn.figures(0)), pa.concat_tables(history)


def _drawn(seed: int, account: Advertiser, first: dt.date) -> _Month:
    draw = np.random.default_rng([seed, int(account.account_id), 2, first.year * 12 + first.month])
    places = [_Place(each, *place) for each in campaigns(seed, account) for place in each.kind.placements]
    days = [first.replace(day=n + 1) for n in range(calendar.monthrange(first.year, first.month)[1])]
    shape = (len(days), len(places))
    kinds = [place.campaign.kind for place in places]
    unit = np.array([kind.unit or account.unit for kind in kinds])
    price = np.array([kind.price for kind in kinds]) * account.click / unit
    rate = np.array([kind.click_rate for kind in kinds])

    running = np.array([[place.campaign.start <= day < place.campaign.end for place in places] for day in days])
    delivers = running & (draw.random(shape) < _PRESENCE) & (draw.random((len(days), 1)) >= _DARK_DAYS)
    impressions = np.rint(_expected(days, places) * draw.lognormal(0, 0.3, shape)).astype(np.int64)
    clicks = draw.binomial(impressions, draw.beta(5, 5 / rate - 5, shape))
    sold = draw.binomial(clicks, draw.beta(*_SALES_A_CLICK, shape))
    charged = np.where([kind.by_impression for kind in kinds], impressions, clicks)
    parts = MICROS // account.network.piece
    values: dict[str, Values] = {
        "impressions": impressions,
        "clicks": clicks,
        "spend": np.rint(charged * price * draw.lognormal(0, 0.15, shape)).astype(np.int64) * unit,
        "pieces": np.maximum(sold * parts - draw.integers(0, parts, shape), 0),
        "basket": np.rint(draw.lognormal(0, 0.3, shape) * account.basket / CENT).astype(np.int64) * CENT,
        "unit": np.broadcast_to(unit, shape),
        "delivers": delivers & (impressions > 0),
        "chance": draw.random(shape),
        "corrected": draw.random(shape) < _CORRECTED,
        "taken_back": draw.random(shape) < _TAKEN_BACK,
    }
    delays = account.network.delays
    more = np.cumsum(1 + draw.integers(0, parts * 3 // 2, (len(delays), *shape)), axis=0)
    return _Month(
        account, places, days, values | {f"more_{delay}": extra for delay, extra in zip(delays, more, strict=True)}
    )


def _expected(days: list[dt.date], places: list[_Place]) -> Values:
    """Mean impressions: a weekly season, slow growth, the campaign's size and the place's share."""
    season = np.array([_WEEK[day.weekday()] * (1 + (day - ANCHOR).days / 2_500) for day in days])
    sizes = np.array([place.campaign.size * place.campaign.kind.reach * place.share for place in places])
    expected: Values = season[:, None] * sizes
    return expected


def _restated(rows: pa.Table, delay: int, *, removed: bool = False) -> pa.Table:
    since = pa.array(rows["date"].to_numpy() + np.timedelta64(delay, "D"))
    return pa.table([*rows.columns, since, pa.repeat(pa.scalar(removed), rows.num_rows)], schema=RESTATEMENTS)
