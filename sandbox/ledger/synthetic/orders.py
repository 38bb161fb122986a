"""One month of orders of one shop, each with its whole life, and what came back of them.

A month holds the orders that were created in it, whatever happens to them later, so it never depends on the day from
which it is read.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sandbox.ledger.money import Integers, from_micros
from sandbox.ledger.shop_tables import ORDER_ITEMS, ORDERS
from sandbox.ledger.synthetic import lives
from sandbox.ledger.synthetic.lives import Lives
from sandbox.ledger.synthetic.shops import PLATFORM, UNVARIED, Product, Shop, catalogue

Values = npt.NDArray[Any]

_WEEK = np.array([0.9, 0.92, 0.95, 1.0, 1.1, 1.25, 1.2])
_PAYDAY_FROM, _PAYDAY, _DOUBLE_DAY = 25, 1.2, 1.45
_FEWEST, _MOST = 5, 15
_MOST_LINES = 4
_LINES = np.array([0.62, 0.24, 0.1, 0.04])
_QUANTITIES = np.array([0.8, 0.14, 0.05, 0.01])
_TEXTS = ("item_id", "model_id", "item_name", "item_sku", "model_name", "model_sku")
_PRICES = ("original_price", "discounted_price")
_LETTERS = np.array(list("ABCDEFGHJKMNPQRSTUVWXYZ0123456789"))
_METHODS = np.array(["ShopeePay", "Credit/Debit Card", "Bank Transfer", lives.CASH], dtype=object)
_METHOD_SHARES = np.array([0.4, 0.25, 0.15, 0.2])


@dataclass(frozen=True)
class Items:
    """Lines of orders as flat arrays: `order` is the order's position, prices are in micro-units."""

    order: Integers
    line: Integers
    item_id: Values
    model_id: Values
    item_name: Values
    item_sku: Values
    model_name: Values
    model_sku: Values
    quantity: Integers
    original_price: Integers
    discounted_price: Integers


@dataclass(frozen=True)
class Month:
    """The orders of a month: when they were created (seconds since 1970), what is in them and what becomes of them."""

    shop: Shop
    sns: Values
    created: Integers
    items: Items
    total: Integers
    shipping: Integers
    method: Values
    lives: Lives

    def orders(self) -> pa.Table:
        """Rows of `orders`."""
        order, stage = np.nonzero(self.lives.reached)
        times = self.lives.times[order, stage]
        paid = self.lives.paid[order]
        is_cancelled = self.lives.status[order, stage] == "CANCELLED"
        columns: dict[str, Any] = {
            **_account(self.shop, len(order)),
            "order_sn": pa.array(self.sns[order]),
            "update_time": instants(times),
            "create_time": instants(self.created[order]),
            "status": pa.array(self.lives.status[order, stage]),
            "total_amount": from_micros(self.total[order]),
            "shipping_fee": from_micros(self.shipping[order]),
            "payment_method": pa.array(self.method[order]),
            "pay_time": instants(paid, null=(paid == 0) | (paid > times)),
            "cancel_by": pa.array(self.lives.cancel_by[order], mask=~is_cancelled),
            "cancel_reason": pa.array(self.lives.cancel_reason[order], mask=~is_cancelled),
        }
        return pa.table([columns[name] for name in ORDERS.names], schema=ORDERS)

    def order_items(self) -> pa.Table:
        """Rows of `order_items`."""
        items = self.items
        columns: dict[str, Any] = {
            **_account(self.shop, len(items.order)),
            "order_sn": pa.array(self.sns[items.order]),
            "line": pa.array(items.line.astype(np.int32)),
            **{name: pa.array(getattr(items, name), pa.string()) for name in _TEXTS},
            "quantity": pa.array(items.quantity),
            **{name: from_micros(getattr(items, name)) for name in _PRICES},
        }
        return pa.table([columns[name] for name in ORDER_ITEMS.names], schema=ORDER_ITEMS)


