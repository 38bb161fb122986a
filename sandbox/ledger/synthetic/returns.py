"""What came back of a month's orders: returns of their own days, with lives of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sandbox.ledger.money import from_micros
from sandbox.ledger.shop_tables import RETURN_ITEMS, RETURNS
from sandbox.ledger.synthetic.orders import Month, instants
from sandbox.ledger.synthetic.shops import PLATFORM

Values = npt.NDArray[Any]

_LIVES = (
    ("REQUESTED", "ACCEPTED", "REFUND_PAID"),
    ("REQUESTED", "PROCESSING", "REFUND_PAID"),
    ("REQUESTED", "JUDGING", "REFUND_PAID"),
    ("REQUESTED", "CANCELLED"),
    ("REQUESTED", "SELLER_DISPUTE", "CLOSED"),
)
_SHARES = np.array([0.55, 0.15, 0.1, 0.12, 0.08])
_REASONS = ("NOT_RECEIPT", "WRONG_ITEM", "ITEM_DAMAGED", "DIFFERENT_DESCRIPTION", "CHANGE_MIND")
_ASKED, _SETTLED = -2, -1
_TEXTS = ("item_id", "model_id", "item_name", "item_sku", "model_sku")


@dataclass(frozen=True)
class _Return:
    """A return of the order at a position; `lines` are positions among the month's items, `quantities` what returns."""

    sn: str
    order: int
    stages: tuple[tuple[str, int], ...]
    reason: str
    lines: list[int]
    quantities: list[int]


def returns(seed: int, month: Month) -> tuple[pa.Table, pa.Table]:
    """Rows of `returns` and of `return_items`. Either everything comes back or one unit of the first line."""
    draw = np.random.default_rng([seed, int(month.shop.account_id), 3, int(month.created[0])])
    found = [_drawn(draw, month, int(order)) for order in np.flatnonzero(month.lives.returned)]
    return _table(found, month), _item_table(found, month)


def _drawn(draw: np.random.Generator, month: Month, order: int) -> _Return:
    asked, settled = (int(month.lives.times[order, stage]) for stage in (_ASKED, _SETTLED))
    words = _LIVES[int(draw.choice(len(_LIVES), p=_SHARES))]
    moments = np.linspace(asked, settled, len(words)).astype(np.int64)
    lines = np.flatnonzero(month.items.order == order).tolist()
    is_whole = bool(draw.random() < 0.6)
    return _Return(
        sn=f"{month.sns[order][:6]}{int(draw.integers(10**9, 10**10))}",
        order=order,
        stages=tuple(zip(words, moments.tolist(), strict=True)),
        reason=_REASONS[int(draw.integers(len(_REASONS)))],
        lines=lines if is_whole else lines[:1],
        quantities=month.items.quantity[lines].tolist() if is_whole else [1],
    )


def _table(found: list[_Return], month: Month) -> pa.Table:
    price = month.items.discounted_price
    refunds = [int(np.dot(price[each.lines], each.quantities)) for each in found]
    rows = [(each, refund, *stage) for each, refund in zip(found, refunds, strict=True) for stage in each.stages]
    columns: dict[str, Any] = {
        "platform": pa.repeat(PLATFORM, len(rows)),
        "account_id": pa.repeat(month.shop.account_id, len(rows)),
        "return_sn": pa.array([each.sn for each, *_ in rows], pa.string()),
        "update_time": instants(np.array([moment for *_, moment in rows], dtype=np.int64)),
        "order_sn": pa.array([month.sns[each.order] for each, *_ in rows], pa.string()),
        "create_time": instants(np.array([each.stages[0][1] for each, *_ in rows], dtype=np.int64)),
        "status": pa.array([status for _, _, status, _ in rows], pa.string()),
        "refund_amount": from_micros(np.array([refund for _, refund, *_ in rows], dtype=np.int64)),
        "reason": pa.array([each.reason for each, *_ in rows], pa.string()),
    }
    return pa.table([columns[name] for name in RETURNS.names], schema=RETURNS)


def _item_table(found: list[_Return], month: Month) -> pa.Table:
    items = month.items
    rows = [
        (each.sn, number, line, quantity)
        for each in found
        for number, (line, quantity) in enumerate(zip(each.lines, each.quantities, strict=True))
    ]
    lines = np.array([line for _, _, line, _ in rows], dtype=np.int64)
    columns: dict[str, Any] = {
        "platform": pa.repeat(PLATFORM, len(rows)),
        "account_id": pa.repeat(month.shop.account_id, len(rows)),
        "return_sn": pa.array([sn for sn, *_ in rows], pa.string()),
        "line": pa.array([number for _, number, _, _ in rows], pa.int32()),
        **{name: pa.array(getattr(items, name)[lines], pa.string()) for name in _TEXTS},
        "quantity": pa.array([quantity for *_, quantity in rows], pa.int64()),
        "item_price": from_micros(items.discounted_price[lines]),
    }
    return pa.table([columns[name] for name in RETURN_ITEMS.names], schema=RETURN_ITEMS)
