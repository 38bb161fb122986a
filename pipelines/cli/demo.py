"""`adwarehouse demo`: everything once, with the time of each phase; exit code 1 when any figure is off."""

from __future__ import annotations

import sys
import time
from contextlib import closing

import click

from pipelines.cli.console import console
from pipelines.cli.reconcile import compare_with_ledger, compare_within
from pipelines.demo import application, first_time, report, world
from pipelines.demo.archive import keep_in_tiers, take_in_late_rows
from pipelines.demo.backup import back_up_and_drill
from pipelines.demo.playing import Play, phase
from resources.loading import runs
from resources.settings import load_settings
from resources.warehouse.connection import Warehouse
from resources.windows import DAY, Window
from sandbox.embedded.home import Home
from sandbox.ledger import Ledger

LATE_DAYS = 3


@click.command()
def demo() -> None:
    """Play 14 months of ads through the whole pipeline and check every cent."""
    began = time.monotonic()
    home = Home(load_settings().adwarehouse_home)
    today = world.the_day(home)
    months, was_played = world.history(today), "demo_loaded" in home.recall()
    with phase("embedded stack"):
        stack, configured = world.start(home, today if was_played else today - DAY)
    with phase("schema and roles"):
        world.prepare(configured)
    with closing(Warehouse(configured.require("database_url"))) as warehouse:
        play = Play(stack, configured, warehouse)
        runs.sweep(warehouse)
        with runs.command_run(warehouse, "demo"):
            if not was_played:
                first_time.on_the_eve(play, months)
                play.stack, play.configured = world.start(home, today)
                first_time.on_the_day(play, months)
                home.remember(demo_loaded=True)
            _read_again(play)
            with phase("ledger against warehouse, facts against marts and platforms' totals"):
                if compare_with_ledger(warehouse, Ledger.default(), play.configured.clock) | compare_within(warehouse):
                    play.problems.append("figures differ")
            with phase("retention: hot, warm, cold; one month restored and released"):
                play.problems += keep_in_tiers(play.configured)
            with phase("figures that come late, for a month that is in the archive"):
                play.sync("meta", Window(months.start, months.start + LATE_DAYS * DAY), "campaign_daily")
                play.problems += take_in_late_rows(play.configured)
            with phase("backups of both databases, each restored and compared"):
                play.problems += back_up_and_drill(play.configured)
        report.show_warehouse(warehouse)
    console.print(report.NEXT)
    console.print(f"total: {time.monotonic() - began:.0f} s, business day {today}")
    for problem in play.problems:
        console.print(f"[red]problem:[/red] {problem}")
    sys.exit(1 if play.problems else 0)


def _read_again(play: Play) -> None:
    known = report.fingerprint(play.warehouse)
    with phase("a night's sync and the application's records again, which must change nothing"):
        play.night()
        again = application.bring(play.warehouse, play.configured, play.stack.home.path, application.EVERYTHING)
        play.problems += [f"importing the same file again changed {rows}" for rows in application.changed(again)]
    if report.fingerprint(play.warehouse) != known:
        play.problems.append("reading the same figures again changed rows")
