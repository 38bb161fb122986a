"""`adwarehouse quarantine`: the records that could not be loaded."""

from __future__ import annotations

import click
from rich.table import Table

from pipelines.cli.console import console
from pipelines.cli.opened import opened_warehouse
from resources.errors import ConfigurationError
from resources.loading import replay as replaying
from resources.loading import runs
from resources.loading.context import LoadContext
from resources.settings import settings
from resources.warehouse.marts import refresh_marts


@click.group()
def quarantine() -> None:
    """Records that could not be loaded: look at them, replay them."""


@quarantine.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that were replayed or superseded.")
@click.option("--limit", default=50, show_default=True)
def list_(everything: bool, limit: int) -> None:
    """Open records, newest first, with their reasons."""
    with opened_warehouse() as warehouse:
        rows = warehouse.fetch(
            "quarantine/list", {"id": None, "status": None if everything else "open", "limit": limit}
        )
    table = Table("id", "stream", "account", "day", "status", "reasons", box=None)
    for row in rows:
        stream = f"{row['platform']} {row['stream']}"
        table.add_row(
            str(row["id"]), stream, row["account_id"], str(row["date"]), row["status"], "; ".join(row["reasons"])
        )
    console.print(table if rows else "quarantine is empty", markup=False)


@quarantine.command()
@click.argument("record", type=int)
def show(record: int) -> None:
    """One record: where it came from, every reason, and its bytes."""
    with opened_warehouse() as warehouse:
        rows = warehouse.fetch("quarantine/list", {"id": record, "status": None, "limit": 1})
    if not rows:
        raise ConfigurationError(f"there is no quarantined record {record}; `adwarehouse quarantine list` shows them")
    row = rows[0]
    for name in ("platform", "stream", "account_id", "date", "batch_id", "source_page", "source_line", "status"):
        console.print(f"{name:12} {row[name]}", markup=False, highlight=False)
    for reason in row["reasons"]:
        console.print(f"reason       {reason}", markup=False, highlight=False)
    console.print(bytes(row["payload"]).decode("utf-8", "backslashreplace"), markup=False, highlight=False)


@quarantine.command()
@click.option("--batch", "batch_id", type=int, help="Only this batch; default: all with open records.")
def replay(batch_id: int | None) -> None:
    """Read the landed pages again with today's adapters and rules; what is good now loads."""
    with opened_warehouse() as warehouse, runs.command_run(warehouse, "quarantine replay") as run_id:
        context = LoadContext.create(settings(), run_id)
        try:
            done = replaying.replay(context, batch_id)
            refresh_marts(context.warehouse, context.clock)
        finally:
            context.close()
    for item in done:
        console.print(f"{item.batch}: {item.before} in quarantine before, {item.after} after, {item.batch.status}")
    if not done:
        console.print("nothing to replay")
