"""`adwarehouse archive | restore`: a closed month to the object store and back, as the owner of the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import closing, contextmanager

import click
import psycopg
from botocore.exceptions import BotoCoreError, ClientError

from pipelines.cli.opened import opened_warehouse
from resources.archive import TABLES, ArchiveResult, archive_month, release_month, restore_month
from resources.errors import AdwarehouseError
from resources.object_store import ObjectStore
from resources.settings import settings
from resources.warehouse.connection import Warehouse

MONTH = click.option("--month", required=True, type=click.DateTime(["%Y-%m"]), help="A month such as 2025-09.")
TABLE = click.option("--table", default="campaign_metrics", show_default=True, type=click.Choice(list(TABLES)))


@click.command()
@MONTH
@TABLE
def archive(month: dt.datetime, table: str) -> None:
    """Move a closed month to the object store as Parquet, prove it, and drop its partition."""
    with _owner_and_store() as (owner, store):
        _show(archive_month(owner, store, table, month.date(), settings().clock.today("UTC")))


@click.command()
@MONTH
@TABLE
@click.option("--release", is_flag=True, help="Hand a restored month back to retention instead.")
def restore(month: dt.datetime, table: str, release: bool) -> None:
    """Bring an archived month back into PostgreSQL; it stays there until it is released."""
    with _owner_and_store() as (owner, store):
        if release:
            _show(release_month(owner, table, month.date()))
        else:
            _show(restore_month(owner, store, table, month.date()))


@contextmanager
def _owner_and_store() -> Iterator[tuple[Warehouse, ObjectStore]]:
    store = ObjectStore.from_settings(settings())
    try:
        with closing(store.client), opened_warehouse("database_owner_url") as owner:
            yield owner, store
    except (BotoCoreError, ClientError) as error:
        raise AdwarehouseError(f"the object store failed, nothing is lost, run it again: {error}") from error
    except psycopg.Error as error:
        raise AdwarehouseError(
            f"PostgreSQL failed, nothing is lost, run it again: {str(error).splitlines()[0]}"
        ) from error


def _show(result: ArchiveResult) -> None:
    manifest = result.manifest
    figures = {"version": str(manifest.version)}
    figures |= {f"sum of {name}": total or "unknown" for name, total in manifest.content.sums.items()}
    figures |= {f"{step} took": f"{seconds:.2f} s" for step, seconds in result.seconds.items()}
    click.echo(str(result))
    for name, value in figures.items():
        click.echo(f"  {name:20} {value}")
    for item in manifest.objects:
        click.echo(f"  {item.key}  {item.rows:,} rows, {item.size:,} bytes, sha256 {item.sha256}")
