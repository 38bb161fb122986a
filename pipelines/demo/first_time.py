"""The demo's story, told once: a business is connected, a day passes, figures change, a night goes wrong."""

from __future__ import annotations

from pipelines.cli.console import console
from pipelines.demo import application, receiver, report, world
from pipelines.demo.playing import Play, phase
from resources import ecb, fx
from resources.security import raise_alerts
from resources.warehouse.marts import refresh_marts
from resources.windows import DAY, Window

HOURLY_DAYS = 28
SLOW_DAYS, SLOW_HOURLY_DAYS = 14, 3
"""Of platforms that are asked day by day, a few times a second: Naver's reports and ClickBank's analytics."""
EVENT_DAYS = 90


def on_the_eve(play: Play, months: Window) -> None:
    """Connect everything, and read what Meta and Google say a day before the demo's day."""
    until_then = Window(months.start, months.end - DAY)
    with phase("people, teams and accounts"):
        console.print(f"  {world.connect_people(play.stack, play.configured)} connections")
        console.print(f"  a login for an analyst's tools: {world.make_login(play.configured).name}")
    with phase("exchange rates since 1999"):
        _read_rates(play)
    with phase(f"Meta Ads, {until_then}"):
        play.sync("meta", until_then, "campaigns", "campaign_daily")
    with phase(f"Google Ads, {until_then}"):
        play.sync("google", until_then, "campaigns", "campaign_daily")


def on_the_day(play: Play, months: Window) -> None:
    """Read what has changed overnight, then all the rest."""
    with phase("a day has passed: what the platforms restate, and what they send right now"):
        _read_rates(play)
        play.night("meta", "google")
        _show(play, "Figures that were published and have changed", "restated")
    with phase("a night on which the platform sends three records that are not numbers"):
        world.strike(play.stack, name="not_a_number", account="1003", records=3, times=1)
        play.sync("meta", None, "campaign_daily")
        _show(play, "Quarantine after that night", "quarantine")
        world.calm(play.stack)
    lately = _last(months, HOURLY_DAYS)
    with phase("Meta Ads and Google Ads, the last weeks by the hour"):
        play.sync("meta", lately, "campaign_hourly")
        play.sync("google", lately, "campaign_hourly")
    with phase("Naver Search Ads, the last weeks, a report a day"):
        play.sync("naver", _last(months, SLOW_DAYS), "campaigns", "campaign_daily")
        play.sync("naver", _last(months, SLOW_HOURLY_DAYS), "campaign_hourly")
    with phase("ClickBank: transactions of a quarter, tracking ids of the last weeks, the marketplace"):
        play.sync("clickbank", _last(months, EVENT_DAYS), "events")
        play.sync("clickbank", _last(months, SLOW_DAYS), "campaign_daily", "products")
    with phase(f"Shopee orders and products, {months}"):
        play.sync("shopee", months, "products", "orders")
    with phase("Shopee Ads, as far back as they are served"):
        play.sync("shopee", world.served("shopee", months), "campaigns", "campaign_daily")
        play.sync("shopee", lately, "campaign_hourly")
    with phase("the application's records, by import-table"):
        done = application.bring(play.warehouse, play.configured, play.stack.home.path, application.EVERYTHING)
        console.print(f"  {sum(each.inserted for each in done):,} rows of {len(done)} tables")
    with phase("who tried to get in"):
        console.print(f"  {raise_alerts(play.warehouse, play.configured.clock).new} new security alerts")
    with phase("rates that the European Central Bank does not have: who hears of it, and own ones from a file"):
        _show(play, "Days that could not be converted", "unconverted")
        receiver.tell(play.warehouse, play.configured)
        console.print(f"  {world.load_own_rates(play.stack, play.configured, play.warehouse)}")
        refresh_marts(play.warehouse, play.configured.clock)
        _show(play, "Now", "unconverted")
        receiver.tell(play.warehouse, play.configured)
    with phase("the night after"):
        play.night()


def _read_rates(play: Play) -> None:
    console.print(f"  {fx.load_rates(play.warehouse, ecb.history(play.configured.ecb_rates_url))}")


def _last(window: Window, days: int) -> Window:
    return Window(window.end - days * DAY, window.end)


def _show(play: Play, title: str, name: str) -> None:
    report.show(title, [dict(row) for row in play.warehouse.fetch(f"demo/{name}")])
