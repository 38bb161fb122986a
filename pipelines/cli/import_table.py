"""`adwarehouse import-table`: the application's records from a file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipelines.cli.console import console
from pipelines.cli.opened import opened_warehouse
from resources import imports, redaction


@click.command("import-table")
@click.argument("name")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--without",
    multiple=True,
    metavar="COLUMN",
    help="Leave a column of the file out; for users whose team_id is not there yet. Repeat for more.",
)
def import_table(name: str, file: Path, without: tuple[str, ...]) -> None:
    """Import a CSV (also .csv.gz) or Parquet file into the table NAME of schema app.

    The file has columns as the table has them, the primary key among them. New rows are inserted, rows that differ
    updated, all in one transaction; importing the file again changes nothing. Columns that refer to ad accounts,
    campaigns, channels or products of the warehouse take their number or their natural key: meta/1001,
    meta/1001/2385100101, facebook, clickbank/marketplace/ID. Moments without an offset are UTC.
    """
    with opened_warehouse() as warehouse:
        try:
            imported = imports.import_table(warehouse, name, file, without=without)
        except imports.ImportRefused as error:
            for line in str(error).splitlines():
                click.echo(redaction.redact(line), err=True)
            sys.exit(1)
    console.print(str(imported))
