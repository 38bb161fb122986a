"""`adwarehouse rates`: exchange rates of the European Central Bank."""

from __future__ import annotations

import click

from pipelines.cli.console import console
from pipelines.cli.opened import opened_warehouse
from resources import ecb, fx
from resources.settings import settings


@click.command()
@click.option("--history", is_flag=True, help="Every day since 1999 instead of the latest.")
def rates(history: bool) -> None:
    """Load the reference rates; days whose conversion changes are recomputed by the next refresh."""
    read = ecb.history if history else ecb.daily
    with opened_warehouse() as warehouse:
        loaded = fx.load_rates(warehouse, read(settings().ecb_rates_url))
    console.print(str(loaded))
