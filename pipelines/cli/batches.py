"""`adwarehouse batches`: what was fetched, how it was judged, and a person's decision about it."""

from __future__ import annotations

import getpass

import click
from rich.table import Table

from pipelines.cli.console import console
from pipelines.cli.opened import opened_warehouse
from resources.loading import batches as repository
from resources.loading import publish as publishing
from resources.loading import runs
from resources.loading.context import LoadContext
from resources.settings import settings
from resources.warehouse.marts import refresh_marts

OPEN = ("landing", "landed", "staged", "validated", "held")


@click.group()
def batches() -> None:
    """Fetches of one stream, account and window: look at them, accept or reject held ones."""


@batches.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that are published or over.")
def list_(everything: bool) -> None:
    """Batches that wait or failed to be published."""
    with opened_warehouse() as warehouse:
        found = repository.listing(warehouse, *(() if everything else (*OPEN, "failed")))
    table = Table("id", "stream", "account", "window", "status", "fetched", "quarantined", "why", box=None)
    for batch in found:
        table.add_row(
            str(batch.id),
            f"{batch.platform} {batch.stream}",
            batch.account_id,
            str(batch.window),
            batch.status,
            f"{batch.records_fetched:,}",
            f"{batch.records_quarantined:,}",
            batch.held_reason or batch.error_message or "",
        )
    console.print(table if found else "no open batches", markup=False)


@batches.command()
@click.argument("batch_id", type=int)
def show(batch_id: int) -> None:
    """One batch with everything known about it."""
    with opened_warehouse() as warehouse:
        batch = repository.get(warehouse, batch_id)
    for name, value in vars(batch).items():
        if value is not None:
            console.print(f"{name:20} {value}", markup=False, highlight=False)


@batches.command()
@click.argument("batch_id", type=int)
@click.option("--reason", required=True, help="Why the contract is overruled; kept with the batch.")
def accept(batch_id: int, reason: str) -> None:
    """Publish a held batch all the same."""
    with opened_warehouse() as warehouse, runs.command_run(warehouse, "batches accept") as run_id:
        context = LoadContext.create(settings(), run_id)
        try:
            accepted = repository.accept(warehouse, batch_id, by=getpass.getuser(), reason=reason)
            counts = publishing.publish(context, accepted).counts
            refresh_marts(context.warehouse, context.clock)
        finally:
            context.close()
    console.print(
        f"batch {batch_id} published: {counts.inserted} inserted, {counts.updated} updated, {counts.deleted} deleted, "
        f"{counts.late} waiting for an archived month"
    )


@batches.command()
@click.argument("batch_id", type=int)
@click.option("--reason", required=True, help="Why it is never to be published; kept with the batch.")
def reject(batch_id: int, reason: str) -> None:
    """Never publish a held batch; its landed pages stay."""
    with opened_warehouse() as warehouse:
        repository.reject(warehouse, batch_id, by=getpass.getuser(), reason=reason)
    console.print(f"batch {batch_id} rejected")
