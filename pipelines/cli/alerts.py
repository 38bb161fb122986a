"""`adwarehouse alerts`: what is wrong now. `check` is meant for cron, where it works without Dagster."""

from __future__ import annotations

import sys

import click
from rich.table import Table

from pipelines.cli.console import console
from pipelines.cli.opened import opened_warehouse
from resources import alerts as alerting
from resources.settings import settings


@click.group()
def alerts() -> None:
    """What people must hear about: look, and have them told."""


@alerts.command()
def check() -> None:
    """Look for what is wrong and tell people; exit code 1 while anything of severity error is open."""
    found = settings()
    with opened_warehouse() as warehouse:
        watched = alerting.watch(warehouse, found.clock.now())
        delivered = alerting.deliver(warehouse, found)
        errors = [row for row in warehouse.fetch("alerts/listing") if row["severity"] == "error"]
    click.echo(f"{watched}; {delivered}")
    for message in dict.fromkeys(row["message"] for row in errors):
        click.echo(f"error: {message}")
    sys.exit(1 if errors else 0)


@alerts.command("list")
def list_() -> None:
    """Open alerts, the gravest first, and who has heard of them."""
    with opened_warehouse() as warehouse:
        rows = warehouse.fetch("alerts/listing")
    table = Table("id", "severity", "kind", "since (UTC)", "seen again", "for", "told", "message", box=None)
    for row in rows:
        table.add_row(
            str(row["id"]),
            row["severity"],
            row["kind"],
            row["created_at"].strftime("%Y-%m-%d %H:%M"),
            str(row["repeats"]),
            row["team"] or "operators",
            "; ".join([*(row["told"] or ()), *filter(None, [row["last_error"]])]) or "nobody",
            row["message"],
        )
    console.print(table if rows else "nothing is wrong", markup=False)
