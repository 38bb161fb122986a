"""`adwarehouse up | down | status`: the embedded stack."""

from __future__ import annotations

import sys

import click
from rich.table import Table

from pipelines.cli.console import console
from resources.settings import load_settings, near_environment, settings
from resources.warehouse.logins import read_only_url
from sandbox.embedded.stack import Stack


def embedded_stack() -> Stack:
    """The stack of the configured home; `.env` and the environment say what is replaced."""
    return Stack(load_settings().adwarehouse_home, near_environment())


@click.command()
def up() -> None:
    """Start PostgreSQL, the object store and the platforms' sandbox, as far as they are not replaced."""
    stack = embedded_stack()
    stack.up()
    settings.cache_clear()
    for note in stack.notes:
        console.print(note)
    for part, seconds in stack.started:
        console.print(f"{part} started in {seconds:.1f} s")
    if not stack.started:
        console.print("everything is running already")


@click.command()
def down() -> None:
    """Stop what `up` started; the data stays."""
    embedded_stack().down()
    settings.cache_clear()
    console.print("stopped")


@click.command()
def status() -> None:
    """What runs where, and how analysts connect; exit code 1 if a part of ours is down."""
    parts = embedded_stack().status()
    table = Table("part", "state", "address", "pid", box=None)
    for part in parts:
        table.add_row(part.name, part.state, part.address, str(part.pid or ""))
    console.print(table)
    if settings().database_url is not None:
        url = read_only_url(settings().require("database_url"), "LOGIN", "PASSWORD")
        console.print(f"analysts read with {url}; `adwarehouse logins add` gives a login", soft_wrap=True)
    sys.exit(0 if all(part.is_well for part in parts) else 1)
