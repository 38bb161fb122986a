"""`adwarehouse sync`: the whole way of the data without the UI, by the same steps as the assets."""

from __future__ import annotations

import datetime as dt
import sys

import click
from rich.markup import escape
from rich.table import Table

from pipelines.cli.console import console
from pipelines.cli.opened import opened_warehouse
from resources.errors import ConfigurationError
from resources.loading import discard, runs, steps
from resources.loading.context import LoadContext
from resources.loading.publish import Published
from resources.loading.publish.counts import RowCounts
from resources.loading.steps import Scope
from resources.platforms import platform
from resources.platforms.base import Stream
from resources.settings import settings
from resources.warehouse.marts import rebuild_marts, refresh_marts
from resources.windows import Window


@click.command()
@click.argument("platform_name", metavar="PLATFORM")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day; default: what is due.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="Last day, included.")
@click.option("--stream", "streams", multiple=True, help="Only this stream; may be given several times.")
@click.option("--account", help="One account id of the platform; default: all connected ones.")
@click.option("--dry-run", is_flag=True, help="Show the rows and money that would change, and change nothing.")
def sync(
    platform_name: str,
    first: dt.datetime | None,
    last: dt.datetime | None,
    streams: tuple[str, ...],
    account: str | None,
    dry_run: bool,
) -> None:
    """Read, check and publish a platform's figures; then refresh the marts."""
    scope = Scope(platform(platform_name).name, _window(first, last), account)
    with opened_warehouse() as warehouse:
        runs.sweep(warehouse)
        with runs.command_run(warehouse, f"sync {scope.platform}{' --dry-run' if dry_run else ''}") as run_id:
            failed = run(scope, run_id, streams=streams, dry_run=dry_run)
    sys.exit(1 if failed else 0)


@click.command()
@click.option("--everything", is_flag=True, help="All that has its detail here, touched or not.")
def refresh(everything: bool) -> None:
    """Recompute the marts of every day that something touched."""
    recompute = rebuild_marts if everything else refresh_marts
    with opened_warehouse() as warehouse:
        done = recompute(warehouse, settings().clock)
    console.print(f"{done.days} account days, {done.records} application records, {done.changed_rows} rows changed")


def run(scope: Scope, run_id: str, *, streams: tuple[str, ...] = (), dry_run: bool = False) -> bool:
    """All steps of one platform's streams (all when none is named); True when an account failed or a batch is held.

    Raises:
        ConfigurationError: the platform has no stream of that name.
    """
    known = {stream.name: stream for stream in platform(scope.platform).streams}
    unknown = set(streams) - known.keys()
    if unknown:
        raise ConfigurationError(f"unknown stream {', '.join(unknown)}; expected some of {', '.join(known)}")
    context = LoadContext.create(settings(), run_id)
    try:
        for name in streams or known:
            _sync_stream(context, known[name], scope, dry_run)
        if dry_run:
            discard.discard(context, "dry run")
        bad = steps.outcome(context, scope)
        if not dry_run:
            marts = refresh_marts(context.warehouse, context.clock)
            console.print(f"  marts: {marts.days} account days recomputed, {marts.changed_rows} rows changed")
        for batch in bad:
            said = escape(f"{batch}: {batch.error_message or batch.held_reason}")
            console.print(f"  [red]{batch.status}[/red] {said}")
        return bool(bad)
    finally:
        context.close()


def _sync_stream(context: LoadContext, stream: Stream, scope: Scope, dry_run: bool) -> None:
    with console.status(f"{stream.name}: reading {scope.platform}") as spinner:
        landed = steps.land(context, stream, scope)
        spinner.update(f"{stream.name}: staging {sum(batch.records_fetched for batch in landed):,} records")
        staged = steps.stage(context, stream, scope)
        spinner.update(f"{stream.name}: judging {len(staged)} batches")
        steps.judge(context, stream, scope)
        spinner.update(f"{stream.name}: publishing")
        published = steps.publish(context, stream, scope, dry_run=dry_run)
    console.print(
        f"  {stream.name}: {len(landed)} batches, {sum(batch.records_fetched for batch in landed):,} records fetched, "
        f"{sum(batch.records_staged for batch in staged):,} staged, "
        f"{sum(batch.records_quarantined for batch in staged):,} quarantined, "
        f"{sum(batch.records_duplicate for batch in staged):,} duplicate, "
        f"{sum(batch.records_summed for batch in staged):,} summed, "
        f"{sum(batch.records_ignored for batch in staged):,} ignored"
    )
    console.print(_changes(published))
    if late := sum(item.counts.late for item in published):
        console.print(f"  {late:,} rows of archived months wait for the next archive run")


def _changes(published: list[Published]) -> Table:
    """By account: row changes, and by how much its money moved."""
    has_money = any("cost" in item.batch.definition.schema.names for item in published)
    money = ("cost", "revenue") if has_money else ()
    table = Table("account", "days", "inserted", "updated", "deleted", "unchanged", *money, box=None)
    for account in sorted({item.batch.account_id for item in published}):
        mine = [item for item in published if item.batch.account_id == account]
        counts = sum((item.counts for item in mine), RowCounts())
        if counts.changed:
            days = Window(min(item.batch.window.start for item in mine), max(item.batch.window.end for item in mine))
            currency = mine[0].batch.currency
            differences = (counts.cost_difference, counts.revenue_difference) if has_money else ()
            table.add_row(
                account,
                str(days),
                *(f"{n:,}" for n in (counts.inserted, counts.updated, counts.deleted, counts.unchanged)),
                *(f"{difference:+,.2f} {currency}" for difference in differences),
            )
    return table if table.rows else Table("no row changes", box=None)


def _window(first: dt.datetime | None, last: dt.datetime | None) -> Window | None:
    if first is None and last is None:
        return None
    if first is None or last is None or last < first:
        raise ConfigurationError("--from and --to go together, and --to is not before --from")
    return Window.closed(first.date(), last.date())
