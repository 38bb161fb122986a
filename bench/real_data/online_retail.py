"""UCI Online Retail: a year of a British shop's real invoices, 2010-12-01 to 2011-12-09, as a Shopee shop.

An invoice is an order of the day it was written. Lines with a negative amount or quantity (cancelled invoices, whose
numbers begin with C, stock that was written off, bad debts) are returns of their own day, which name an order that the
shop does not list. A line is a line of its invoice, whatever it says: the 5,268 lines that repeat another one of their
invoice exactly are sold units like any other, so they are loaded and counted. The amounts stay; the currency is
declared to be the Singapore dollar, and the clock Singapore's, because Shopee has no shop in Britain.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.real_data.world import Expectation, played, sync
from resources.windows import Window
from sandbox.ledger import Ledger
from sandbox.ledger.tables import SCHEMAS

FILES = ("uci_online_retail.parquet",)
NET, LINES = Decimal("9747747.934"), 541_909
SHOP = {"platform": "shopee", "account_id": "2010"}
PERIOD = Window.closed(dt.date(2010, 12, 1), dt.date(2011, 12, 9))
MICROS = Decimal("0.000001")


def play(folder: Path, environment: Mapping[str, str]) -> Iterator[Expectation]:
    """Sync the whole period and compare every day with the file."""
    lines = _lines(pq.read_table(folder / FILES[0]).to_pandas())
    with played(_ledger(lines), environment, PERIOD.last) as context:
        sync(context, "shopee", SHOP["account_id"], PERIOD, "products", "orders")
        ask = context.warehouse.connection.execute
        items = ask(
            "SELECT count(*) AS lines, sum(amount) AS net, sum(amount) FILTER (WHERE return_sn = '') AS gross, "
            "count(DISTINCT (order_sn, return_sn)) AS documents FROM warehouse.order_items"
        ).fetchone()
        documents = ask(
            "SELECT count(*) AS documents, count(*) FILTER (WHERE return_sn <> '') AS returns, "
            "sum(items_amount) AS net FROM warehouse.orders"
        ).fetchone()
        records = ask(
            "SELECT sum(records_fetched) AS fetched, sum(records_staged) AS staged, "
            "sum(records_quarantined) AS quarantined, sum(records_duplicate) AS duplicate "
            "FROM ops.batches WHERE platform = 'shopee' AND stream = 'orders'"
        ).fetchone()
        days = ask("SELECT order_date AS date, sum(amount) AS net FROM warehouse.order_items GROUP BY 1").fetchall()
        products = ask("SELECT count(*) AS products FROM warehouse.products").fetchone()
    assert items
    assert documents
    assert records
    assert products
    yield Expectation("lines", LINES, items["lines"])
    yield Expectation("net", NET, items["net"].normalize())
    yield Expectation("net of the documents", NET, documents["net"].normalize())
    yield Expectation("gross of the orders", _exact_sum(lines[~lines["is_return"]]), items["gross"].normalize())
    yield Expectation("invoices", lines["InvoiceNo"].nunique(), documents["documents"])
    yield Expectation("returns among them", lines[lines["is_return"]]["InvoiceNo"].nunique(), documents["returns"])
    yield Expectation("documents with lines", documents["documents"], items["documents"])
    yield Expectation("records staged", records["fetched"], records["staged"])
    yield Expectation("records in quarantine", 0, records["quarantined"])
    yield Expectation("records fetched twice", 0, records["duplicate"])
    yield Expectation("products", lines["StockCode"].nunique(), products["products"])
    yield Expectation("days whose net differs", [], _different_days(lines, days))


def _lines(rows: pd.DataFrame) -> pd.DataFrame:
    """The file's lines with whole micros of price, and whether they are a return."""
    micros = (rows["UnitPrice"] * 1_000_000).round().astype("int64")
    quantity = rows["Quantity"].astype("int64")
    is_return = (quantity < 0) | (micros < 0)
    return rows.assign(
        micros=micros.abs(),
        quantity=quantity.abs(),
        is_return=is_return,
        net_micros=(micros * quantity),
        moment=rows["InvoiceDate"].dt.tz_localize("Asia/Singapore").dt.tz_convert("UTC"),
        title=rows["Description"].fillna(rows["StockCode"]),
        item_id=(pd.factorize(rows["StockCode"])[0] + 1).astype(str),
        line=rows.groupby("InvoiceNo").cumcount().astype("int32"),
    )


