"""Meridian: simulated weekly media of forty regions in five channels, 2021-01-25 to 2024-01-15, as forty Meta accounts.

A region is an account, a channel one campaign on one placement, a week the day it begins on. Spend has up to eight
decimals in the file and six in the warehouse: a region's week is rounded before it is played, and so the national file,
which adds the unrounded figures, may differ by half a millionth for each region.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from bench.real_data.world import Expectation, played, sync
from resources.windows import Window
from sandbox.ledger import Ledger
from sandbox.ledger.tables import ACCOUNTS, CAMPAIGNS, METRICS

REGIONS, NATION = FILES = ("meridian_geo_all_channels.csv", "meridian_national_all_channels.csv")
PERIOD = Window.closed(dt.date(2021, 1, 25), dt.date(2024, 1, 15))
PLACEMENTS = ("facebook", "instagram", "messenger", "audience_network", "threads")
"""Where Channel0 to Channel4 are played."""
MILLIONTH = Decimal("0.000001")
WEEKS = """
    SELECT date AS week, channel.name AS placement, sum(cost) AS spend, sum(impressions)::bigint AS impressions
    FROM marts.account_channel_daily JOIN warehouse.channels AS channel ON channel.id = channel_id
    WHERE date BETWEEN %(first)s AND %(last)s GROUP BY 1, 2
"""
PERFORMANCE = """
    SELECT date AS week, channel.name AS placement, total_spend AS spend, total_impressions::bigint AS impressions
    FROM marts.channel_performance JOIN warehouse.channels AS channel ON channel.id = channel_id
    WHERE date BETWEEN %(first)s AND %(last)s AND total_spend IS NOT NULL
"""


def play(folder: Path, environment: Mapping[str, str]) -> Iterator[Expectation]:
    """Sync all regions' weeks and compare every channel and week of the marts with both files."""
    regions, nation = _weeks(folder / REGIONS, rounded=True), _weeks(folder / NATION)
    within = MILLIONTH / 2 * regions["account_id"].nunique()
    expected = regions.groupby(["week", "placement"])[["spend", "impressions"]].sum()
    with played(_ledger(regions), environment, PERIOD.last) as context:
        sync(context, "meta", None, PERIOD, "campaigns", "campaign_daily")
        ask = context.warehouse.connection.execute
        days = {"first": PERIOD.start, "last": PERIOD.last}
        rollup, performance = ask(WEEKS, days).fetchall(), ask(PERFORMANCE, days).fetchall()
        quarantined = ask("SELECT count(*) AS records FROM ops.quarantined_rows").fetchall()
    yield Expectation("regions", 40, regions["account_id"].nunique())
    yield Expectation("weeks of a channel that ran", int((expected["impressions"] > 0).sum()), len(rollup))
    yield Expectation("records in quarantine", 0, quarantined[0]["records"])
    for what, found in (("account_channel_daily", rollup), ("channel_performance", performance)):
        sums = {(row["week"], row["placement"]): (row["spend"], row["impressions"]) for row in found}
        told = {key: (Decimal(row["spend"]), int(row["impressions"])) for key, row in expected.iterrows()}
        yield Expectation(f"weeks of {what} that are not the regions' sum", [], _different(told, sums, Decimal(0)))
        national = {(row["week"], row["placement"]): (row["spend"], row["impressions"]) for _, row in nation.iterrows()}
        yield Expectation(f"weeks of {what} that are not the nation's", [], _different(national, sums, within))


def _different(expected: Mapping[Any, tuple[Decimal, int]], came: Mapping[Any, Any], within: Decimal) -> list[Any]:
    nothing = Decimal(0), 0
    return [
        (key, one, other)
        for key in sorted(expected.keys() | came.keys())
        for one, other in [(expected.get(key, nothing), came.get(key, nothing))]
        if abs(one[0] - other[0]) > within or one[1] != other[1]
    ]


def _weeks(file: Path, *, rounded: bool = False) -> pd.DataFrame:
    """One row a region, week and channel: account_id (empty for the nation), week, placement, spend, impressions."""
    wide = pd.read_csv(file, dtype=str)
    parts = [
        pd.DataFrame(
            {
                "account_id": wide["geo"].str.removeprefix("Geo") if "geo" in wide else "",
                "week": pd.to_datetime(wide["time"]).dt.date,
                "placement": placement,
                "spend": wide[f"Channel{number}_spend"].map(Decimal),
                "impressions": wide[f"Channel{number}_impression"].astype("int64"),
            }
        )
        for number, placement in enumerate(PLACEMENTS)
    ]
    weeks = pd.concat(parts, ignore_index=True)
    if rounded:
        weeks["spend"] = weeks["spend"].map(lambda spend: spend.quantize(MILLIONTH))
    return weeks


def _ledger(weeks: pd.DataFrame) -> Ledger:
    played_weeks = weeks[(weeks["impressions"] > 0) | (weeks["spend"] > 0)]
    begun = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
    regions = sorted(set(weeks["account_id"]), key=int)
    nothing = dict.fromkeys(("clicks", "likes", "shares", "comments", "saves"), 0)
    unsold = dict.fromkeys(("purchases", "purchase_value"), Decimal(0))
    metrics = played_weeks.rename(columns={"week": "date"}).assign(
        platform="meta", campaign_id=_campaign(played_weeks), **nothing, **unsold
    )
    campaigns = [
        {
            "platform": "meta",
            "account_id": region,
            "campaign_id": f"{region}{number:02}",
            "name": f"Geo{region} Channel{number}",
            "objective": "OUTCOME_AWARENESS",
            "status": "ACTIVE",
            "effective_status": "ACTIVE",
            **dict.fromkeys(("start_time", "created_time", "updated_time"), begun),
        }
        for region in regions
        for number in range(len(PLACEMENTS))
    ]
    accounts = [
        {
            "platform": "meta",
            "account_id": region,
            "name": f"Geo{region}",
            "currency": "USD",
            "timezone": "America/New_York",
            "status": "ACTIVE",
        }
        for region in regions
    ]
    return Ledger.of(
        {
            "accounts": pa.Table.from_pylist(accounts, schema=ACCOUNTS),
            "campaigns": pa.Table.from_pylist(campaigns, schema=CAMPAIGNS),
            "metrics": pa.Table.from_pandas(metrics[METRICS.names], schema=METRICS, preserve_index=False),
        }
    )


def _campaign(weeks: pd.DataFrame) -> pd.Series[str]:
    number = weeks["placement"].map(dict(zip(PLACEMENTS, range(len(PLACEMENTS)), strict=True)))
    return weeks["account_id"] + number.map("{:02}".format)
