"""`adwarehouse keys`: the keys that stored tokens are encrypted with. One that is kept somewhere is never shown."""

from __future__ import annotations

import datetime as dt

import click

from pipelines.cli.opened import opened_warehouse
from pipelines.cli.stack import embedded_stack
from resources import rotation
from resources.credentials import SETTING, Vault, new_key
from resources.durable import durable
from resources.settings import settings
from resources.warehouse.connection import Warehouse
from sandbox.embedded.stack import Stack


@click.group()
def keys() -> None:
    """The keys that stored tokens are encrypted with."""


@keys.command()
def rotate() -> None:
    """Encrypt all tokens with a new key; interrupted or not, say what is left to do.

    A key that the embedded stack keeps is made and dropped here. One from the environment is yours to set.
    """
    stack = embedded_stack()
    with opened_warehouse() as warehouse:
        if stack.keeps_the_key:
            _rotate_ours(stack, warehouse)
        else:
            _rotate_theirs(warehouse)


def _rotate_theirs(warehouse: Warehouse) -> None:
    given = settings().require("adwarehouse_encryption_keys")
    changed = rotation.reencrypt(warehouse, Vault(given))
    if "," in given:
        click.echo(f"{changed} connections encrypted anew, and all with the first key of {SETTING}")
        click.echo("take the other keys out once every process that knew only those has ended")
    else:
        click.echo(f"put this key and a comma in front of {SETTING}, everywhere, and run this again:")
        click.echo(new_key())


def _rotate_ours(stack: Stack, warehouse: Warehouse) -> None:
    ring = stack.key_ring
    if ring.since is None:
        Vault(",".join(ring.keys))
        with durable("keys.add"):
            ring.keep([new_key(), *ring.keys], since=dt.datetime.now(dt.UTC))
    stack.tell()
    changed = rotation.reencrypt(warehouse, Vault(",".join(ring.keys)))
    click.echo(f"{changed} connections encrypted anew, and all with the newest key")
    assert ring.since is not None
    if older := rotation.older_sessions(warehouse, ring.since):
        listed = ", ".join(map(str, older))
        click.echo(
            f"the older key stays: sessions {listed} of the pipeline began before the new one; run this again later"
        )
        return
    with durable("keys.drop"):
        ring.keep(ring.keys[:1])
    stack.tell()
    click.echo("the older key is dropped")