def month(seed: int, shop: Shop, first: dt.date) -> Month:
    """The orders that are created in the month that begins on `first`."""
    draw = np.random.default_rng([seed, int(shop.account_id), 2, first.year * 12 + first.month])
    days = [first.replace(day=n + 1) for n in range(calendar.monthrange(first.year, first.month)[1])]
    counts = np.clip(draw.poisson(shop.visits * np.array([_rhythm(day) for day in days])), _FEWEST, _MOST)
    day = np.repeat(np.arange(len(days)), counts)
    seconds = np.sort((86_400 * draw.beta(4, 2.2, len(day))).astype(np.int64) + 86_400 * day) - 86_400 * day
    created = _midnights(shop, days)[day] + seconds
    items = _items(draw, shop, catalogue(seed, shop), days, day)
    goods = np.bincount(items.order, items.quantity * items.discounted_price, len(day)).astype(np.int64)
    shipping = np.where(draw.random(len(day)) < 0.3, 0, shop.shipping * shop.unit)
    voucher = np.where(draw.random(len(day)) < 0.15, goods // (10 * shop.unit) * shop.unit, 0)
    method = _METHODS[draw.choice(len(_METHODS), len(day), p=_METHOD_SHARES)]
    return Month(
        shop=shop,
        sns=_order_sns(draw, days, day),
        created=created,
        items=items,
        total=goods + shipping - voucher,
        shipping=shipping,
        method=method,
        lives=lives.drawn(draw, created, method == lives.CASH),
    )


def instants(seconds: Integers, null: Values | None = None) -> pa.Array[Any]:
    """Seconds since 1970 as instants."""
    return pa.array(seconds * 1_000_000, mask=null).cast(pa.timestamp("us", "UTC"))


def _account(shop: Shop, count: int) -> dict[str, Any]:
    return {"platform": pa.repeat(PLATFORM, count), "account_id": pa.repeat(shop.account_id, count)}


def _rhythm(day: dt.date) -> float:
    payday = _PAYDAY if day.day >= _PAYDAY_FROM else 1.0
    return float(_WEEK[day.weekday()]) * payday * (_DOUBLE_DAY if day.day == day.month else 1.0)


def _midnights(shop: Shop, days: list[dt.date]) -> Integers:
    zone = ZoneInfo(shop.timezone)
    return np.array([int(dt.datetime.combine(day, dt.time(), zone).timestamp()) for day in days], dtype=np.int64)


def _order_sns(draw: np.random.Generator, days: list[dt.date], day: Integers) -> Values:
    """YYMMDD and eight letters or digits, the first two of which count the orders of the month."""
    letters = _LETTERS[draw.integers(0, len(_LETTERS), (len(day), 6))]
    base = len(_LETTERS)
    return np.array(
        [
            f"{days[d]:%y%m%d}{_LETTERS[n // base]}{_LETTERS[n % base]}{''.join(row)}"
            for n, (d, row) in enumerate(zip(day, letters, strict=True))
        ],
        dtype=object,
    )


def _items(
    draw: np.random.Generator, shop: Shop, products: tuple[Product, ...], days: list[dt.date], day: Integers
) -> Items:
    count = len(day)
    lines = 1 + draw.choice(_MOST_LINES, count, p=_LINES)
    order, line = np.nonzero(np.arange(_MOST_LINES) < lines[:, None])
    popularity = np.array([[p.popularity if p.listed <= each < p.end else 0.0 for p in products] for each in days])
    weights = np.cumsum(popularity, axis=1)
    point = draw.random(len(order)) * weights[day[order], -1]
    chosen = np.argmax(weights[day[order]] > point[:, None], axis=1)
    variant = draw.random(len(order))

    def model(product: Product, part: float) -> tuple[str, str, str, int, int]:
        found = product.models[int(part * len(product.models))]
        return found.model_id, found.name, found.sku, found.original, found.current

    def sold(product: Product, on: dt.date, part: float) -> tuple[Any, ...]:
        if product.models:
            return product.item_id, product.name, product.sku, *model(product, part)
        step = sum(change <= on for change in product.changes) - 1
        return (
            product.item_id,
            product.name,
            product.sku,
            UNVARIED,
            "",
            "",
            product.original[step],
            product.current[step],
        )

    rows = [sold(products[c], days[d], v) for c, d, v in zip(chosen, day[order], variant, strict=True)]
    item_id, item_name, item_sku, model_id, model_name, model_sku, original, current = (
        np.array(column, dtype=object) for column in zip(*rows, strict=True)
    )
    return Items(
        order=order,
        line=line,
        item_id=item_id,
        model_id=model_id,
        item_name=item_name,
        item_sku=item_sku,
        model_name=model_name,
        model_sku=model_sku,
        quantity=1 + draw.choice(len(_QUANTITIES), len(order), p=_QUANTITIES),
        original_price=original.astype(np.int64) * shop.unit,
        discounted_price=current.astype(np.int64) * shop.unit,
    )
