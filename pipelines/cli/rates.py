"""`adwarehouse rates`: exchange rates of the European Central Bank, and own ones from a file that override them."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.cli.console import console
from pipelines.cli.opened import opened_warehouse
from resources import ecb, fx, own_rates
from resources.settings import settings

_source = click.option(
    "--source", default=own_rates.OWN, show_default=True, metavar="NAME", help="Name under which the rates are kept."
)


@click.group()
def rates() -> None:
    """Exchange rates. Days whose conversion changes are recomputed by the next refresh."""


@rates.command()
@click.option("--history", is_flag=True, help="Every day since 1999 instead of the latest.")
def read(history: bool) -> None:
    """Read the European Central Bank's reference rates."""
    reading = ecb.history if history else ecb.daily
    with opened_warehouse() as warehouse:
        loaded = fx.load_rates(warehouse, reading(settings().ecb_rates_url))
    console.print(str(loaded))


@rates.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_source
def load(file: Path, source: str) -> None:
    """Load own rates from a CSV or Parquet file with the columns date, base, quote, rate.

    A rate is the units of quote for one base; EUR is one of the two. On a day that has both, an own rate counts instead
    of the European Central Bank's. Nothing is loaded unless all of the file is good; loading it again changes nothing.
    """
    name = own_rates.source_name(source)
    with opened_warehouse() as warehouse:
        known = {row["code"] for row in warehouse.fetch("fx/currencies")}
        loaded = fx.load_rates(warehouse, own_rates.read(file, known), name)
    console.print(str(loaded))


@rates.command()
@_source
def unload(source: str) -> None:
    """Take back all own rates of a source."""
    with opened_warehouse() as warehouse:
        removed = fx.unload_rates(warehouse, source)
    console.print(str(removed))
