"""What commands about the archive share: the owner's connection with the object store, and how a month is shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import click

from pipelines.cli.opened import opened_warehouse
from resources.archive import TABLES, ArchiveResult
from resources.object_store import ObjectStore
from resources.settings import settings
from resources.warehouse.connection import Warehouse

TABLE = click.option("--table", default="campaign_metrics", show_default=True, type=click.Choice(list(TABLES)))


@contextmanager
def owner_and_store() -> Iterator[tuple[Warehouse, ObjectStore]]:
    """The warehouse as its owner, and the object store; both are closed at the end."""
    store = ObjectStore.from_settings(settings())
    with closing(store.client), opened_warehouse("database_owner_url") as owner:
        yield owner, store


def show(result: ArchiveResult) -> None:
    """A month's state, sums, times and objects."""
    manifest = result.manifest
    figures = {"version": str(manifest.version)}
    figures |= {f"sum of {name}": total or "unknown" for name, total in manifest.content.sums.items()}
    figures |= {f"{step} took": f"{seconds:.2f} s" for step, seconds in result.seconds.items()}
    click.echo(str(result))
    for name, value in figures.items():
        click.echo(f"  {name:20} {value}")
    for item in manifest.objects:
        click.echo(f"  {item.key}  {item.rows:,} rows, {item.size:,} bytes, sha256 {item.sha256}")
