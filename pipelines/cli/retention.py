"""`adwarehouse retention`: which tier each month of each table is in, and moving what has had its time."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click
from rich.markup import escape
from rich.table import Table

from pipelines.cli.cold import owner_and_store
from pipelines.cli.console import console
from resources.archive.retention import Outcome, Planned, plan, run
from resources.settings import settings

COLUMNS = ("table", "month", "tier", "state", "rows", "bytes", "what is done", "why")
COLOURS = {"hot": "red", "warm": "yellow", "cold": "cyan", "restored": "magenta"}


@click.command()
@click.option("--dry-run", is_flag=True, help="Show what would move, and move nothing.")
def retention(dry_run: bool) -> None:
    """Move what has had its time to the archive; RETENTION_MONTHS sets how long each table keeps its months."""
    found = settings()
    with owner_and_store() as (owner, store):
        if not dry_run:
            outcomes = list(told(run(owner, store, found.clock, found.retention_months)))
        console.print(tiers(plan(owner, found.clock.today("UTC"), found.retention_months)))
    if not dry_run and any(outcome.refusal for outcome in outcomes):
        sys.exit(1)


def told(outcomes: Iterable[Outcome]) -> Iterable[Outcome]:
    """Print each as it comes."""
    for outcome in outcomes:
        said = escape(str(outcome))
        console.print(f"  [red]{said}[/red]" if outcome.refusal else f"  {said}", highlight=False)
        yield outcome


def tiers(planned: Iterable[Planned]) -> Table:
    """Each month of each table with its tier and what retention does with it."""
    table = Table(*COLUMNS, box=None, header_style="dim", pad_edge=False)
    for each in planned:
        tier = f"[{COLOURS[each.tier]}]{each.tier}[/]"
        figures = f"{each.rows:,}", f"{each.bytes:,}"
        table.add_row(each.month.table, each.month.label, tier, each.state, *figures, each.action, escape(each.reason))
    return table
