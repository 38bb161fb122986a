"""`adwarehouse doctor`: how is everything, is everything there, and where does it come from?"""

from __future__ import annotations

import datetime as dt
import platform
import sys
from contextlib import closing
from importlib.metadata import version

import click
from botocore.exceptions import BotoCoreError, ClientError
from rich.markup import escape
from rich.table import Table

from pipelines.cli.console import console
from pipelines.cli.opened import opened_warehouse
from resources import health
from resources.health import Finding
from resources.object_store import ObjectStore
from resources.settings import settings
from resources.warehouse import inventory
from resources.warehouse.connection import Warehouse
from resources.warehouse.inventory import Holding
from resources.warehouse.schema import expected_version

MEGABYTE = 1024 * 1024


@click.command()
def doctor() -> None:
    """Show how everything is, and every table with its rows, its freshness and what feeds it.

    The exit code is 1 if anything is not well, or a table is empty that should not be. Findings are kept in ops.health.
    """
    with opened_warehouse() as warehouse:
        database = inventory.server(warehouse)
        console.print(
            f"adwarehouse {version('adwarehouse')} on Python {platform.python_version()}, schema {expected_version()}, "
            f"PostgreSQL {database.version}: {database.bytes / MEGABYTE:,.0f} MB"
        )
        inventory.record(warehouse, "database", True, f"PostgreSQL {database.version}", database.bytes)
        is_well = _object_store(warehouse)
        findings = health.look(warehouse, settings().clock, settings().adwarehouse_home)
        health.record(warehouse, findings, settings().clock)
        _show_findings(findings)
        holdings = inventory.take(warehouse)
        _show(holdings)
        missing = [holding for holding in holdings if holding.is_missing]
        empty = ", ".join(holding.name for holding in missing)
        inventory.record(
            warehouse, "tables", not missing, f"empty: {empty}" if missing else "none is empty", len(missing)
        )
    for holding in missing:
        console.print(f"[bold]{holding.name} is empty[/bold]; it is filled by {holding.fed.by}")
    for finding in (ill := [finding for finding in findings if not finding.is_healthy]):
        console.print(f"[bold]{escape(finding.subject)} is not well[/bold]: {escape(finding.detail)}")
    sys.exit(0 if is_well and not missing and not ill else 1)


def _object_store(warehouse: Warehouse) -> bool:
    store = ObjectStore.from_settings(settings())
    with closing(store.client):
        try:
            sizes = [stored.size for stored in store.list("")]
        except (BotoCoreError, ClientError) as error:
            console.print(f"[bold]object store {store.bucket} cannot be read[/bold]: {escape(str(error))}")
            inventory.record(warehouse, "object_store", False, type(error).__name__, 0)
            return False
    console.print(f"object store {store.bucket}: {len(sizes):,} objects, {sum(sizes) / MEGABYTE:,.0f} MB")
    inventory.record(warehouse, "object_store", True, f"{len(sizes)} objects", sum(sizes))
    return True


def _show_findings(findings: list[Finding]) -> None:
    table = Table("subject", "", "what was found", box=None, header_style="dim", pad_edge=False)
    for finding in findings:
        state = "well" if finding.is_healthy else "[bold]not well[/bold]"
        table.add_row(escape(finding.subject), state, escape(finding.detail))
    console.print(table)


def _show(holdings: list[Holding]) -> None:
    table = Table("table", "rows", "MB", "newest", "fed by", "", box=None, header_style="dim", pad_edge=False)
    for holding in holdings:
        table.add_row(
            holding.name,
            _rows(holding),
            "" if holding.is_view else f"{holding.bytes / MEGABYTE:,.1f}",
            _moment(holding.newest),
            holding.fed.by,
            f"may be empty: {holding.fed.may_be_empty}" if holding.is_empty and holding.fed.may_be_empty else "",
        )
    console.print(table)
    console.print("rows are counted, but for ~: estimated by the planner; moments are in UTC")


def _rows(holding: Holding) -> str:
    if holding.rows is None:
        return "empty" if holding.is_empty else "view"
    return f"{'~' if holding.is_estimate else ''}{holding.rows:,}"


def _moment(newest: dt.date | dt.datetime | None) -> str:
    if isinstance(newest, dt.datetime):
        return f"{newest.astimezone(dt.UTC):%Y-%m-%d %H:%M}"
    return str(newest or "")
