"""`adwarehouse import-localstorage`: a browser-store export becomes rows and objects; everything else is reported."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TextIO

import click
import psycopg
from botocore.exceptions import BotoCoreError, ClientError
from rich.markup import escape
from rich.table import Table

from pipelines.cli.console import console
from pipelines.cli.opened import opened_warehouse
from resources.browser_store import Report, import_export
from resources.errors import AdwarehouseError
from resources.object_store import ObjectStore
from resources.settings import settings


@click.command("import-localstorage")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--user", "email", metavar="EMAIL", required=True, help="Whose records these are; must be known.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write and upload nothing.")
@click.option(
    "--report",
    "report_file",
    type=click.File("w", encoding="utf-8", lazy=False),
    help="Write what became of each record as JSON.",
)
def import_localstorage(file: Path, email: str, dry_run: bool, report_file: TextIO | None) -> None:
    """Take over what the campaign builder kept in a browser (localStorage).

    FILE is a JSON object of the store's keys: campaigns, saved_campaigns, campaign_draft_*, campaign_minimal_*,
    products, backgrounds, sample_data. Good records are taken over whatever else is broken; importing the file again
    changes nothing. Exit code 1 if anything was not taken over.
    """
    store = ObjectStore.from_settings(settings())
    with closing(store.client), opened_warehouse() as warehouse:
        try:
            report = import_export(warehouse, store, file, email, dry_run=dry_run)
        except (BotoCoreError, ClientError) as error:
            raise AdwarehouseError(f"the object store failed, import the file again to go on: {error}") from error
        except psycopg.Error as error:
            reason = str(error).splitlines()[0]
            raise AdwarehouseError(f"PostgreSQL failed, import the file again to go on: {reason}") from error
    if report_file:
        report_file.write(json.dumps(report.document(), indent=2) + "\n")
    _show(report)
    sys.exit(0 if report.is_complete else 1)


def _show(report: Report) -> None:
    counted = Table("kind", "found", "inserted", "updated", "unchanged", "rejected", box=None)
    for kind, counts in report.kinds():
        numbers = (counts.found, counts.inserted, counts.updated, counts.unchanged, counts.rejected)
        counted.add_row(kind, *(f"{number:,}" for number in numbers))
    console.print(counted if counted.row_count else "nothing to import")
    for title, notes in (("not taken over", report.rejects), ("taken over without", report.warnings)):
        if not notes:
            continue
        table = Table("kind", "key", "index", "id", "field", "expected", "got", box=None, title=title)
        for note in notes:
            values = (note.kind, note.key, note.index, note.id, note.field, note.expected, note.got)
            table.add_row(*("" if value is None else escape(str(value)) for value in values))
        console.print(table)
    if report.ignored_keys:
        console.print(f"keys of something else: {len(report.ignored_keys)}")
    if report.dry_run:
        console.print("dry run: nothing was written")
