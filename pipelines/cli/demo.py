"""`adwarehouse demo`: everything once, with the time of each phase; exit code 1 when any figure is off."""

from __future__ import annotations

import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager

import click

from pipelines.cli.console import console
from pipelines.cli.reconcile import compare_with_ledger, compare_within
from pipelines.cli.sync import run as run_steps
from pipelines.demo import application, report, world
from pipelines.demo.archive import archive_and_restore
from resources import ecb, fx
from resources.loading import runs
from resources.loading.steps import Scope
from resources.platforms import REGISTRY
from resources.security import raise_alerts
from resources.settings import Settings
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import refresh_marts
from resources.windows import DAY, Window
from sandbox.embedded.stack import Stack
from sandbox.ledger import Ledger

HOURLY_DAYS = 28
SLOW_DAYS, SLOW_HOURLY_DAYS = 14, 3
"""Of platforms that are asked day by day, a few times a second: Naver's reports and ClickBank's analytics."""
EVENT_DAYS = 90


@click.command()
def demo() -> None:
    """Play 14 months of ads through the whole pipeline and check every cent."""
    began = time.monotonic()
    problems: list[str] = []
    with _phase("embedded stack"):
        stack, configured = world.start()
    with _phase("schema and roles"):
        world.prepare(configured)
    with closing(Warehouse(configured.require("database_url"))) as warehouse:
        runs.sweep(warehouse)
        with runs.command_run(warehouse, "demo"):
            if "demo_loaded" not in stack.home.recall():
                _first_time(stack, configured, warehouse, problems)
                stack.home.remember(demo_loaded=True)
            known = report.fingerprint(warehouse)
            with _phase("a night's sync and the application's records again, which must change nothing"):
                _night(problems)
                again = application.bring(warehouse, configured, stack.home.path, application.EVERYTHING)
                problems += [f"importing the same file again changed {rows}" for rows in application.changed(again)]
            if report.fingerprint(warehouse) != known:
                problems.append("reading the same figures again changed rows")
            with _phase("ledger against warehouse, facts against marts and platforms' totals"):
                if compare_with_ledger(warehouse, Ledger.default(), configured.clock) | compare_within(warehouse):
                    problems.append("figures differ")
            with _phase("archive and restore"):
                problems += archive_and_restore(configured, world.history(configured))
        report.show_warehouse(warehouse)
    console.print(report.NEXT)
    console.print(f"total: {time.monotonic() - began:.0f} s, business day {configured.adwarehouse_today}")
    for problem in problems:
        console.print(f"[red]problem:[/red] {problem}")
    sys.exit(1 if problems else 0)


def _first_time(stack: Stack, configured: Settings, warehouse: Warehouse, problems: list[str]) -> None:
    months = world.history(configured)
    with _phase("people, teams and accounts"):
        console.print(f"  {world.connect_people(stack, configured)} connections")
        console.print(f"  a login for an analyst's tools: {world.make_login(configured).name}")
    with _phase("exchange rates since 1999"):
        console.print(f"  {fx.load_rates(warehouse, ecb.history(configured.ecb_rates_url))}")
    lately = _last(months, HOURLY_DAYS)
    with _phase(f"Meta Ads, {months}, and the last weeks by the hour"):
        _sync("meta", months, problems, "campaigns", "campaign_daily")
        _sync("meta", lately, problems, "campaign_hourly")
    with _phase(f"Google Ads, {months}, and the last weeks by the hour"):
        _sync("google", months, problems, "campaigns", "campaign_daily")
        _sync("google", lately, problems, "campaign_hourly")
    with _phase("Naver Search Ads, the last weeks, a report a day"):
        _sync("naver", _last(months, SLOW_DAYS), problems, "campaigns", "campaign_daily")
        _sync("naver", _last(months, SLOW_HOURLY_DAYS), problems, "campaign_hourly")
    with _phase("ClickBank: transactions of a quarter, tracking ids of the last weeks, the marketplace"):
        _sync("clickbank", _last(months, EVENT_DAYS), problems, "events")
        _sync("clickbank", _last(months, SLOW_DAYS), problems, "campaign_daily", "products")
    with _phase(f"Shopee orders and products, {months}"):
        _sync("shopee", months, problems, "products", "orders")
    with _phase("Shopee Ads, as far back as they are served"):
        _sync("shopee", world.served(configured, "shopee", months), problems, "campaigns", "campaign_daily")
        _sync("shopee", lately, problems, "campaign_hourly")
    with _phase("the application's other records, by import-table"):
        done = application.bring(warehouse, configured, stack.home.path, application.EVERYTHING_ELSE)
        console.print(f"  {sum(each.inserted for each in done):,} rows of {len(done)} tables")
    with _phase("who tried to get in"):
        console.print(f"  {raise_alerts(warehouse, configured.clock).new} new security alerts")
    with _phase("own exchange rates for what the European Central Bank does not price"):
        report.show("Days that could not be converted", [dict(row) for row in warehouse.fetch("demo/unconverted")])
        console.print(f"  {world.load_own_rates(stack, configured, warehouse)}")
        refresh_marts(warehouse, configured.clock)
        report.show("Now", [dict(row) for row in warehouse.fetch("demo/unconverted")])
    with _phase("a night on which the platform sends three records that are not numbers"):
        world.strike(stack, name="not_a_number", account="1003", records=3, times=1)
        _sync("meta", None, problems, "campaign_daily")
        report.show("Quarantine after that night", [dict(row) for row in warehouse.fetch("demo/quarantine")])
        world.calm(stack)
    with _phase("the night after"):
        _night(problems)


def _last(window: Window, days: int) -> Window:
    return Window(window.end - days * DAY, window.end)


def _night(problems: list[str]) -> None:
    for name in REGISTRY:
        _sync(name, None, problems)


def _sync(name: str, window: Window | None, problems: list[str], *streams: str) -> None:
    if run_steps(Scope(name, window), str(uuid.uuid4()), streams=streams):
        problems.append(f"a sync ended badly: {name} {window or 'due'}")


@contextmanager
def _phase(title: str) -> Iterator[None]:
    console.print(f"[bold]{title}[/bold]")
    began = time.monotonic()
    yield
    console.print(f"  [dim]{time.monotonic() - began:.1f} s[/dim]")
