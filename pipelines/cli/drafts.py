"""`adwarehouse drafts`: drafts of campaigns that nobody finished."""

from __future__ import annotations

import click

from pipelines.cli.console import console
from pipelines.cli.opened import opened_warehouse
from resources import drafts as repository
from resources.settings import settings


@click.group()
def drafts() -> None:
    """Drafts of campaigns, which are kept for seven days after they were saved."""


@drafts.command()
def clean() -> None:
    """Remove the drafts that have expired."""
    with opened_warehouse() as warehouse:
        cleaned = repository.clean(warehouse, settings().clock)
    console.print(f"{cleaned.removed:,} expired drafts removed, {cleaned.kept:,} left")
