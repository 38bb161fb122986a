"""Figures of campaigns: row by row against a truth, by sums against the base rollup and the platforms' own totals."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
from psycopg import sql

from resources.warehouse.connection import Warehouse
from resources.warehouse.statements import statement

WHOLE_DAY = -1
EXACT = pa.decimal128(38, 6)

_COLUMNS: list[pa.Field[Any]] = [
    pa.field("platform", pa.string(), False),
    pa.field("account_id", pa.string(), False),
    pa.field("date", pa.date32(), False),
    pa.field("hour", pa.int16(), False),
    pa.field("campaign_id", pa.string(), False),
    pa.field("placement", pa.string(), False),
    pa.field("currency", pa.string(), False),
    pa.field("impressions", pa.int64()),
    pa.field("clicks", pa.int64(), False),
    pa.field("cost", EXACT),
    pa.field("conversions", EXACT),
    pa.field("revenue", EXACT),
]
TRUTH = pa.schema(_COLUMNS)
"""What truly happened. `date` and `hour` in the account's zone, hour WHOLE_DAY for daily figures; money in major units
of `currency`. Null is what nobody can know. Key: platform, account_id, date, hour, campaign_id, placement."""


@dataclass(frozen=True)
class Grain:
    """A kind of fact: its stream and table, the measures to compare, and what tells rows of one campaign day apart."""

    stream: str
    table: str
    measures: tuple[str, ...]
    hour: sql.Composable
    channel: sql.Composable


DAILY = Grain(
    "campaign_daily",
    "campaign_metrics",
    ("rows", "impressions", "clicks", "cost", "conversions", "revenue"),
    hour=sql.Literal(WHOLE_DAY),
    channel=sql.SQL("fact.channel_id"),
)
HOURLY = Grain(
    "campaign_hourly",
    "campaign_metrics_hourly",
    ("rows", "impressions", "clicks", "cost"),
    hour=sql.SQL("fact.hour"),
    channel=sql.Literal(0),
)
"""Hours are compared over all placements: a platform need not break them down."""


@dataclass(frozen=True)
class Difference:
    """One figure that is not what it must be. `measure` rows: the row is missing (found 0) or surplus (expected 0)."""

    platform: str
    date: dt.date
    currency: str
    measure: str
    expected: Decimal | None
    found: Decimal | None
    account_id: str | None = None
    last_date: dt.date | None = None
    hour: int = WHOLE_DAY
    campaign_id: str | None = None
    placement: str | None = None

    def __str__(self) -> str:
        days = f"{self.date}..{self.last_date}" if self.last_date else str(self.date)
        parts = (
            self.platform,
            self.account_id and f"account {self.account_id}",
            days if self.hour == WHOLE_DAY else f"{days} {self.hour:02d}h",
            self.currency,
            self.campaign_id and f"campaign {self.campaign_id} {self.placement}",
        )
        figure = f"{self.measure} expected {_shown(self.expected)}, found {_shown(self.found)}"
        return f"{' '.join(filter(None, parts))}: {figure}"


@dataclass(frozen=True)
class Comparison:
    """Facts against a truth: account days compared, and the truth's account days that could not be."""

    differences: list[Difference]
    days_compared: int
    days_not_loaded: int
    days_archived: int


def against_truth(warehouse: Warehouse, truth: pa.Table, grain: Grain) -> Comparison:
    """Lay the facts of every loaded, unarchived day beside `truth` (schema TRUTH), row by row."""
    with warehouse.transaction("reconciliation.truth") as cursor:
        cursor.execute(statement("reconciliation/create_truth"))
        with cursor.copy(statement("reconciliation/copy_truth")) as copy:
            for batch in truth.select(TRUTH.names).to_batches():
                for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    copy.write_row(row)
        named = {"stream": grain.stream, "table_name": grain.table, "measures": list(grain.measures)}
        cursor.execute(statement("reconciliation/comparable_days"), named)
        (days,) = cursor.execute(statement("reconciliation/count_days"), named).fetchall()
        fact = sql.Identifier("warehouse", grain.table)
        query = statement("reconciliation/differences", fact=fact, hour=grain.hour, channel=grain.channel)
        differences = [Difference(**row) for row in cursor.execute(query, named).fetchall()]
    return Comparison(differences, **days)


def against_marts(warehouse: Warehouse) -> list[Difference]:
    """Sums of facts (expected) and of `marts.account_channel_daily` (found), per platform, day and currency."""
    return [Difference(**row) for row in warehouse.fetch("reconciliation/marts")]


def against_platform_totals(warehouse: Warehouse) -> list[Difference]:
    """The platforms' own totals (expected) and the warehouse's sums (found), per batch, both as it was published."""
    return [Difference(**row) for row in warehouse.fetch("reconciliation/platform_totals")]


def waiting_days(warehouse: Warehouse) -> int:
    """Account days whose marts are yet to be recomputed; until then they may differ from the facts."""
    return int(warehouse.fetch_one("reconciliation/waiting_days")["days"])


def _shown(value: Decimal | None) -> str:
    return "unknown" if value is None else f"{value.normalize():f}"
