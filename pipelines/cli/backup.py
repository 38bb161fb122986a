"""`adwarehouse backup now | list | restore | drill`: whole databases to the object store and back, as their owners."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

import click

from pipelines.cli.opened import opened_warehouse
from resources import backup as backups
from resources.errors import IntegrityError
from resources.object_store import ObjectStore
from resources.settings import settings

LATEST = "LATEST"


@click.group()
def backup() -> None:
    """Back whole databases up, and restore them."""


@backup.command()
def now() -> None:
    """Dump the warehouse and Dagster's database into the object store; delete what was kept for BACKUP_DAYS."""
    with opened_warehouse("database_owner_url") as owner, _store() as store:
        backups.of_each(
            settings(), lambda database: click.echo(str(backups.back_up(owner, store, settings(), database)))
        )


@backup.command("list")
def list_() -> None:
    """Every backup in the object store; works without a database."""
    with _store() as store:
        keys = backups.complete(store)
        for key in keys:
            try:
                manifest = backups.find(store, key)
            except IntegrityError as error:
                click.echo(str(error))
                continue
            schema = f", schema {manifest.schema_version}" if manifest.schema_version else ""
            click.echo(f"{manifest}, PostgreSQL {manifest.server_version}{schema}")
    if not keys:
        click.echo("there is no backup: `adwarehouse backup now` takes one")


@backup.command()
@click.argument("which", metavar="LATEST|KEY")
@click.option("--into", required=True, metavar="DBNAME", help="A database that does not exist yet, or is empty.")
def restore(which: str, into: str) -> None:
    """Restore a backup into another database of the same server: the warehouse's newest, or the one with this key."""
    with _store() as store:
        manifest = (
            backups.newest(store, backups.databases(settings())[0]) if which == LATEST else backups.find(store, which)
        )
        backups.restore(settings(), store, manifest, into)
    click.echo(f"{manifest}: restored into {into}, and equal to what was backed up")
    if manifest.schema_version:
        click.echo(
            "roles are the server's, not the database's: with DATABASE_OWNER_URL and DATABASE_URL leading to "
            f"{into}, run `adwarehouse roles apply`, then `adwarehouse migrate` if this code is newer; docs/backup.md "
            "has the rest"
        )


@backup.command()
def drill() -> None:
    """Restore the newest backup of each database into a scratch database and compare; exit code 1 on a failure."""

    def one(database: backups.Database) -> bool:
        drilled = backups.drill(owner, store, settings(), database)
        click.echo(str(drilled))
        return drilled.is_good

    with opened_warehouse("database_owner_url") as owner, _store() as store:
        is_good = all(backups.of_each(settings(), one))
    sys.exit(0 if is_good else 1)


@contextmanager
def _store() -> Iterator[ObjectStore]:
    store = ObjectStore.from_settings(settings())
    with closing(store.client):
        yield store
