"""`adwarehouse logins`: how people connect to the database with their own tools."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import click
import psycopg
from rich.table import Table

from pipelines.cli.console import console
from pipelines.cli.opened import opened_warehouse
from resources.errors import ConfigurationError
from resources.settings import settings
from resources.warehouse import logins as people
from resources.warehouse.connection import Warehouse


@click.group()
def logins() -> None:
    """Give people database logins that see what is theirs."""


@logins.command()
@click.argument("login")
@click.option("--user", "email", metavar="EMAIL", required=True, help="Whose rows the login sees.")
@click.option(
    "--role",
    type=click.Choice(["manager", "analyst", "viewer"]),
    help="Sign in with the columns of a lesser role than the user's own.",
)
@click.option(
    "--password-file",
    type=click.File(),
    help="Read the password from a file, - for standard input. Default: one is made.",
)
def add(login: str, email: str, role: str | None, password_file: TextIO | None) -> None:
    """Make a login for a user, or give it a new password. A password that is made is shown once."""
    password = password_file.read().strip() if password_file else people.new_password()
    if not password:
        raise ConfigurationError("the password file is empty; expected a password")
    with _owner() as owner:
        added = people.add(owner, login, email, password, role)
    click.echo(f"login {login} {'created' if added.created else 'renewed'} for {email}, member of {added.group}")
    if password_file is None:
        click.echo(people.read_only_url(settings().require("database_url"), login, password))


@logins.command("list")
def list_() -> None:
    """Show every login and its user."""
    with _owner() as owner:
        rows = people.listing(owner)
    table = Table("login", "user", "role", "active", "group")
    for row in rows:
        active = "yes" if row["is_active"] else "no"
        table.add_row(row["login"], row["email"], row["role"], active, ", ".join(row["groups"]))
    console.print(table if rows else "no logins yet; `adwarehouse logins add` makes one")


@logins.command()
@click.argument("login")
def remove(login: str) -> None:
    """Take a login away; the user stays."""
    with _owner() as owner:
        people.remove(owner, login)
    click.echo(f"login {login} removed")


@contextmanager
def _owner() -> Iterator[Warehouse]:
    with opened_warehouse("database_owner_url") as owner:
        try:
            yield owner
        except psycopg.errors.InsufficientPrivilege as error:
            raise ConfigurationError(
                "the role in DATABASE_OWNER_URL needs CREATEROLE, and ADMIN on adwarehouse_manager and "
                f"adwarehouse_analyst: {error.diag.message_primary}"
            ) from None
