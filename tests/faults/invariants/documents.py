"""Orders, events and products beside the ledger, as it stood when each account was read last."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from pipelines.cli import event_truth, market_truth, shop_truth
from resources import reconciliation
from resources.platforms.clickbank import network as clickbank
from resources.reconciliation import EVENTS, ITEMS, ORDERS, PRODUCTS, DocumentDifference
from tests.faults.invariants.detail import ledger_at, today_at
from tests.playground import Playground

_READ = """
    SELECT account.platform, account.account_id, batch.stream, max(batch.fetched_at) AS fetched_at,
           array_agg(DISTINCT batch.window_end - 1) AS days
    FROM ops.batches AS batch JOIN warehouse.ad_accounts AS account ON account.id = batch.ad_account_id
    WHERE batch.status = 'published' AND batch.stream IN ('orders', 'events', 'products')
      AND account.platform = ANY (%s)
    GROUP BY 1, 2, 3
"""


def documents(world: Playground) -> list[DocumentDifference]:
    """Every field of a document that is not the ledger's; field `document` where one is missing or surplus."""
    told: dict[str, list[pa.Table]] = {
        name: [schema.empty_table()]
        for name, schema in (("orders", ORDERS), ("items", ITEMS), ("events", EVENTS), ("products", PRODUCTS))
    }
    read = world.query(_READ, list(world.issued))
    if not read:
        return []
    for row in read:
        ledger = ledger_at(world, row["fetched_at"])
        account: dict[str, Any] = ledger.account(row["platform"], row["account_id"])
        today = today_at(world, row["fetched_at"], account["timezone"])
        if row["stream"] == "orders":
            orders, items = shop_truth.orders(ledger, account, today)
            told["orders"].append(orders)
            told["items"].append(items)
        elif row["stream"] == "events":
            told["events"].append(event_truth.events(ledger, account, today))
        else:
            of_platform = market_truth.products if row["platform"] == clickbank.PLATFORM else shop_truth.products
            told["products"].append(of_platform(ledger, account, sorted(row["days"])))
    tables = {name: pa.concat_tables(parts) for name, parts in told.items()}
    compared = (
        reconciliation.against_orders(world.warehouse, tables["orders"], tables["items"]),
        reconciliation.against_events(world.warehouse, tables["events"]),
        reconciliation.against_products(world.warehouse, tables["products"]),
    )
    return [difference for each in compared for difference in each.differences]
