"""A ledger's orders, returns and products in the words of the warehouse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from pipelines.cli.told import Account, Column, pc, plain, said, table
from resources.platforms.rows.values import local_days, nulled, translated
from resources.platforms.shopee.rows.orders import ORDER_STATUS, RETURN_STATUS
from resources.platforms.shopee.rows.products import OF_MARKETPLACES, STATUS
from resources.reconciliation import ITEMS, ORDERS, PRODUCTS
from sandbox.ledger import Ledger


def orders(ledger: Ledger, account: Account, today: dt.date) -> tuple[pa.Table, pa.Table]:
    """Orders and returns as of a day (schema ORDERS), and their items (ITEMS)."""
    name = account["platform"], account["account_id"]
    sales, returns = ledger.orders(*name, today), ledger.returns(*name, today)
    sold, returned = ledger.order_items(*name, today), ledger.return_items(*name, today)
    documents = [table(ORDERS, sales.num_rows, account, _sales(sales, account))]
    documents.append(table(ORDERS, returns.num_rows, account, _returns(returns, account)))
    order_of = pc.index_in(returned["return_sn"], value_set=returns["return_sn"])
    returned = returned.append_column("order_sn", returns["order_sn"].take(order_of))
    returned = returned.filter(pc.is_valid(order_of))
    items = [table(ITEMS, sold.num_rows, account, _sold(sold))]
    items.append(table(ITEMS, returned.num_rows, account, _returned(returned)))
    return pa.concat_tables(documents), pa.concat_tables(items)


def products(ledger: Ledger, account: Account, days: Sequence[dt.date]) -> pa.Table:
    """The catalogue with the counters of the last of the days (schema PRODUCTS). What was never counted is 0."""
    day = days[-1]
    name = account["platform"], account["account_id"]
    listed, models = ledger.products(*name, day), ledger.product_models(*name)
    counters = ledger.product_counters(*name, day)
    of_models = _of_models(models)
    model = pc.index_in(listed["item_id"], value_set=of_models["item_id"])
    counted = pc.index_in(listed["item_id"], value_set=counters["item_id"])
    columns = {
        "product_id": listed["item_id"],
        "title": listed["name"],
        "sku": said(listed["sku"]),
        "category": nulled(listed["category_id"], pc.equal(listed["category_id"], "0")),
        "brand": said(listed["brand"]),
        "status": translated(plain(listed["status"]), STATUS),
        "platform_status": listed["status"],
        "currency": account["currency"],
        "price": pc.coalesce(of_models["current_price"].take(model), listed["current_price"]),
        "original_price": pc.coalesce(of_models["original_price"].take(model), listed["original_price"]),
        "stock": pc.coalesce(of_models["stock"].take(model), listed["stock"]),
        **{
            counter: pc.fill_null(counters[counter].take(counted), 0)
            for counter in ("sales", "views", "likes", "comments", "rating")
        },
        **dict.fromkeys(OF_MARKETPLACES),
        "listed_at": listed["create_time"],
        "source_updated_at": listed["update_time"],
        "snapshot_date": day,
    }
    return table(PRODUCTS, listed.num_rows, account, columns)


def _of_models(models: pa.Table) -> pa.Table:
    """By item: the prices of its cheapest model, and the stock of all."""
    ordered = models.sort_by([(name, "ascending") for name in ("item_id", "current_price", "model_id")])
    numbered = ordered.append_column("row", pa.array(np.arange(ordered.num_rows)))
    found = numbered.group_by("item_id").aggregate([("row", "min"), ("stock", "sum")])
    cheapest = ordered.take(found["row_min"]).select(["item_id", "current_price", "original_price"])
    return cheapest.append_column("stock", found["stock_sum"])


def _sales(rows: pa.Table, account: Account) -> dict[str, Column]:
    return {
        **_document(rows, account),
        "return_sn": "",
        "status": translated(plain(rows["status"]), ORDER_STATUS, "other"),
        "total_amount": rows["total_amount"],
        "shipping_fee": rows["shipping_fee"],
        "payment_method": said(rows["payment_method"]),
        "paid_at": rows["pay_time"],
        "cancelled_by": said(rows["cancel_by"]),
        "reason": said(rows["cancel_reason"]),
    }


def _returns(rows: pa.Table, account: Account) -> dict[str, Column]:
    return {
        **_document(rows, account),
        "return_sn": rows["return_sn"],
        "status": translated(plain(rows["status"]), RETURN_STATUS, "other"),
        "total_amount": pc.negate(rows["refund_amount"]),
        **dict.fromkeys(("shipping_fee", "payment_method", "paid_at", "cancelled_by")),
        "reason": said(rows["reason"]),
    }


def _document(rows: pa.Table, account: Account) -> dict[str, Column]:
    return {
        "order_sn": rows["order_sn"],
        "order_date": local_days(rows["create_time"], account["timezone"]),
        "ordered_at": rows["create_time"],
        "platform_status": rows["status"],
        "currency": account["currency"],
        "source_updated_at": rows["update_time"],
        "updated_on": local_days(rows["update_time"], account["timezone"]),
    }


def _sold(rows: pa.Table) -> dict[str, Column]:
    return {
        **_item(rows),
        "return_sn": "",
        "model_name": rows["model_name"],
        "quantity": rows["quantity"],
        "original_price": rows["original_price"],
        "unit_price": rows["discounted_price"],
    }


def _returned(rows: pa.Table) -> dict[str, Column]:
    return {
        **_item(rows),
        "return_sn": rows["return_sn"],
        "model_name": "",
        "quantity": pc.negate(rows["quantity"]),
        "original_price": None,
        "unit_price": rows["item_price"],
    }


def _item(rows: pa.Table) -> dict[str, Column]:
    return {
        "order_sn": rows["order_sn"],
        "line": rows["line"],
        "item_id": rows["item_id"],
        "model_id": nulled(rows["model_id"], pc.equal(rows["model_id"], "0")),
        "sku": pc.coalesce(said(rows["model_sku"]), said(rows["item_sku"]), ""),
        "item_name": rows["item_name"],
    }
