"""Two A/B tests: one whose variants differ beyond doubt, and one whose variants do not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from sandbox.ledger.synthetic.application.made import Rows, at, json_text, made
from sandbox.ledger.synthetic.application.people import BERLIN, SEOUL, Team
from sandbox.ledger.synthetic.entities import ANCHOR, DAY


@dataclass(frozen=True)
class Experiment:
    """`converted` of `visitors` of A and B each; `basket` is a typical purchase in the team's currency."""

    team: Team
    name: str
    start: dt.date
    days: int
    visitors: int
    converted: tuple[int, int]
    basket: Decimal
    variants: tuple[dict[str, str], dict[str, str]]

    @property
    def id(self) -> str:
        """Its id in the application."""
        return made("experiment", self.name)


EXPERIMENTS = (
    Experiment(
        SEOUL, "Checkout on one page", ANCHOR + 40 * DAY, 28, 400, (41, 76), Decimal(61_000),
        ({"checkout": "three steps"}, {"checkout": "one page"}),
    ),
    Experiment(
        BERLIN, "Green or orange button", ANCHOR + 45 * DAY, 35, 300, (31, 34), Decimal("58.40"),
        ({"button": "green"}, {"button": "orange"}),
    ),
)  # fmt: skip


def tests(horizon: dt.datetime) -> Rows:
    """Rows of `ab_tests`."""
    for each in EXPERIMENTS:
        ended = at(each.start + each.days * DAY, each.team.zone, 0)
        yield {
            "id": each.id, "team_id": each.team.id, "name": each.name, "description": f"{each.days} days",
            "variant_a": json_text(each.variants[0]), "variant_b": json_text(each.variants[1]), "metric": "conversion",
            "target_users": 2 * each.visitors, "currency": each.team.currency,
            "status": "completed" if ended < horizon else "running", "created_at": at(each.start, each.team.zone, 0),
        }  # fmt: skip


def results(seed: int, horizon: dt.datetime) -> Rows:
    """Rows of `ab_test_results`."""
    return (row for number in range(len(EXPERIMENTS)) for row in _results(seed, number) if row["timestamp"] < horizon)


@lru_cache(maxsize=64)
def _results(seed: int, number: int) -> tuple[dict[str, Any], ...]:
    each, draw = EXPERIMENTS[number], np.random.default_rng([seed, 24, number])
    rows = []
    for variant, converted in zip("AB", each.converted, strict=True):
        buyers = set(draw.permutation(each.visitors)[:converted].tolist())
        for visitor in range(each.visitors):
            second = int(draw.integers(each.days * 86_400))
            moment = at(each.start, each.team.zone, 0) + dt.timedelta(seconds=second)
            places = 0 if each.basket == each.basket.to_integral() else 2
            spent = round(each.basket * Decimal(str(round(draw.uniform(0.5, 1.8), 3))), places)
            rows.append(
                {
                    "id": made("result", each.name, variant, visitor), "test_id": each.id, "variant": variant,
                    "converted": visitor in buyers, "revenue": spent if visitor in buyers else None,
                    "engagement_score": Decimal(int(draw.integers(0, 1000))) / 10, "timestamp": moment,
                    "created_at": moment,
                }
            )  # fmt: skip
    return tuple(rows)
