"""`adwarehouse reconcile`: are the figures right? Exit code 1 when any is not."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from pipelines.cli import event_truth, market_truth, shop_truth
from pipelines.cli.opened import opened_warehouse
from resources import reconciliation
from resources.clock import Clock
from resources.errors import ConfigurationError
from resources.platforms.clickbank import network as clickbank
from resources.reconciliation import (
    DAILY,
    EVENTS,
    HOURLY,
    ITEMS,
    ORDERS,
    PRODUCTS,
    TRUTH,
    WHOLE_DAY,
    Comparison,
    Difference,
    DocumentDifference,
    Documents,
)
from resources.settings import settings
from resources.warehouse.connection import Warehouse
from resources.windows import Window
from sandbox.ledger import Ledger, earnings

BUILT_IN = "built-in"
ALWAYS = dt.date(2000, 1, 1)


@click.command()
@click.option("--ledger", metavar="FOLDER", help=f"Compare facts with a folder of truth, or with the '{BUILT_IN}' one.")
def reconcile(ledger: str | None) -> None:
    """Compare facts with marts and with the platforms' own totals, or with a ledger of truth. No tolerance."""
    with opened_warehouse() as warehouse:
        differs = (
            compare_within(warehouse)
            if ledger is None
            else compare_with_ledger(warehouse, _open(ledger), settings().clock)
        )
    sys.exit(1 if differs else 0)


def compare_within(warehouse: Warehouse) -> bool:
    """Print how facts compare with marts and with the platforms' totals; True when any figure differs."""
    marts = _report("facts against marts", reconciliation.against_marts(warehouse))
    totals = _report("platforms' own totals against facts", reconciliation.against_platform_totals(warehouse))
    if waiting := reconciliation.waiting_days(warehouse):
        click.echo(f"{waiting} account days wait for `adwarehouse refresh`; their marts may differ until then")
    return marts or totals


def compare_with_ledger(warehouse: Warehouse, ledger: Ledger, clock: Clock) -> bool:
    """Print how facts compare with a ledger; True when any figure differs."""
    return any([_compare_metrics(warehouse, ledger, clock), _compare_documents(warehouse, ledger, clock)])


def _compare_metrics(warehouse: Warehouse, ledger: Ledger, clock: Clock) -> bool:
    known = {(row["platform"], row["account_id"]): row for row in warehouse.fetch("reconciliation/accounts")}
    days, hours = [TRUTH.empty_table()], [TRUTH.empty_table()]
    for account in [each for platform in sorted({name for name, _ in known}) for each in ledger.accounts(platform)]:
        name, today = (account["platform"], account["account_id"]), clock.today(account["timezone"])
        days.append(_truth(ledger.metrics(*name, Window.closed(ALWAYS, today), today), account))
        if (loaded := known.get(name)) and loaded["first_hourly"]:
            span = Window.closed(loaded["first_hourly"], loaded["last_hourly"])
            hours.append(_truth(ledger.hourly(*name, span, today), account))
    daily = reconciliation.against_truth(warehouse, pa.concat_tables(days), DAILY)
    hourly = reconciliation.against_truth(warehouse, pa.concat_tables(hours), HOURLY)
    differs = [_report(f"{what}, {_coverage(c)}", c.differences) for what, c in (("days", daily), ("hours", hourly))]
    return any(differs)


def _compare_documents(warehouse: Warehouse, ledger: Ledger, clock: Clock) -> bool:
    """Orders and events as of today, catalogues as they were last read; nothing is said of what nobody has."""
    shops = warehouse.fetch("reconciliation/shops")
    known = {
        (platform, account["account_id"]): account
        for platform in {shop["platform"] for shop in shops}
        for account in ledger.accounts(platform)
    }
    orders, items, events, products = ([schema.empty_table()] for schema in (ORDERS, ITEMS, EVENTS, PRODUCTS))
    for shop in shops:
        account = known.get((shop["platform"], shop["account_id"]))
        if account and shop["has_orders"]:
            documents, lines = shop_truth.orders(ledger, account, clock.today(account["timezone"]))
            orders.append(documents)
            items.append(lines)
        if account and shop["has_events"]:
            events.append(event_truth.events(ledger, account, clock.today(account["timezone"])))
        if account and shop["catalogue_days"]:
            of_platform = market_truth.products if shop["platform"] == clickbank.PLATFORM else shop_truth.products
            products.append(of_platform(ledger, account, shop["catalogue_days"]))
    told = pa.concat_tables(orders), pa.concat_tables(items)
    compared = {
        "orders and returns": reconciliation.against_orders(warehouse, *told),
        "events": reconciliation.against_events(warehouse, pa.concat_tables(events)),
        "products": reconciliation.against_products(warehouse, pa.concat_tables(products)),
    }
    differs = [
        _report(f"{what}, {_documents(found)}", found.differences)
        for what, found in compared.items()
        if found.differences or found.compared or found.not_loaded or found.archived
    ]
    return any(differs)


def _truth(rows: pa.Table, account: dict[str, Any]) -> pa.Table:
    """Rows of the ledger's `metrics` or `hourly` in the words of the warehouse; null is what nobody can know."""
    words = {"spend": "cost", "purchases": "conversions", "purchase_value": "revenue"}
    rows = rows.rename_columns([words.get(name, name) for name in rows.column_names])
    rows = rows.drop_columns(["impressions", "cost"] if account["platform"] in earnings.PLATFORMS else [])
    constants = {"currency": account["currency"], "hour": WHOLE_DAY}
    columns = [
        rows[field.name].cast(field.type)
        if field.name in rows.column_names
        else pa.repeat(pa.scalar(constants.get(field.name), field.type), rows.num_rows)
        for field in TRUTH
    ]
    return pa.table(columns, schema=TRUTH)


def _coverage(comparison: Comparison) -> str:
    return (
        f"{comparison.days_compared} account days compared with the ledger "
        f"({comparison.days_not_loaded} not loaded, {comparison.days_archived} archived)"
    )


def _documents(comparison: Documents) -> str:
    return (
        f"{comparison.compared} compared with the ledger "
        f"({comparison.not_loaded} not loaded, {comparison.archived} archived)"
    )


def _report(what: str, differences: Iterable[Difference | DocumentDifference]) -> bool:
    differences = list(differences)
    for difference in differences:
        click.echo(str(difference))
    click.echo(f"{what}: {len(differences) or 'no'} differences")
    return bool(differences)


def _open(ledger: str) -> Ledger:
    if ledger == BUILT_IN:
        return Ledger.default()
    if not Path(ledger).is_dir():
        raise ConfigurationError(f"--ledger {ledger} is not a folder; expected one, or '{BUILT_IN}'")
    return Ledger.load(Path(ledger))
