"""`adwarehouse archive`: closed months in the object store, as the owner of the database."""

from __future__ import annotations

import datetime as dt

import click

from pipelines.cli.cold import TABLE, owner_and_store, show
from pipelines.cli.verify import verify
from resources.archive import archive_month
from resources.archive.late import merge_late_rows
from resources.archive.months import TableMonth
from resources.settings import settings


@click.group()
def archive() -> None:
    """Closed months as Parquet in the object store."""


archive.add_command(verify)


@archive.command("month")
@click.option("--month", required=True, type=click.DateTime(["%Y-%m"]), help="A month such as 2025-09.")
@TABLE
def archive_one_month(month: dt.datetime, table: str) -> None:
    """Move a closed month to the object store as Parquet, prove it, and drop its partition.

    Rows that came since it was archived are taken in, as the next version; an order's items go with it.
    """
    clock, asked = settings().clock, TableMonth.of(table, month.date())
    with owner_and_store() as (owner, store):
        merged = merge_late_rows(owner, store, clock, table, asked.start)
        for place in dict.fromkeys((*merged.places, asked)):
            show(archive_month(owner, store, place.table, place.start, clock.today("UTC")))
