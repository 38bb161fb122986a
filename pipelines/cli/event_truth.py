"""A ledger's transactions in the words of the warehouse."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from pipelines.cli.told import Account, pc, plain, said, table
from resources.platforms.clickbank.rows.events import EVENT_TYPE
from resources.platforms.rows.values import local_days, translated
from resources.reconciliation import EVENTS
from resources.windows import Window
from sandbox.ledger import Ledger

ALWAYS = dt.date(2000, 1, 1)
TEST = "TEST_"
_TOLD = (
    "receipt",
    "item_no",
    "product_title",
    "line_item_type",
    "recurring",
    "role",
    "vendor",
    "country",
    "state",
    "payment_method",
)


def events(ledger: Ledger, account: Account, today: dt.date) -> pa.Table:
    """What happened up to the end of a day (schema EVENTS); test sales have not."""
    rows = ledger.transactions(account["platform"], account["account_id"], Window.closed(ALWAYS, today), today)
    rows = rows.filter(pc.invert(pc.starts_with(rows["transaction_type"], TEST)))
    columns = {
        "event_key": pa.array(map("/".join, _keys(rows)), pa.string()),
        "event_date": local_days(rows["transaction_time"], account["timezone"]),
        "occurred_at": rows["transaction_time"],
        "event_type": translated(plain(rows["transaction_type"]), EVENT_TYPE, "other"),
        "platform_type": rows["transaction_type"],
        "campaign_id": pc.utf8_lower(said(rows["tracking_id"])),
        "source": pc.utf8_lower(said(rows["affiliate"])),
        "quantity": rows["quantity"],
        "revenue": rows["account_amount"],
        "currency": account["currency"],
        "customer_amount": rows["customer_amount"],
        "customer_currency": rows["currency"],
        "metadata": pa.array(map(json.dumps, _metadata(rows)), pa.string()),
    }
    return table(EVENTS, rows.num_rows, account, columns)


def _keys(rows: pa.Table) -> Iterator[tuple[str, ...]]:
    for row in rows.to_pylist():
        words = (
            row["receipt"],
            row["transaction_type"],
            row["item_no"],
            f"{row['transaction_time']:%Y-%m-%dT%H:%M:%SZ}",
        )
        has_both_roles = row["vendor"].lower() == (row["affiliate"] or "").lower()
        yield (*words, row["role"]) if has_both_roles else words


def _metadata(rows: pa.Table) -> Iterator[dict[str, Any]]:
    """What is not known is left out."""
    for row in rows.select(_TOLD).to_pylist():
        known = {name: value for name, value in row.items() if value not in (None, "")}
        yield {**known, "vendor": row["vendor"].lower()}
