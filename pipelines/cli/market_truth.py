"""A ledger's marketplace in the words of the warehouse."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from html import unescape
from typing import Any

import pyarrow as pa

from pipelines.cli.told import Account, pc, table
from resources.platforms.clickbank.rows.products import LISTED, snapshot
from resources.reconciliation import PRODUCTS
from sandbox.clickbank.feed import described, listings
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
THEIRS = {
    "PopularityRank": "popularity_rank",
    "Title": "title",
    "HasRecurringProducts": "has_recurring",
    "Gravity": "gravity",
    "PercentPerSale": "percent_per_sale",
    "PercentPerRebill": "percent_per_rebill",
    "AverageEarningsPerSale": "average_earnings_per_sale",
    "InitialEarningsPerSale": "initial_earnings_per_sale",
    "TotalRebillAmt": "total_rebill_amt",
    "Referred": "referred",
    "Commission": "commission",
}
DESCRIPTION, SNAPSHOT = "pasted", "snapshot"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


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
        "vendor": pc.utf8_lower(rows["site_id"]),
        "description": pa.array([unescape(str(text)) for text in rows[DESCRIPTION].to_pylist()], pa.string()),
        "data_snapshot": rows[SNAPSHOT],
        "category": pc.coalesce(path, rows["category"]),
        "status": "active",
        "platform_status": LISTED,
        "currency": account["currency"],
        "listed_at": listed.cast(pa.timestamp("us", "UTC")),
    }
    return table(PRODUCTS, rows.num_rows, account, columns)


def _read(ledger: Ledger, day: dt.date) -> pa.Table:
    """The snapshot of a day, with what the feed says of each site then."""
    sites = ledger.marketplace(day)
    rows = sites.to_pylist()
    pasted = [_FORBIDDEN.sub("", described(row["site_id"], row["description"])).strip() for row in rows]
    said = [_snapshot(row, text, paths) for row, text, paths in zip(rows, pasted, listings(rows), strict=True)]
    return (
        sites.append_column(READ, pa.repeat(pa.scalar(day), sites.num_rows))
        .append_column(DESCRIPTION, pa.array(pasted, pa.string()))
        .append_column(SNAPSHOT, pa.array(said, pa.string()))
    )


def _snapshot(row: dict[str, Any], description: str, paths: Sequence[tuple[str, str | None]]) -> str:
    return snapshot(
        {
            "Id": row["site_id"].upper(),
            "Description": description,
            **{theirs: row[ours] for theirs, ours in THEIRS.items()},
            "ActivateDate": row["activate_date"] and str(row["activate_date"]),
            "categories": sorted(" > ".join(filter(None, path)) for path in paths),
        }
    )
