"""One month of orders on ClickBank and whatever became of them later: rebills, refunds, chargebacks and their fees.

Everything that becomes of an order keeps its receipt, and happens on a day of its own, up to a year later. Hops of the
month are those that could be followed: each tracking id has its own traffic.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from sandbox.ledger.market_tables import HOPS, TRANSACTIONS
from sandbox.ledger.money import minor_digits
from sandbox.ledger.synthetic.entities import ANCHOR, DAY
from sandbox.ledger.synthetic.sellers import PLATFORM, SELLERS, ZONE, Offer, Seller

_REFUNDED, _CHARGED_BACK, _TEST, _UPSELL, _UNTRACKED, _OTHER_CASE = 0.07, 0.012, 0.015, 0.22, 0.18, 0.25
_REFUND_DAYS, _CHARGEBACK_DAYS = (1, 60), (12, 110)
_REBILL_EVERY, _MOST_REBILLS, _STAYS = 30 * DAY, 12, 0.8
_FEE = Decimal("-1.00")
_FEWEST = 2
_HOPS_AN_ORDER = 55
_METHODS = ("VISA", "VISA", "MSTR", "PYPL", "AMEX", "DISC")
_PLACES = (
    ("USD", "US", ("CA", "TX", "NY", "WA", "OH"), 1.0),
    ("USD", "US", ("FL", "OR", "CO"), 1.0),
    ("USD", "US", ("IL", "UT", "ME"), 1.0),
    ("GBP", "GB", (None,), 0.79),
    ("EUR", "DE", (None,), 0.92),
    ("CAD", "CA", ("BC", "ON"), 1.37),
    ("AUD", "AU", ("NSW", "VIC"), 1.52),
    ("PHP", "PH", (None,), 57.3),
    ("JPY", "JP", (None,), 151.0),
)
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SPREAD = 982_451_653


@dataclass(frozen=True)
class _Line:
    offer: Offer
    line_item_type: str
    quantity: int


@dataclass(frozen=True)
class _Order:
    """What the rows of an order share, the lines that were sold and the customer's currency for a dollar."""

    shared: dict[str, Any]
    lines: tuple[_Line, ...]
    share: Decimal
    rate: Decimal
    moment: dt.datetime

    def rows(self, kind: str, moment: dt.datetime, sign: int = 1) -> Iterator[dict[str, Any]]:
        """One row a line; a rebill has those that recur, at the price of a rebill."""
        for line in self.lines:
            cents = line.offer.rebill if kind == "BILL" else line.offer.price * line.quantity
            dollars = Decimal(cents).scaleb(-2) * sign
            digits = minor_digits(self.shared["currency"])
            if cents:
                yield {
                    **self.shared,
                    "transaction_type": kind,
                    "item_no": line.offer.item_no,
                    "transaction_time": moment,
                    "product_title": line.offer.title,
                    "line_item_type": line.line_item_type,
                    "quantity": line.quantity,
                    "recurring": bool(line.offer.rebill),
                    "account_amount": round(dollars * self.share, 2),
                    "customer_amount": round(dollars * self.rate, digits),
                }


def month(seed: int, seller: Seller, first: dt.date) -> tuple[pa.Table, pa.Table]:
    """Rows of `transactions` of the orders and of `hops` of the month that begins on `first`."""
    draw = np.random.default_rng([seed, 6, SELLERS.index(seller), first.year * 12 + first.month])
    days = [first.replace(day=n + 1) for n in range(calendar.monthrange(first.year, first.month)[1])]
    counts = np.maximum(draw.poisson(seller.orders, len(days)), _FEWEST)
    orders = (
        _order(draw, seller, day, number) for day, count in zip(days, counts, strict=True) for number in range(count)
    )
    rows = [row for order in orders for row in _life(draw, order)]
    return pa.Table.from_pylist(rows, schema=TRANSACTIONS), _hops(draw, seller, days)


