"""`adwarehouse dictionary`: the page that says what every table and column means."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.cli.opened import opened_warehouse
from resources.errors import AdwarehouseError
from resources.warehouse import dictionary as pages

PAGE = Path("docs/data-dictionary.md")


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if the page is out of date.")
def dictionary(check: bool) -> None:
    """Write docs/data-dictionary.md from the comments in the database."""
    with opened_warehouse() as warehouse:
        text = pages.render(warehouse)
    if not check:
        PAGE.write_text(text, encoding="utf-8")
        click.echo(f"{PAGE} written")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        raise AdwarehouseError(f"{PAGE} is out of date: run `adwarehouse dictionary`")
