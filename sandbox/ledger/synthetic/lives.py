"""What becomes of orders: the statuses they pass and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sandbox.ledger.money import Integers

Values = npt.NDArray[Any]

CASH = "Cash on Delivery"
HOUR, DAY = 3_600, 86_400

_PATH = (
    "UNPAID", "READY_TO_SHIP", "PROCESSED", "SHIPPED", "TO_CONFIRM_RECEIVE", "COMPLETED", "TO_RETURN", "COMPLETED",
)  # fmt: skip
_DONE = 5
_UNPAID, _CANCELLED, _LATE, _RETURNED, _LATE_RETURNED = 0.06, 0.05, 0.01, 0.05, 0.006
_BUYER_REASONS = np.array(["Change of mind", "Found a cheaper elsewhere", "Need to change delivery address"], object)


@dataclass(frozen=True)
class Lives:
    """Orders by stages: which of them are reached, when (seconds since 1970) and as what.

    `paid` is when an order was paid, 0 for never. `returned` tells whose goods come back: their last two stages are
    the days on which the return is asked for and settled.
    """

    status: Values
    times: Integers
    reached: Values
    paid: Integers
    cancel_by: Values
    cancel_reason: Values
    returned: Values


def drawn(draw: np.random.Generator, created: Integers, is_cash: Values) -> Lives:
    """Lives of orders created then. Cash orders are never unpaid; they are paid when they are received."""
    count, stages = len(created), len(_PATH)
    fate, when = draw.random(count), draw.random(count)
    is_unpaid = (fate < _UNPAID) & ~is_cash
    is_late = (fate >= _UNPAID) & (fate < _UNPAID + _LATE) & ~is_cash
    is_cancelled = (fate >= 0.5) & (fate < 0.5 + _CANCELLED)
    returns_late = ~is_unpaid & ~is_cancelled & (fate >= 1 - _LATE_RETURNED)
    returned = ~is_unpaid & ~is_cancelled & (fate >= 1 - _LATE_RETURNED - _RETURNED)

    steps = np.zeros((count, stages), dtype=np.int64)
    steps[:, 1] = np.where(is_late, (30 + 170 * when) * DAY, draw.exponential(2 * HOUR, count) + 20)
    steps[:, 2] = draw.uniform(2 * HOUR, 30 * HOUR, count)
    steps[:, 3] = draw.uniform(4 * HOUR, 40 * HOUR, count)
    steps[:, 4] = draw.uniform(1 * DAY, 8 * DAY, count)
    steps[:, 5] = np.where(draw.random(count) < 0.1, 15 * DAY, draw.uniform(0.5 * DAY, 7 * DAY, count))
    steps[:, 6] = np.where(returns_late, (60 + 140 * when) * DAY, draw.uniform(0.5 * DAY, 9 * DAY, count))
    steps[:, 7] = draw.uniform(4 * DAY, 18 * DAY, count)
    steps[is_cash, 1] = 0
    status = np.tile(np.array(_PATH, dtype=object), (count, 1))
    reached = np.tile(np.arange(stages) <= _DONE, (count, 1))
    reached[returned, _DONE + 1 :] = True
    reached[is_cash, 0] = False

    _cancel(status, reached, is_unpaid, first=1)
    steps[is_unpaid, 1] = ((1 + 2 * when) * DAY).astype(np.int64)[is_unpaid]
    _cancel(status, reached, is_cancelled, first=3)
    status[is_cancelled, 2] = "IN_CANCEL"
    times = created[:, None] + np.cumsum(steps, axis=1)
    paid = np.where(is_cash, times[:, _DONE], times[:, 1])
    return Lives(
        status=status,
        times=times,
        reached=reached,
        paid=np.where(is_unpaid | (is_cash & is_cancelled), 0, paid),
        cancel_by=np.where(is_unpaid, "system", "buyer").astype(object),
        cancel_reason=np.where(is_unpaid, "Payment overdue", _BUYER_REASONS[(when * 3).astype(np.int64)]).astype(
            object
        ),
        returned=returned,
    )


def _cancel(status: Values, reached: Values, chosen: Values, *, first: int) -> None:
    """The chosen orders end as cancelled with stage `first`."""
    status[chosen, first] = "CANCELLED"
    reached[chosen, first + 1 :] = False
