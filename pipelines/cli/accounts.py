"""`adwarehouse accounts`: whose ad accounts are read, and with which secret. No secret is ever shown or an argument."""

from __future__ import annotations

import os
from typing import Any, TextIO

import click
from rich.table import Table

from pipelines.cli.console import console
from pipelines.cli.opened import opened_warehouse
from resources import accounts as connections
from resources.accounts import Connections, Describe
from resources.credentials import Vault
from resources.errors import ConfigurationError
from resources.platforms import platform
from resources.platforms.base import Tokens
from resources.settings import settings

TOKEN_VARIABLE = "ACCOUNT_TOKEN"  # noqa: S105


_platform = click.argument("platform_name", metavar="PLATFORM")
_account = click.argument("account_id", metavar="ACCOUNT")
_user = click.option("--user", "email", metavar="EMAIL", help="Only this person's connection.")
_token_file = click.option(
    "--token-file",
    type=click.File(),
    help=f"Read the secret from a file, - for standard input. Default: {TOKEN_VARIABLE}, else a hidden prompt.",
)


@click.group()
def accounts() -> None:
    """Connect ad accounts, look after their tokens, and see how they are."""


@accounts.command()
@_platform
@_account
@click.option("--user", "email", metavar="EMAIL", required=True, help="Who connects it; made when new.")
@click.option("--team", help="Name or id of the team that shares the connection.")
@_token_file
def add(platform_name: str, account_id: str, email: str, team: str | None, token_file: TextIO | None) -> None:
    """Connect an account, after the platform accepted its token."""
    name, vault = platform(platform_name).name, Vault.from_settings(settings())
    secret = _secret(name, account_id, token_file)
    with opened_warehouse() as warehouse:
        added = connections.add(warehouse, vault, name, account_id, email, secret, team=team, describe=_describer(name))
    if added.user_created:
        click.echo(f"created user {email} (role analyst)")
    info = added.info
    click.echo(f"connected {name} account {info.account_id}: {info.name}, {info.currency}, {info.timezone}")


@accounts.command("list")
def list_() -> None:
    """Show every connection, its state and its account's last successful sync (UTC)."""
    with opened_warehouse() as warehouse:
        rows = connections.listing(warehouse)
    table = Table("platform", "account", "name", "currency", "zone", "user", "team", "state", "last sync")
    for row in rows:
        synced = row["last_sync_at"]
        table.add_row(
            *(
                row[name]
                for name in ("platform", "account_id", "account_name", "currency", "timezone", "user_email", "team")
            ),
            _state(row),
            synced.strftime("%Y-%m-%d %H:%M") if synced else "never",
        )
    console.print(table if rows else "no accounts yet; `adwarehouse accounts add` connects one", markup=False)


def _change(action: str, help_text: str, done: str) -> None:
    @accounts.command(action, help=help_text)
    @_platform
    @_account
    @_user
    def command(platform_name: str, account_id: str, email: str | None) -> None:
        which = Connections(platform(platform_name).name, account_id, email)
        with opened_warehouse() as warehouse:
            click.echo(f"{connections.change(warehouse, which, action)} connections {done}")


_change("pause", "Stop reading an account until it is resumed.", "paused")
_change("resume", "Read a paused account again; the gap is filled by the next sync.", "resumed")
_change("remove", "Give a connection up and forget its token.", "removed; loaded figures stay")


@accounts.command()
@_platform
@click.option(
    "--redirect", metavar="URL", required=True, help="Where the platform sends the owner back, with the code."
)
def authorize(platform_name: str, redirect: str) -> None:
    """Print the address at which an account's owner lets this application in."""
    asked = platform(platform_name)
    if asked.consent is None:
        raise ConfigurationError(f"{asked.name} asks for no consent; `adwarehouse accounts add` takes its token")
    click.echo(asked.consent.link(settings(), redirect))


@accounts.command("rotate-token")
@_platform
@_account
@_user
@_token_file
def rotate_token(platform_name: str, account_id: str, email: str | None, token_file: TextIO | None) -> None:
    """Replace a connection's token, after the platform accepted the new one."""
    which, vault = Connections(platform(platform_name).name, account_id, email), Vault.from_settings(settings())
    secret = _secret(which.platform, account_id, token_file)
    with opened_warehouse() as warehouse:
        connections.rotate_token(warehouse, vault, which, secret, _describer(which.platform))
    click.echo(f"token of {which} replaced")


@accounts.command()
@_platform
@_token_file
def discover(platform_name: str, token_file: TextIO | None) -> None:
    """List the accounts that a token can read, and which of them are connected."""
    asked = platform(platform_name)
    if asked.discover is None:
        raise ConfigurationError(
            f"{asked.name} does not tell which accounts there are; `adwarehouse accounts add` connects one"
        )
    client = asked.connect(settings(), str(_secret(asked.name, "", token_file)))
    with opened_warehouse() as warehouse:
        known = {row["account_id"] for row in connections.listing(warehouse) if row["platform"] == asked.name}
    table = Table("account", "name", "currency", "zone", "status", "connected")
    for info in asked.discover(client):
        is_known = "yes" if info.account_id in known else "no"
        table.add_row(info.account_id, info.name, info.currency, info.timezone, info.platform_status, is_known)
    console.print(table if table.row_count else "this token can read no account", markup=False)


def _describer(platform_name: str) -> Describe:
    connect = platform(platform_name).connect
    return lambda secret, account_id: connect(settings(), secret).describe(account_id)


def _secret(platform_name: str, account_id: str, token_file: TextIO | None) -> str | Tokens:
    """The account's token; where there is consent, the tokens that the code from the redirect address is worth."""
    consent = platform(platform_name).consent
    wanted = "the code from the redirect address" if consent else "the account's token"
    if token_file is not None:
        secret, origin = token_file.read(), token_file.name
    elif TOKEN_VARIABLE in os.environ:
        secret, origin = os.environ[TOKEN_VARIABLE], TOKEN_VARIABLE
    else:
        secret, origin = click.prompt(wanted[4:].capitalize(), hide_input=True, err=True), "the answer"
    if not secret.strip():
        raise ConfigurationError(f"{origin} is empty; expected {wanted}")
    given = str(secret).strip()
    return consent.exchange(settings(), account_id, given) if consent else given


def _state(row: dict[str, Any]) -> str:
    if row["status"] == "active" and row["last_attempt_failed"]:
        return f"active, last sync failed: {row['error_class'] or 'see batches list'}"
    return str(row["status"])
