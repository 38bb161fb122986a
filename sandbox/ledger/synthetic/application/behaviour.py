"""What visitors of the own shops do, a month at a time: a funnel in which each stage is smaller than the one before."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sandbox.ledger.application_tables import FOLDER, SCHEMAS
from sandbox.ledger.synthetic.application.catalogue import PRODUCTS
from sandbox.ledger.synthetic.application.made import at, made
from sandbox.ledger.synthetic.application.people import SELLING, TEAMS, Team, customers
from sandbox.ledger.types import INSTANT

STAGES = ("visit", "product_view", "add_to_cart", "checkout", "purchase")
_GOES_ON = (1.0, 0.62, 0.42, 0.6, 0.75)
_ACTIONS = {"product_view": "view", "add_to_cart": "add_to_cart", "purchase": "purchase"}
_SOURCES = ("google", "facebook", "naver", "newsletter", "direct", None)
_PAGES = ("/", "/tents", "/walking", "/journal/packing-list", "/cart")
_MORE_VISITS_A_DAY, _SIGNED_IN = 2.0, 0.4
_STAGE_SECONDS = 75
_MICROSECONDS = 1_000_000

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Visits:
    """One entry a visit: `moment` in microseconds since 1970, `reached` the last stage."""

    team: Team
    names: list[str]
    moment: Numbers
    reached: Numbers
    user: list[str | None]
    product: list[str]
    source: list[str | None]
    page: list[str]
    pages: Numbers

    def events(self, name: str) -> pa.Table:
        """Rows of one of the event tables."""
        if name == "page_views":
            pages: dict[str, Any] = {"page": self.page, "count": self.pages.tolist()}
            return self._table(name, np.arange(len(self.names)), "page", pages)
        parts = []
        for place, stage in enumerate(STAGES):
            there = np.flatnonzero(self.reached >= place)
            if name == "conversions":
                columns = {"stage": [stage] * len(there), "source": [self.source[n] for n in there]}
                parts.append(self._table(name, there, stage, columns, place))
            elif stage in _ACTIONS:
                columns = {"action": [_ACTIONS[stage]] * len(there), "product_id": [self.product[n] for n in there]}
                parts.append(self._table(name, there, _ACTIONS[stage], columns, place))
        return pa.concat_tables(parts)

    def sessions(self) -> pa.Table:
        """Rows of `user_sessions`: a visit each, active until its last stage."""
        last = self.moment + (self.reached + 1) * _STAGE_SECONDS * _MICROSECONDS
        there = np.arange(len(self.names))
        return self._table("user_sessions", there, "session", {"last_activity": pa.array(last).cast(INSTANT)})

    def _table(self, name: str, there: Numbers, kind: str, columns: dict[str, Any], place: int = 0) -> pa.Table:
        moments = pa.array(self.moment[there] + place * _STAGE_SECONDS * _MICROSECONDS).cast(INSTANT)
        filled = {
            "id": [made(kind, self.names[n]) for n in there],
            "timestamp": moments,
            "created_at": moments,
            "team_id": [self.team.id] * len(there),
            "user_id": [self.user[n] for n in there],
            **columns,
        }
        schema = SCHEMAS[f"{FOLDER}/{name}"]
        return pa.table([pa.array(filled[field.name], field.type) for field in schema], schema=schema)


def events(seed: int, months: list[dt.date], name: str) -> pa.Table:
    """Rows of user_behavior, page_views or conversions of these months."""
    return pa.concat_tables([_month(seed, team, first).events(name) for first in months for team in SELLING])


def sessions(seed: int, months: list[dt.date]) -> pa.Table:
    """Rows of user_sessions: visits of the last two of these months, older ones are forgotten."""
    return pa.concat_tables([_month(seed, team, first).sessions() for first in months[-2:] for team in SELLING])


@lru_cache(maxsize=1024)
def _month(seed: int, team: Team, first: dt.date) -> Visits:
    draw = np.random.default_rng([seed, 23, TEAMS.index(team), first.year * 12 + first.month])
    days = [first.replace(day=n + 1) for n in range(calendar.monthrange(first.year, first.month)[1])]
    counts = draw.poisson(_MORE_VISITS_A_DAY, len(days)) + 1
    total = int(counts.sum())
    starts = np.repeat([int(at(day, team.zone, 0).timestamp()) for day in days], counts)
    moment = (starts + draw.integers(20_000, 86_000, total)) * _MICROSECONDS
    goes_on = draw.random((total, len(STAGES))) < _GOES_ON
    known = [(customer, came.timestamp() * _MICROSECONDS) for customer, _, came in customers(seed, team)]
    person = draw.integers(0, len(known), total)
    is_signed_in = draw.random(total) < _SIGNED_IN
    products = draw.integers(0, len(PRODUCTS[team]) - 1, total)
    return Visits(
        team,
        names=[f"{team.key} {first} {number}" for number in range(total)],
        moment=moment,
        reached=np.cumprod(goes_on, axis=1).sum(axis=1) - 1,
        user=[
            known[who][0] if signed and known[who][1] <= when else None
            for who, signed, when in zip(person, is_signed_in, moment, strict=True)
        ],
        product=[PRODUCTS[team][n].id for n in products],
        source=[_SOURCES[n] for n in draw.integers(0, len(_SOURCES), total)],
        page=[_PAGES[n] for n in draw.integers(0, len(_PAGES), total)],
        pages=draw.integers(1, 4, total),
    )
