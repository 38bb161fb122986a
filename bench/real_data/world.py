"""Servers for real data: embedded PostgreSQL and S3, the sandbox with a ledger made of the data set."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.demo.consent import connect
from resources.clock import Clock
from resources.loading import steps
from resources.loading.context import LoadContext
from resources.loading.steps import Scope
from resources.platforms import REGISTRY, platform
from resources.settings import Settings
from resources.warehouse.marts import refresh_marts
from resources.warehouse.roles import apply_roles
from resources.warehouse.schema import migrate
from resources.windows import Window
from sandbox import credentials
from sandbox.embedded.replacements import PLATFORMS, SERVICES
from sandbox.embedded.stack import Stack
from sandbox.faults import Faults
from sandbox.ledger import Ledger
from sandbox.server import create_app, serve

OWNER = "owner@example.com"


@dataclass(frozen=True)
class Expectation:
    """A figure that is known beforehand, and the one that came."""

    what: str
    expected: Any
    came: Any

    @property
    def holds(self) -> bool:
        """Both are equal."""
        return bool(self.expected == self.came)

    def __str__(self) -> str:
        verdict = "as expected" if self.holds else f"DIFFERS, expected {self.expected}"
        return f"{self.what}: {self.came} ({verdict})"


@contextmanager
def servers(home: Path) -> Iterator[Mapping[str, str]]:
    """PostgreSQL with the schema, and an object store; the environment that reaches them."""
    home.chmod(0o711)
    addresses = [name for service in SERVICES[PLATFORMS] for name in service.addresses]
    stack = Stack(home / "stack", dict.fromkeys(addresses, "played"))
    stack.up()
    try:
        environment = stack.environment()
        migrate(environment["DATABASE_OWNER_URL"])
        apply_roles(environment["DATABASE_OWNER_URL"], environment["DATABASE_URL"])
        yield environment
    finally:
        stack.down()


@contextmanager
def played(ledger: Ledger, environment: Mapping[str, str], today: dt.date) -> Iterator[LoadContext]:
    """Serve a ledger on a business day and connect all its accounts; the next ledger finds them paused."""
    issued = credentials.issue(ledger)
    with serve(create_app(ledger, Clock(today), issued, Faults())) as base:
        settings = Settings.model_validate(
            {name.lower(): value for name, value in environment.items()}
            | {
                "meta_graph_url": f"{base}/meta",
                "ecb_rates_url": f"{base}/ecb",
                "shopee_api_url": f"{base}/shopee",
                "meta_app_id": issued["meta"]["app_id"],
                "meta_app_secret": issued["meta"]["app_secret"],
                "shopee_partner_id": issued["shopee"]["partner_id"],
                "shopee_partner_key": issued["shopee"]["partner_key"],
                "adwarehouse_today": str(today),
            }
        )
        context = LoadContext.create(settings, str(uuid.uuid4()))
        try:
            for name in REGISTRY:
                for account in ledger.accounts(name):
                    connect(
                        context.settings, context.warehouse, context.vault, issued, name, account["account_id"], OWNER
                    )
            yield context
            context.warehouse.connection.execute("UPDATE app.marketing_accounts SET status = 'paused'")
        finally:
            context.close()


def sync(context: LoadContext, platform_name: str, account: str | None, window: Window, *streams: str) -> None:
    """All steps of an account's streams (of all accounts without one), and the marts.

    Raises:
        AssertionError: an account failed or a batch is held.
    """
    scope = Scope(platform_name, window, account)
    for name in streams:
        stream = platform(platform_name).stream(name)
        steps.land(context, stream, scope)
        steps.stage(context, stream, scope)
        steps.judge(context, stream, scope)
        steps.publish(context, stream, scope)
    bad = steps.outcome(context, scope)
    assert not bad, "\n".join(f"{batch}: {batch.error_message or batch.held_reason}" for batch in bad)
    refresh_marts(context.warehouse, context.clock)
