"""Published facts, wherever they are kept, and what the ledger told at the moment they were fetched.

A fact of a month that the archive serves is read out of its Parquet objects, so that every invariant about facts is
one about all tiers together.
"""

from __future__ import annotations

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from resources.archive.manifest import latest
from resources.archive.months import TableMonth
from resources.windows import Window
from sandbox.ledger import Ledger, earnings
from tests.playground import Playground
from tests.served import SteppingClock

MEASURES = ("impressions", "clicks", "cost", "conversions", "revenue")


class Slice(NamedTuple):
    """A day of an account, as the platform reports it."""

    platform: str
    account: str
    date: dt.date


class Key(NamedTuple):
    """What tells the rows of a slice apart: daily facts have the hour -1, hourly ones no channel."""

    hour: int
    campaign: str
    channel: str
    currency: str


Figures = dict[str, Any]
"""Each measure; None is what nobody knows."""


@dataclass(frozen=True)
class Grain:
    """A stream of figures and the table it is published in."""

    stream: str
    table: str
    measures: tuple[str, ...]
    by_channel: bool


DAILY = Grain("campaign_daily", "campaign_metrics", MEASURES, by_channel=True)
HOURLY = Grain("campaign_hourly", "campaign_metrics_hourly", ("impressions", "clicks", "cost"), by_channel=False)
"""Hours are compared over all placements: a platform need not break them down."""


def expected(world: Playground, grain: Grain) -> dict[Slice, dict[Key, Figures]]:
    """The ledger's significant rows of every loaded slice, as they stood when it was asked for."""
    told: dict[Slice, dict[Key, Figures]] = {}
    days = world.query(
        "SELECT platform, account_id, date, fetched_at FROM ops.loaded_days "
        "JOIN warehouse.ad_accounts ON ad_accounts.id = ad_account_id WHERE stream = %s",
        grain.stream,
    )
    groups: dict[tuple[str, str, dt.datetime], list[dt.date]] = defaultdict(list)
    for row in days:
        groups[row["platform"], row["account_id"], row["fetched_at"]].append(row["date"])
        told[Slice(row["platform"], row["account_id"], row["date"])] = {}
    channels = _channels(world)
    for (platform, account, fetched_at), dates in groups.items():
        ledger, zone = ledger_at(world, fetched_at), world.ledger.account(platform, account)["timezone"]
        read = ledger.metrics if grain is DAILY else ledger.hourly
        rows = read(platform, account, Window.closed(min(dates), max(dates)), today_at(world, fetched_at, zone))
        currency, wanted = ledger.account(platform, account)["currency"], set(dates)
        for row in rows.to_pylist():
            if row["date"] in wanted:
                channel = channels.get((platform, row["placement"]), f"{platform}_other") if grain.by_channel else ""
                key = Key(-1 if grain is DAILY else row["hour"], row["campaign_id"], channel, currency)
                add(told[Slice(platform, account, row["date"])], key, _figures(row, platform), grain.measures)
    return {where: significant(rows) for where, rows in told.items()}


def ledger_at(world: Playground, instant: dt.datetime) -> Ledger:
    """The truth as it was told at a moment."""
    return world.ledger.at(instant)


def today_at(world: Playground, instant: dt.datetime, zone: str) -> dt.date:
    """The business day at a moment, in an account's zone."""
    clock = world.clock
    assert isinstance(clock, SteppingClock)
    return clock.at(instant).today(zone)


def found(world: Playground, grain: Grain) -> dict[Slice, dict[Key, Figures]]:
    """The significant published rows of every slice, out of PostgreSQL and out of the archive."""
    campaigns = {row["id"]: row for row in world.query(_CAMPAIGNS)}
    channels = {row["id"]: row["name"] for row in world.query("SELECT id, name FROM warehouse.channels")}
    slices: dict[Slice, dict[Key, Figures]] = defaultdict(dict)
    for row in rows_of(world, grain.table):
        campaign = campaigns[row["campaign_id"]]
        where = Slice(campaign["platform"], campaign["account_id"], row["date"])
        channel = channels[row["channel_id"]] if grain.by_channel else ""
        key = Key(row["hour"] if grain is HOURLY else -1, campaign["name"], channel, row["currency"])
        add(slices[where], key, row, grain.measures)
    return {where: significant(rows) for where, rows in slices.items()}


_CAMPAIGNS = (
    "SELECT campaigns.id, campaigns.campaign_id AS name, ad_accounts.platform, ad_accounts.account_id "
    "FROM warehouse.campaigns JOIN warehouse.ad_accounts ON ad_accounts.id = ad_account_id"
)


def rows_of(world: Playground, table: str) -> Iterator[dict[str, Any]]:
    """Every row of a table of facts (partitioned by `date`), each month from the tier that serves it."""
    months = served_by_archive(world, table)
    starts = [month.start for month in months]
    yield from world.query(
        f"SELECT * FROM warehouse.{table} WHERE date_trunc('month', date::timestamp)::date <> ALL (%s::date[])", starts
    )
    for month in months:
        yield from archived_rows(world, month)


def served_by_archive(world: Playground, table: str) -> list[TableMonth]:
    """Months of a table that PostgreSQL does not serve."""
    starts = world.query("SELECT DISTINCT month FROM ops.archive_manifest WHERE table_name = %s ORDER BY 1", table)
    months = [TableMonth(table, row["month"]) for row in starts]
    return [month for month in months if (manifest := latest(world.warehouse, month)) and manifest.serves]


def archived_rows(world: Playground, month: TableMonth) -> Iterator[dict[str, Any]]:
    """Rows of the newest version of a month's archive."""
    manifest = latest(world.warehouse, month)
    for item in manifest.objects if manifest else ():
        for batch in pq.ParquetFile(io.BytesIO(world.context.store.get(item.key))).iter_batches():
            yield from batch.to_pylist()


def add(rows: dict[Key, Figures], key: Key, figures: Figures, measures: Iterable[str]) -> None:
    """Sum figures into a row. What is unknown on one side only counts as the other side's."""
    row = rows.setdefault(key, dict.fromkeys(measures))
    for name in row:
        if figures[name] is not None:
            row[name] = Decimal(figures[name]) + (row[name] or 0)


def significant(rows: dict[Key, Figures]) -> dict[Key, Figures]:
    """The rows in which something happened: platforms leave the others out or not, as they please."""
    return {key: row for key, row in rows.items() if any(row.values())}


def _figures(row: dict[str, Any], platform: str) -> Figures:
    unknown = platform in earnings.PLATFORMS
    return {
        "impressions": None if unknown else row["impressions"],
        "clicks": row["clicks"],
        "cost": None if unknown else row["spend"],
        "conversions": row.get("purchases"),
        "revenue": row.get("purchase_value"),
    }


def _channels(world: Playground) -> dict[tuple[str, str], str]:
    rows = world.query(
        "SELECT map.platform, placement, name FROM warehouse.channel_map AS map "
        "JOIN warehouse.channels ON channels.id = channel_id"
    )
    return {(row["platform"], row["placement"]): row["name"] for row in rows}
