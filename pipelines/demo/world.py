"""Where the demo plays: the embedded stack on a remembered day, with people and accounts."""

from __future__ import annotations

import datetime as dt
import os
from contextlib import closing

import requests

from pipelines.demo import application
from pipelines.demo.consent import connect
from resources import accounts, fx, own_rates
from resources.credentials import Vault
from resources.platforms import platform
from resources.settings import Settings, near_environment, settings
from resources.warehouse import logins
from resources.warehouse.connection import Warehouse
from resources.warehouse.partitions import ensure_months_ahead
from resources.warehouse.roles import apply_roles
from resources.warehouse.schema import migrate
from resources.windows import Window
from sandbox.embedded.home import Home
from sandbox.embedded.stack import Stack
from sandbox.ledger import Ledger, files

MONTHS = 14
ANALYST = "ann_reads"


def the_day(home: Home) -> dt.date:
    """The demo's business day: the one that is configured, or the first run's, kept for every later one."""
    home.create()
    kept = os.environ.get("ADWAREHOUSE_TODAY") or home.once(
        "demo_today", lambda: dt.datetime.now(dt.UTC).date().isoformat()
    )
    return dt.date.fromisoformat(kept[:10])


def start(home: Home, today: dt.date) -> tuple[Stack, Settings]:
    """Bring the stack up on a business day; platforms that play another day are started anew."""
    os.environ["ADWAREHOUSE_TODAY"] = today.isoformat()
    stack = Stack(home.path, near_environment())
    stack.up()
    settings.cache_clear()
    return stack, settings()


def prepare(configured: Settings) -> None:
    """Schema, roles, grants, and the months in which the application writes next."""
    owner = configured.require("database_owner_url")
    migrate(owner)
    apply_roles(owner, configured.require("database_url"))
    with closing(Warehouse(owner)) as warehouse:
        ensure_months_ahead(warehouse, configured.clock)


def connect_people(stack: Stack, configured: Settings) -> int:
    """Import people and teams, and connect their accounts the way each platform lets an application in; how many.

    Who has which is in the application's records. Bob shares two accounts with Ann: both see their figures, and nothing
    is counted twice.
    """
    issued, vault = stack.platform_credentials(), Vault.from_settings(configured)
    with closing(Warehouse(configured.require("database_url"))) as warehouse:
        application.bring(warehouse, configured, stack.home.path, application.PEOPLE)
        known = accounts.listing(warehouse)
        for row in known:
            connect(configured, warehouse, vault, issued, row["platform"], row["account_id"], row["user_email"])
    return len(known)


def make_login(configured: Settings) -> logins.Login:
    """A database login for an analyst; `adwarehouse logins add` gives it a password that somebody knows."""
    with closing(Warehouse(configured.require("database_owner_url"))) as owner:
        return logins.add(owner, ANALYST, "ann@example.com", logins.new_password())


def history(today: dt.date) -> Window:
    """The demo's months: the current one and the thirteen before it, up to today everywhere."""
    months_back = today.year * 12 + today.month - 1 - (MONTHS - 1)
    return Window.closed(dt.date(months_back // 12, months_back % 12 + 1, 1), today)


def served(platform_name: str, days: Window) -> Window:
    """The days among them whose daily ad figures the platform still serves on the last one."""
    return Window(max(days.start, platform(platform_name).stream("campaign_daily").earliest(days.last)), days.end)


def load_own_rates(stack: Stack, configured: Settings, warehouse: Warehouse) -> fx.RatesLoaded:
    """Load a file with the prices of what the European Central Bank does not price, as a customer would bring one."""
    today = configured.clock.today("UTC")
    files.save(stack.home.path, "own_rates", Ledger.default().own_rates(today))
    known = {row["code"] for row in warehouse.fetch("fx/currencies")}
    return fx.load_rates(warehouse, own_rates.read(stack.home.path / "own_rates.csv", known), own_rates.OWN)


def strike(stack: Stack, **fault: object) -> None:
    """Switch a fault of the platforms on."""
    requests.post(f"{stack.platforms_address}/faults", json=fault, timeout=10).raise_for_status()


def calm(stack: Stack) -> None:
    """Switch all faults off."""
    requests.delete(f"{stack.platforms_address}/faults", timeout=10).raise_for_status()
