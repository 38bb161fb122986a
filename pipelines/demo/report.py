"""What the demo shows, and the fingerprint by which it knows that nothing changed."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from pipelines.cli.console import console
from resources.warehouse.connection import Warehouse


def fingerprint(warehouse: Warehouse) -> dict[str, list[str]]:
    """Rows and content hash of every table the demo fills, without load metadata."""
    rows = warehouse.fetch("demo/fingerprint")
    return {row["table_name"]: [str(row["rows"]), str(row["hash"])] for row in rows}


def show(title: str, rows: list[dict[str, Any]]) -> None:
    """A titled table; nothing when there are no rows."""
    if not rows:
        console.print(f"\n[bold]{title}[/bold]\n  none")
        return
    table = Table(*rows[0], box=None, header_style="dim", pad_edge=False)
    for row in rows:
        table.add_row(*("" if value is None else _cell(value) for value in row.values()))
    console.print(f"\n[bold]{title}[/bold]")
    console.print(table)


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(str(each) for each in value)
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def show_warehouse(warehouse: Warehouse) -> None:
    """Rows by table, tastes of the marts, quarantine, archive."""
    show("Rows by table", [dict(row) for row in warehouse.fetch("demo/rows_by_table")])
    show("channel_performance, the last days", [dict(row) for row in warehouse.fetch("demo/last_days")])
    show("Shopee orders, the last months", [dict(row) for row in warehouse.fetch("demo/orders_by_month")])
    show("revenue_daily, the last months", [dict(row) for row in warehouse.fetch("demo/money_by_month")])
    show("conversion_funnel_daily, the last weeks", [dict(row) for row in warehouse.fetch("demo/funnel")])
    show("subscription_mrr_daily, by month", [dict(row) for row in warehouse.fetch("demo/recurring")])
    show("ab_test_summary", [dict(row) for row in warehouse.fetch("demo/experiments")])
    show("Quarantine", [dict(row) for row in warehouse.fetch("demo/quarantine")])
    show("Archive", [dict(row) for row in warehouse.fetch("demo/archive")])


NEXT = """
[bold]What to type next[/bold]
  make dev                                       the same in the Dagster UI
  .venv/bin/adwarehouse sync meta                what a night does
  .venv/bin/adwarehouse sync meta --dry-run      what it would change
  .venv/bin/adwarehouse accounts list            who is connected
  .venv/bin/adwarehouse doctor                   every table with its rows and how fresh it is
  .venv/bin/adwarehouse logins add ann_reads --user ann@example.com
                                                 a password for an analyst's own tools
  .venv/bin/adwarehouse import-table orders FILE the application's records from a file
  .venv/bin/adwarehouse quarantine list --all    what could not be loaded, and why
  .venv/bin/adwarehouse reconcile --ledger built-in
  make down                                      stop everything; the data stays
"""
