"""A shop with half a million items: the ledger is arranged once, not for every request."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import numpy as np
import pyarrow as pa

from sandbox.ledger import Ledger
from sandbox.ledger.tables import SCHEMAS
from tests.sandbox.conftest import Start
from tests.sandbox.shop import Application
from tests.sandbox.test_shopee_orders import DETAIL, LIST, details, lately


def test_a_shop_with_half_a_million_items_answers_in_milliseconds(start: Start) -> None:
    application = Application.of(start(ledger=large(25_900, 21), today=dt.date(2025, 12, 31)))
    shop = application.shop("2010")
    asked = lately("Asia/Singapore", 15, dt.date(2025, 12, 31))
    numbers = next(shop.pages(LIST, **asked))
    begun = time.monotonic()
    for _ in range(20):
        shop.ask(LIST, **asked)
    listing = (time.monotonic() - begun) / 20
    begun = time.monotonic()
    for _ in range(20):
        shop.ask(DETAIL, order_sn_list=numbers[0], response_optional_fields="item_list,total_amount")
    detail = (time.monotonic() - begun) / 20
    assert len(details(shop, numbers[:50], "item_list")) == 50
    assert listing < 0.05
    assert detail < 0.05


def large(orders: int, lines: int) -> Ledger:
    """A shop with many orders of as many lines, spread over 2025."""
    place = np.arange(orders)
    first = int(dt.datetime(2025, 1, 1, tzinfo=dt.UTC).timestamp())
    moment = pa.array((first + place * 364 * 86_400 // orders) * 1_000_000).cast(pa.timestamp("us", "UTC"))
    numbers = np.array([f"2501{n:010d}" for n in place])
    account = {"platform": "shopee", "account_id": "2010", "name": "Large", "status": "NORMAL"}
    account |= {"currency": "SGD", "timezone": "Asia/Singapore"}
    items = {"order_sn": pa.array(np.repeat(numbers, lines)), "line": pa.array(np.tile(np.arange(lines), orders))}
    return Ledger.of(
        {
            "accounts": pa.Table.from_pylist([account], schema=SCHEMAS["accounts"]),
            "orders": filled("orders", orders, order_sn=pa.array(numbers), create_time=moment, update_time=moment),
            "order_items": filled("order_items", orders * lines, **items),
        }
    )


def filled(name: str, rows: int, **columns: pa.Array[Any]) -> pa.Table:
    """A table of the shop 2010 with some columns and the same in every row of the others."""
    texts = {"platform": "shopee", "account_id": "2010", "status": "COMPLETED", "model_id": "0"}
    made = [
        columns[field.name].cast(field.type)
        if field.name in columns
        else pa.array([texts.get(field.name, "1")] * rows).cast(field.type)
        for field in SCHEMAS[name]
        if not field.nullable
    ]
    made += [pa.nulls(rows, field.type) for field in SCHEMAS[name] if field.nullable]
    return pa.table(made, schema=SCHEMAS[name])
