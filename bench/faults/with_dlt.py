"""Orders to dlt, in its own environment: landed pages of Meta's daily metrics into PostgreSQL. See forking.py

An order is `{order, pages, url, home, output}`: `run` is `pipeline.run(pages)`, and `resume` is `pipeline.run()` as
long as packages of an earlier process are pending, as dlt's page "Running" has it.

The strategy is `delete-insert`, with the full key as primary key, by which dlt leaves one row of each, and account and
day as merge key, by which rows go that a day no longer has: dlt's page "Merge loading". Everything else is dlt's
default. Amounts are decimals, and the lists of actions are read here, so that dlt has no table of them to fill.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

os.environ |= {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR"}

import dlt
import dlt.destinations.impl.postgres.postgres
from forking import serve

KEY = ("account_id", "date", "campaign_id", "placement", "currency")
MERGED = ("account_id", "date")
MONEY = {"data_type": "decimal", "precision": 19, "scale": 6}
COLUMNS = {"date": {"data_type": "date"}, **{name: {**MONEY} for name in ("cost", "conversions", "revenue")}}
PURCHASES = ("omni_purchase", "purchase", "offsite_conversion.fb_pixel_purchase")


def records(folder: Path) -> Iterator[list[dict[str, Any]]]:
    """The rows of a page at a time."""
    for page in sorted(folder.iterdir()):
        yield [row(json.loads(line)) for line in gzip.decompress(page.read_bytes()).splitlines()]


def row(record: dict[str, Any]) -> dict[str, Any]:
    """A record of the Graph API, which leaves out what is zero, as a fact."""
    return {
        "account_id": record["account_id"],
        "date": record["date_start"],
        "campaign_id": record["campaign_id"],
        "placement": record["publisher_platform"],
        "currency": record["account_currency"],
        "impressions": int(record.get("impressions", 0)),
        "clicks": int(record.get("clicks", 0)),
        "cost": Decimal(record.get("spend", 0)),
        "conversions": purchases(record.get("actions", [])),
        "revenue": purchases(record.get("action_values", [])),
    }


def purchases(actions: list[dict[str, str]]) -> Decimal:
    """Of the types that name one purchase, the first that is there."""
    values = {action["action_type"]: Decimal(action["value"]) for action in actions}
    return next((values[kind] for kind in PURCHASES if kind in values), Decimal(0))


def act(order: dict[str, Any]) -> None:
    """One run, or what is left of an earlier one."""
    os.environ["DLT_DATA_DIR"] = order["home"]
    pipeline = dlt.pipeline(
        "campaign_daily",
        pipelines_dir=order["home"],
        destination=dlt.destinations.postgres(order["url"]),
        dataset_name="ads",
    )
    if order["order"] == "resume":
        while pipeline.has_pending_data:
            pipeline.run()
        return
    resource = dlt.resource(
        records(Path(order["pages"])),
        name="campaign_daily",
        write_disposition={"disposition": "merge", "strategy": "delete-insert"},
        primary_key=KEY,
        merge_key=MERGED,
        columns=COLUMNS,
    )
    pipeline.run(resource)


if __name__ == "__main__":
    serve(act)
