"""A ledger's marketplace in the words of the warehouse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pyarrow as pa

from pipelines.cli.told import Account, pc, table
from resources.platforms.clickbank.rows.products import LISTED
from resources.reconciliation import PRODUCTS
from sandbox.ledger import Ledger
from sandbox.ledger.states import newest

READ = "read"
OURS = {
    "title": "title",
    "gravity": "gravity",
    "popularity_rank": "popularity_rank",
    "commission_rate": "percent_per_sale",
    "commission_amount": "average_earnings_per_sale",
    "initial_sale_amount": "initial_earnings_per_sale",
    "rebill_rate": "percent_per_rebill",
    "rebill_amount": "total_rebill_amt",
    "has_rebills": "has_recurring",
    "snapshot_date": READ,
}


def products(ledger: Ledger, account: Account, days: Sequence[dt.date]) -> pa.Table:
    """Each site as it was on the last of the days that it was listed on (schema PRODUCTS)."""
    rows = newest(pa.concat_tables([_read(ledger, day) for day in days]), "site_id", READ)
    path = pc.binary_join_element_wise(rows["category"], rows["subcategory"], " > ")
    listed = pc.assume_timezone(rows["activate_date"].cast(pa.timestamp("us")), account["timezone"])
    columns = {
        **dict.fromkeys(PRODUCTS.names),
        **{ours: rows[theirs] for ours, theirs in OURS.items()},
        "platform": account["platform"],
        "account_id": account["account_id"],
        "product_id": pc.utf8_upper(rows["site_id"]),
        "category": pc.coalesce(path, rows["category"]),
        "status": "active",
        "platform_status": LISTED,
        "currency": account["currency"],
        "listed_at": listed.cast(pa.timestamp("us", "UTC")),
    }
    return table(PRODUCTS, rows.num_rows, account, columns)


def _read(ledger: Ledger, day: dt.date) -> pa.Table:
    snapshot = ledger.marketplace(day)
    return snapshot.append_column(READ, pa.repeat(pa.scalar(day), snapshot.num_rows))
