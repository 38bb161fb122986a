"""Subscriptions to the teams' plans: begun, moved up and down, cancelled, and taken up again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from sandbox.ledger.synthetic.application.catalogue import PLANS
from sandbox.ledger.synthetic.application.made import Rows, at, made
from sandbox.ledger.synthetic.application.people import SELLING, TEAMS, Team, customers
from sandbox.ledger.synthetic.entities import ANCHOR, DAY

_COUNT = 30
_BEGIN_WITHIN = 600
_TRIAL = 14 * DAY
_STEPS = (("up", 0.3), ("down", 0.2), ("cancel", 0.35), ("stay", 0.15))
_MONTH = 30 * DAY


@dataclass(frozen=True)
class Subscription:
    """`changes` are when what was paid for became another plan, None for nothing; the first is at its beginning."""

    team: Team
    number: int
    customer: str
    created_at: dt.datetime
    changes: tuple[tuple[dt.datetime, str | None], ...]

    @property
    def id(self) -> str:
        """Its id in the application."""
        return made("subscription", self.team.key, self.number)

    def row(self, horizon: dt.datetime) -> dict[str, Any]:
        """Its row of `subscriptions` as of then."""
        known = [change for change in self.changes if change[0] < horizon]
        since, plan = known[-1]
        last = next((paid for _, paid in reversed(known) if paid), None) or PLANS[self.team][0].id
        is_trial = all(paid is None for _, paid in known)
        begins = since + (horizon - since) // _MONTH * _MONTH
        return {
            "id": self.id, "team_id": self.team.id, "user_id": self.customer, "plan_id": last,
            "stripe_subscription_id": f"sub_{self.team.key}{self.number:04d}",
            "status": "active" if plan else "trialing" if is_trial else "cancelled",
            "current_period_start": begins, "current_period_end": begins + _MONTH,
            "cancelled_at": None if plan or is_trial else since, "created_at": self.created_at,
        }  # fmt: skip

    def history(self, horizon: dt.datetime) -> Rows:
        """Its rows of `subscription_changes` as of then."""
        for moment, plan in self.changes:
            if moment < horizon:
                yield {"subscription_id": self.id, "changed_at": moment, "plan_id": plan, "created_at": moment}


def subscriptions(seed: int, horizon: dt.datetime) -> Rows:
    """Rows of `subscriptions`."""
    return (each.row(horizon) for team in SELLING for each in _of(seed, team) if each.created_at < horizon)


def changes(seed: int, horizon: dt.datetime) -> Rows:
    """Rows of `subscription_changes`."""
    return (row for team in SELLING for each in _of(seed, team) for row in each.history(horizon))


@lru_cache(maxsize=64)
def _of(seed: int, team: Team) -> tuple[Subscription, ...]:
    draw = np.random.default_rng([seed, 22, TEAMS.index(team)])
    return tuple(_subscription(draw, seed, team, number) for number in range(_COUNT))


def _subscription(draw: np.random.Generator, seed: int, team: Team, number: int) -> Subscription:
    customer, _, came = customers(seed, team)[number]
    day = max(ANCHOR + number * _BEGIN_WITHIN // _COUNT * DAY, came.date() + DAY)
    begins = at(day, team.zone, int(draw.integers(30_000, 80_000)))
    level, moment = int(draw.integers(len(PLANS[team]))), begins
    changes: list[tuple[dt.datetime, str | None]] = [(begins, PLANS[team][level].id)]
    if number % 5 == 0:
        moment = begins + _TRIAL
        changes = [(begins, None), (moment, PLANS[team][level].id)]
    for step in draw.choice([name for name, _ in _STEPS], int(draw.integers(0, 4)), p=[share for _, share in _STEPS]):
        moment += int(draw.integers(20, 150)) * DAY + dt.timedelta(seconds=int(draw.integers(9_000)))
        if changes[-1][1] is None or step in ("up", "down"):
            level = max(0, min(level + (1 if step == "up" else -1), len(PLANS[team]) - 1))
            changes.append((moment, PLANS[team][level].id))
        elif step == "cancel":
            changes.append((moment, None))
    return Subscription(team, number, customer, begins, tuple(changes))
