"""`adwarehouse restore`: archived months back into PostgreSQL or beside it, as the owner of the database."""

from __future__ import annotations

import datetime as dt

import click

from pipelines.cli.cold import TABLE, owner_and_store, show
from resources.archive.manifest import SERVING
from resources.archive.restore import release_month, restorable, restore_month
from resources.archive.side import restore_beside
from resources.errors import ArchiveRefused

MONTH = click.DateTime(["%Y-%m"])


@click.command()
@TABLE
@click.option("--month", type=MONTH, help="A month such as 2025-09.")
@click.option("--from", "first", type=MONTH, help="The first of several months.")
@click.option("--to", "last", type=MONTH, help="The last of several months.")
@click.option("--into", "schema", help="Beside the warehouse: a plain table in a schema that is made for it.")
@click.option("--account", metavar="PLATFORM:ID", help="One account's rows only; needs --into.")
@click.option("--release", is_flag=True, help="Hand restored months back to retention instead.")
def restore(
    table: str,
    month: dt.datetime | None,
    first: dt.datetime | None,
    last: dt.datetime | None,
    schema: str | None,
    account: str | None,
    release: bool,
) -> None:
    """Bring archived months back into PostgreSQL; there they stay until they are released."""
    if (month is None) == (first is None or last is None) or (first is None) != (last is None):
        raise click.UsageError("tell either --month, or --from and --to")
    if release and (schema or account):
        raise click.UsageError("--release is about months in the live table: leave --into and --account out")
    start, end = (first or month), (last or month)
    assert start is not None
    assert end is not None
    owned = _account(account, schema)
    with owner_and_store() as (owner, store):
        if month:
            months = [start.date()]
        else:
            states = ("restored",) if release else SERVING if schema is None else (*SERVING, "restored")
            months = restorable(owner, table, start.date(), end.date(), *states)
        if schema:
            click.echo(str(restore_beside(owner, store, table, months, schema, owned)))
            return
        for one in months:
            show(release_month(owner, table, one) if release else restore_month(owner, store, table, one))


def _account(told: str | None, schema: str | None) -> tuple[str, str] | None:
    if told is None:
        return None
    platform, _, account_id = told.partition(":")
    if not account_id:
        raise click.UsageError(f"--account is {told!r}; expected PLATFORM:ID such as meta:1001")
    if schema is None:
        raise ArchiveRefused(
            "one account's rows cannot be restored into the live table: a month is served by the archive or by "
            "PostgreSQL, and there it would be without all other accounts; add --into SCHEMA"
        )
    return platform, account_id