def _order(draw: np.random.Generator, seller: Seller, day: dt.date, number: int) -> _Order:
    offers = draw.permutation(len(seller.offers))
    first = seller.offers[offers[0]]
    upsells = [seller.offers[n] for n in offers[1:] if seller.offers[n].vendor == first.vendor]
    lines = [_Line(first, "STANDARD", 2 if draw.random() < 0.06 and not first.rebill else 1)]
    lines += [_Line(upsell, "UPSELL", 1) for upsell in upsells[: int(draw.random() < _UPSELL)]]
    currency, country, states, rate = _PLACES[int(draw.integers(len(_PLACES)))]
    midnight = dt.datetime.combine(day, dt.time(), ZoneInfo(ZONE)).astimezone(dt.UTC)
    shared = {
        "platform": PLATFORM,
        "account_id": seller.account_id,
        "receipt": _receipt(SELLERS.index(seller), (day - ANCHOR).days * 64 + number),
        "tracking_id": _tracking_id(draw, seller),
        "affiliate": seller.partners[int(draw.integers(len(seller.partners)))],
        "vendor": first.vendor,
        "role": seller.role,
        "currency": currency,
        "payment_method": _METHODS[int(draw.integers(len(_METHODS)))],
        "country": country,
        "state": states[int(draw.integers(len(states)))],
    }
    return _Order(
        shared,
        tuple(lines),
        share=Decimal(str(round(seller.share * draw.uniform(0.96, 1.04), 4))),
        rate=Decimal(str(round(rate * (draw.uniform(0.98, 1.02) if currency != "USD" else 1), 4))),
        moment=midnight + dt.timedelta(seconds=int(draw.integers(86_400))),
    )


def _life(draw: np.random.Generator, order: _Order) -> Iterator[dict[str, Any]]:
    fate = draw.random()
    back, charged = (int(draw.integers(*span)) * DAY for span in (_REFUND_DAYS, _CHARGEBACK_DAYS))
    later = dt.timedelta(seconds=int(draw.integers(50_000)))
    rebills = int(min(draw.geometric(1 - _STAYS) - 1, _MOST_REBILLS))
    if fate > 1 - _TEST:
        yield from replace(order, shared=order.shared | {"payment_method": "TEST"}).rows("TEST_SALE", order.moment)
        return
    yield from order.rows("SALE", order.moment)
    if fate < _REFUNDED:
        yield from order.rows("RFND", order.moment + back + later, -1)
    elif fate < _REFUNDED + _CHARGED_BACK:
        yield from order.rows("CGBK", order.moment + charged + later, -1)
        fee = next(order.rows("FEE", order.moment + charged + later, -1))
        yield fee | {"account_amount": _FEE, "customer_amount": Decimal(0)}
    else:
        for number in range(1, rebills + 1):
            yield from order.rows("BILL", order.moment + number * _REBILL_EVERY + later)


def _tracking_id(draw: np.random.Generator, seller: Seller) -> str | None:
    """As the link had it: mostly as it was set up, sometimes in other letters."""
    name = seller.tracking_ids[int(draw.integers(len(seller.tracking_ids)))]
    if draw.random() < _UNTRACKED:
        return None
    return name.upper() if draw.random() < _OTHER_CASE else name


def _receipt(seller: int, number: int) -> str:
    """Eight letters and digits; each number has its own."""
    rest, letters = number * _SPREAD % 36**6, ""
    for _ in range(6):
        rest, place = divmod(rest, 36)
        letters += _LETTERS[place]
    return f"{'CT'[seller]}{letters}W"


def _hops(draw: np.random.Generator, seller: Seller, days: list[dt.date]) -> pa.Table:
    names = sorted(("", *(name.lower() for name in seller.tracking_ids)))
    hops = draw.poisson(seller.orders * _HOPS_AN_ORDER / len(names), (len(days), len(names)))
    hops = np.where(draw.random(hops.shape) < 0.93, hops, 0)
    day, name = np.nonzero(hops)
    columns: dict[str, Any] = {
        "platform": pa.repeat(PLATFORM, len(day)),
        "account_id": pa.repeat(seller.account_id, len(day)),
        "tracking_id": pa.array([names[n] for n in name], pa.string()),
        "date": pa.array(np.array(days, dtype="datetime64[D]")[day]),
        "hops": pa.array(hops[day, name]),
    }
    return pa.table([columns[field] for field in HOPS.names], schema=HOPS)