def _exact_sum(lines: pd.DataFrame) -> Decimal:
    return (int(lines["net_micros"].sum()) * MICROS).normalize()


def _different_days(lines: pd.DataFrame, days: list[dict[str, Any]]) -> list[tuple[dt.date, Decimal, Decimal]]:
    told = lines.groupby(lines["InvoiceDate"].dt.date)["net_micros"].sum()
    expected = {day: int(micros) * MICROS for day, micros in told.items()}
    found = {row["date"]: row["net"] for row in days}
    nothing = Decimal(0)
    return [
        (day, expected.get(day, nothing), found.get(day, nothing))
        for day in sorted(expected.keys() | found.keys())
        if expected.get(day) != found.get(day)
    ]


def _ledger(lines: pd.DataFrame) -> Ledger:
    account = {**SHOP, "name": "Online Retail", "currency": "SGD", "timezone": "Asia/Singapore", "status": "NORMAL"}
    sold, returned = lines[~lines["is_return"]], lines[lines["is_return"]]
    return Ledger.of(
        {
            "accounts": pa.Table.from_pylist([account], schema=SCHEMAS["accounts"]),
            "orders": _table("orders", _documents(sold, "order_sn"), status="COMPLETED", total="total_amount"),
            "order_items": _table(
                "order_items", _items(sold, "order_sn"), prices=("original_price", "discounted_price")
            ),
            "returns": _table(
                "returns", _documents(returned, "return_sn"), status="REFUND_PAID", total="refund_amount"
            ),
            "return_items": _table("return_items", _items(returned, "return_sn"), prices=("item_price",)),
            "products": _table(
                "products", _products(lines), status="NORMAL", prices=("original_price", "current_price")
            ),
        }
    )


def _documents(lines: pd.DataFrame, key: str) -> pd.DataFrame:
    """One row an invoice; the order that a return belongs to is not in the file, so it goes by the return's number."""
    found = lines.groupby("InvoiceNo", as_index=False, sort=False).agg(
        create_time=("moment", "min"), micros=("net_micros", lambda net: abs(net.sum()))
    )
    columns = {key: found["InvoiceNo"], "order_sn": found["InvoiceNo"], "create_time": found["create_time"]}
    once = {"update_time": found["create_time"], "pay_time": found["create_time"], "shipping_fee": Decimal(0)}
    return pd.DataFrame({**columns, **once, "micros": found["micros"], "payment_method": "Card", "reason": "NONE"})


def _items(lines: pd.DataFrame, key: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            key: lines["InvoiceNo"],
            "line": lines["line"],
            "item_id": lines["item_id"],
            "model_id": "0",
            "item_name": lines["title"],
            "item_sku": lines["StockCode"],
            "model_name": "",
            "model_sku": "",
            "quantity": lines["quantity"],
            "micros": lines["micros"],
        }
    )


def _products(lines: pd.DataFrame) -> pd.DataFrame:
    found = lines.groupby("item_id", as_index=False, sort=False).agg(
        create_time=("moment", "min"), name=("title", "last"), sku=("StockCode", "last"), micros=("micros", "last")
    )
    return found.assign(update_time=found["create_time"], category_id="100", brand="NoBrand", stock=0)


def _table(
    name: str, rows: pd.DataFrame, *, status: str | None = None, total: str | None = None, prices: tuple[str, ...] = ()
) -> pa.Table:
    """The rows in the ledger's schema; `micros` becomes the columns of money, what nothing tells is null."""
    money = pc.multiply(
        pa.array(rows["micros"], pa.int64()).cast(pa.decimal128(19, 0)), pa.scalar(MICROS, pa.decimal128(7, 6))
    ).cast(pa.decimal128(20, 6))
    columns = []
    for field in SCHEMAS[name]:
        if field.name in SHOP:
            columns.append(pa.repeat(pa.scalar(SHOP[field.name], field.type), len(rows)))
        elif field.name in (total, *prices):
            columns.append(money)
        elif field.name == "status":
            columns.append(pa.repeat(pa.scalar(status, field.type), len(rows)))
        elif field.name in rows.columns:
            columns.append(pa.array(rows[field.name], from_pandas=True).cast(field.type))
        else:
            columns.append(pa.nulls(len(rows), field.type))
    return pa.table(columns, schema=SCHEMAS[name])
