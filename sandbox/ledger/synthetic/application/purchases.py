"""Orders of the own shops and the payments for them: tried, completed, failed, and later refunded or charged back."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from sandbox.ledger.money import minor_digits
from sandbox.ledger.synthetic.application.catalogue import PRODUCTS
from sandbox.ledger.synthetic.application.made import Rows, at, made
from sandbox.ledger.synthetic.application.people import SELLING, TEAMS, Team, customers

_ORDERS_A_DAY = 0.9
_FAILS_FIRST, _NEVER_PAID, _FOREIGN = 0.12, 0.4, 0.15
_REFUNDED, _PART, _CHARGED_BACK = 0.07, 0.035, 0.02
_PAYS, _SHIPS, _ARRIVES = dt.timedelta(minutes=3), dt.timedelta(hours=26), dt.timedelta(days=4)


@dataclass(frozen=True)
class Purchase:
    """What was bought and what became of it: `back` and `charged` are when money went back, `part` how much of it."""

    team: Team
    number: str
    customer: str
    product: str | None
    amount: Decimal
    currency: str
    moment: dt.datetime
    fails: bool
    paid: bool
    part: Decimal
    back: dt.datetime | None
    charged: dt.datetime | None

    def order(self, horizon: dt.datetime) -> dict[str, Any]:
        """Its row of `orders` as of then."""
        status = "pending"
        for moment, becomes in (
            (self.moment + _PAYS, "paid" if self.paid else "cancelled"),
            *(((self.moment + _SHIPS, "shipped"), (self.moment + _ARRIVES, "completed")) if self.paid else ()),
            *(((self.back, "refunded"),) if self.paid and self.back and self.part == self.amount else ()),
        ):
            status = becomes if moment < horizon else status
        return {
            "id": made("order", self.number), "team_id": self.team.id, "user_id": self.customer, "total": self.amount,
            "currency": self.currency, "status": status, "created_at": self.moment,
        }  # fmt: skip

    def payments(self, horizon: dt.datetime) -> Rows:
        """Its rows of `payments` as of then: a failed attempt, and the one that went through."""
        if self.fails:
            failed = self.moment + _PAYS / 3
            yield self._payment("failed", failed) | {"status": "failed", "failed_at": failed}
        if self.paid:
            done = self.moment + _PAYS
            row = self._payment("paid", self.moment) | {"status": "completed", "completed_at": done}
            if done >= horizon:
                row |= {"status": "pending", "completed_at": None}
            if self.back and self.back < horizon:
                row |= {"refunded_at": self.back, "refunded_amount": self.part}
                row["status"] = "refunded" if self.part == self.amount else "completed"
            if self.charged and self.charged < horizon:
                row |= {"status": "charged_back", "charged_back_at": self.charged}
            yield row

    def _payment(self, kind: str, created_at: dt.datetime) -> dict[str, Any]:
        payment = made("payment", self.number, kind)
        return {
            "id": payment, "team_id": self.team.id, "user_id": self.customer, "product_id": self.product,
            "amount": self.amount, "currency": self.currency, "refunded_amount": Decimal(0),
            "stripe_payment_id": f"pi_{payment.replace('-', '')[:24]}", "created_at": created_at,
        }  # fmt: skip


def purchases(seed: int, months: list[dt.date]) -> Iterator[Purchase]:
    """Purchases of every shop in these months."""
    for first in months:
        for team in SELLING:
            yield from _month(seed, team, first)


def orders(seed: int, months: list[dt.date], horizon: dt.datetime) -> Rows:
    """Rows of `orders`."""
    return (each.order(horizon) for each in purchases(seed, months) if each.moment < horizon)


def payments(seed: int, months: list[dt.date], horizon: dt.datetime) -> Rows:
    """Rows of `payments`."""
    return (row for each in purchases(seed, months) for row in each.payments(horizon) if row["created_at"] < horizon)


@lru_cache(maxsize=1024)
def _month(seed: int, team: Team, first: dt.date) -> tuple[Purchase, ...]:
    draw = np.random.default_rng([seed, 21, TEAMS.index(team), first.year * 12 + first.month])
    days = [first.replace(day=n + 1) for n in range(calendar.monthrange(first.year, first.month)[1])]
    counts = draw.poisson(_ORDERS_A_DAY, len(days))
    return tuple(
        _purchase(draw, seed, team, day, number)
        for day, count in zip(days, counts, strict=True)
        for number in range(count)
    )


def _purchase(draw: np.random.Generator, seed: int, team: Team, day: dt.date, number: int) -> Purchase:
    moment = at(day, team.zone, int(draw.integers(25_000, 86_000)))
    known = [customer for customer, _, came in customers(seed, team) if came <= moment]
    product = PRODUCTS[team][int(draw.integers(len(PRODUCTS[team]) - 1))]
    currency, price = team.currency, 1.0
    if draw.random() < _FOREIGN:
        currency, price = team.foreign[int(draw.integers(len(team.foreign)))]
    quantity = Decimal(str(price)) * int(draw.choice([1, 1, 1, 2, 3]))
    amount = round(product.price * quantity, minor_digits(currency))
    fails, fate = bool(draw.random() < _FAILS_FIRST), draw.random()
    days_back, seconds = int(draw.integers(1, 40)), int(draw.integers(20_000))
    later = moment + dt.timedelta(days=days_back, seconds=seconds)
    part = amount if fate < _REFUNDED else round(amount / 3, minor_digits(currency))
    return Purchase(
        team, f"{team.key} {day} {number}", known[int(draw.integers(len(known)))],
        None if draw.random() < 0.04 else product.id, amount, currency, moment, fails,
        paid=not (fails and draw.random() < _NEVER_PAID), part=part, back=later if fate < _REFUNDED + _PART else None,
        charged=later if fate > 1 - _CHARGED_BACK else None,
    )  # fmt: skip
