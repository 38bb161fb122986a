"""`adwarehouse archive verify`: is everything that the archive serves still there, and unchanged?"""

from __future__ import annotations

import datetime as dt
import sys
from contextlib import closing

import click

from pipelines.cli.opened import opened_warehouse
from resources.archive import TABLES
from resources.archive.audit import Scope, audit
from resources.object_store import ObjectStore
from resources.settings import settings


@click.command()
@click.option("--deep", is_flag=True, help="Read every object and count its rows, not one object a month.")
@click.option("--table", type=click.Choice(list(TABLES)), help="One table only.")
@click.option("--month", type=click.DateTime(["%Y-%m"]), help="One month only, such as 2025-09.")
def verify(deep: bool, table: str | None, month: dt.datetime | None) -> None:
    """Look at the archived months and say what is missing, changed or unknown; exit code 1 if anything is."""
    store = ObjectStore.from_settings(settings())
    with closing(store.client), opened_warehouse() as warehouse:
        scope = Scope(table, month.date() if month else None)
        result = audit(warehouse, store, settings().clock.now(), scope, is_deep=deep)
    click.echo(str(result))
    for finding in result.findings:
        click.echo(str(finding))
    sys.exit(1 if result.findings else 0)
