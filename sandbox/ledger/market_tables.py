"""The tables of an affiliate network: who bought and what came of it, hops by tracking id, and the public marketplace.

A transaction is one line of a receipt and has happened at `transaction_time`; receipts are shared by what becomes of
them. `account_amount` is what the account earns, in its currency: negative for RFND, CGBK and FEE. `customer_amount`
is in `currency`, which is the customer's. A marketplace has one snapshot a day at most, for everybody, in US dollars.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from sandbox.ledger.types import ACCOUNT, INSTANT, MONEY

_DATE: pa.Field[Any] = pa.field("date", pa.date32(), False)

TRANSACTIONS = pa.schema(
    [
        *ACCOUNT,
        pa.field("receipt", pa.string(), False),
        pa.field("transaction_type", pa.string(), False),
        pa.field("item_no", pa.string(), False),
        pa.field("transaction_time", INSTANT, False),
        pa.field("tracking_id", pa.string()),
        pa.field("affiliate", pa.string()),
        pa.field("vendor", pa.string(), False),
        pa.field("role", pa.string(), False),
        pa.field("product_title", pa.string(), False),
        pa.field("line_item_type", pa.string(), False),
        pa.field("quantity", pa.int64(), False),
        pa.field("recurring", pa.bool_(), False),
        pa.field("account_amount", MONEY, False),
        pa.field("customer_amount", MONEY, False),
        pa.field("currency", pa.string(), False),
        pa.field("payment_method", pa.string(), False),
        pa.field("country", pa.string(), False),
        pa.field("state", pa.string()),
    ]
)
HOPS = pa.schema([*ACCOUNT, pa.field("tracking_id", pa.string(), False), _DATE, pa.field("hops", pa.int64(), False)])
MARKETPLACE = pa.schema(
    [
        pa.field("site_id", pa.string(), False),
        _DATE,
        pa.field("title", pa.string(), False),
        pa.field("description", pa.string(), False),
        pa.field("category", pa.string(), False),
        pa.field("subcategory", pa.string()),
        pa.field("popularity_rank", pa.int64(), False),
        pa.field("gravity", MONEY, False),
        pa.field("percent_per_sale", MONEY, False),
        pa.field("percent_per_rebill", MONEY, False),
        pa.field("average_earnings_per_sale", MONEY, False),
        pa.field("initial_earnings_per_sale", MONEY, False),
        pa.field("total_rebill_amt", MONEY, False),
        pa.field("referred", MONEY, False),
        pa.field("commission", MONEY, False),
        pa.field("has_recurring", pa.bool_(), False),
        pa.field("activate_date", pa.date32()),
    ]
)

SCHEMAS: dict[str, pa.Schema] = {"transactions": TRANSACTIONS, "hops": HOPS, "marketplace": MARKETPLACE}

_OF_ACCOUNT = ("platform", "account_id")
KEYS: dict[str, tuple[str, ...]] = {
    "transactions": (*_OF_ACCOUNT, "receipt", "transaction_type", "item_no", "role", "transaction_time"),
    "hops": (*_OF_ACCOUNT, "tracking_id", "date"),
    "marketplace": ("site_id", "date"),
}
EVENTS: dict[str, str] = {"transactions": "transaction_time"}
"""Tables of what happens once, and the column of its instant."""
