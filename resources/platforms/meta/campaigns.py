"""Campaign objects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pyarrow as pa

from resources.metrics import CAMPAIGNS, MONEY
from resources.platforms.base import ParseContext
from resources.platforms.meta.adapt import Columns, Shape
from resources.platforms.meta.rules import Array, OwnAccount, Pattern, Text, pc, shown

WITHOUT_MINOR_UNITS = frozenset(
    {"CLP", "COP", "CRC", "HUF", "IDR", "ISK", "JPY", "KRW", "PYG", "TWD", "VND"},
)
"""Currencies with offset 1 in Meta's own table, which is not ISO 4217; every other one has offset 100.
https://developers.facebook.com/docs/marketing-api/currencies"""

STATUS = {"ACTIVE": "active", "PAUSED": "paused", "ARCHIVED": "ended", "DELETED": "ended"}
"""IN_PROCESS, WITH_ISSUES and whatever else may become an effective status say nothing: the configured one decides."""


@dataclass(frozen=True)
class Instant(Pattern):
    """A time with its offset, such as 2024-03-12T15:02:47-0700. Typed as UTC."""

    pattern: ClassVar[str] = (
        r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-](?:0[0-9]|1[0-4])[0-5][0-9]"
    )
    words: ClassVar[str] = "a time with its offset such as 2024-03-12T15:02:47-0700"

    def admits(self, value: object, context: ParseContext) -> bool:
        try:
            return super().admits(value, context) and bool(dt.datetime.strptime(str(value), "%Y-%m-%dT%H:%M:%S%z"))
        except ValueError:
            return False

    def typed(self, values: Array, context: ParseContext) -> Array:
        return values.cast(pa.timestamp("us", "UTC"))


@dataclass(frozen=True)
class Budget(Pattern):
    """Minor units of the account's currency. Typed in major units; zero is no budget at this level, hence null."""

    pattern: ClassVar[str] = r"[0-9]{1,12}"
    words: ClassVar[str] = "a whole number of minor units as a string"

    def typed(self, values: Array, context: ParseContext) -> Array:
        unit = Decimal(1) if context.currency in WITHOUT_MINOR_UNITS else Decimal("0.01")
        amounts = pc.multiply(values.cast(MONEY), pa.scalar(unit)).cast(MONEY)
        return pc.if_else(pc.equal(amounts, pa.scalar(Decimal(0), MONEY)), pa.scalar(None, MONEY), amounts)


def _build(typed: Columns, context: ParseContext) -> tuple[dict[str, Array], Array]:
    status = pc.coalesce(_status(typed["effective_status"]), _status(typed["configured_status"]))
    columns = {
        "campaign_id": typed["id"],
        "campaign_name": typed["name"],
        "objective": typed["objective"],
        "status": status,
        "platform_status": typed["effective_status"],
        "daily_budget": typed["daily_budget"],
        "total_budget": typed["lifetime_budget"],
        "currency": pa.repeat(pa.scalar(context.currency), len(status)),
        "start_date": _local_days(typed["start_time"], context),
        "end_date": _local_days(typed["stop_time"], context),
        "source_updated_at": typed["updated_time"],
    }
    return columns, pc.is_valid(status)


def _status(values: Array) -> Array:
    return pa.array(list(STATUS.values())).take(pc.index_in(values, value_set=pa.array(list(STATUS))))


def _local_days(instants: Array, context: ParseContext) -> Array:
    """Days of the account's calendar. Campaigns are few, and Python carries its own time zones."""
    zone = ZoneInfo(context.timezone)
    return pa.array([each and each.astimezone(zone).date() for each in instants.to_pylist()], pa.date32())


def _unknown_status(record: Mapping[str, Any], context: ParseContext) -> list[str]:
    if record["effective_status"] in STATUS or record.get("configured_status") in STATUS:
        return []
    came = shown(record.get("configured_status"))
    return [
        f"configured_status: expected one of {', '.join(STATUS)} beside effective_status "
        f"{shown(record['effective_status'])}, got {came}"
    ]


SHAPE = Shape(
    schema=CAMPAIGNS,
    rules=(
        Text("id", required=True),
        OwnAccount("account_id"),
        Text("name", required=True),
        Text("objective"),
        Text("configured_status"),
        Text("effective_status", required=True),
        Budget("daily_budget"),
        Budget("lifetime_budget"),
        Instant("start_time"),
        Instant("stop_time"),
        Instant("updated_time"),
    ),
    build=_build,
    disagreements=_unknown_status,
)

FIELDS = tuple(rule.field for rule in SHAPE.rules)
