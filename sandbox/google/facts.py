"""What an account delivered, summed to the grain of a query; metrics and segments as columns of values.

The ledger has no video views and no view-through conversions: they follow from the impressions. All conversions are a
quarter more than the conversions. Conversions by hour are those of the day, all told at noon.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from resources.windows import Window
from sandbox.google.customers import PLATFORM
from sandbox.ledger import Ledger
from sandbox.ledger.money import to_micros
from sandbox.ledger.types import MONEY

NOON = 12
ALL_CONVERSIONS = Decimal("1.25")
IMPRESSIONS_A_VIEW = 4
IMPRESSIONS_A_VIEW_THROUGH = 1_000

_WHOLE = ("impressions", "clicks", "views", "view_throughs")
_MONEY = ("spend", "purchases", "purchase_value")
_KEYS = ("account_id", "campaign_id", "date", "hour", "network")
_NUMBERED = re.compile(r"UNKNOWN\((\d+)\)")
GRAIN = {"date": "date", "hour": "hour", "ad_network_type": "network"}
"""Segments that are served, and their columns."""


def facts(ledger: Ledger, account_id: str, window: Window, today: dt.date, keys: Sequence[str]) -> pa.Table:
    """Sums by `keys` (account_id or campaign_id, then columns of GRAIN), in their order."""
    days = ledger.metrics(PLATFORM, account_id, window, today)
    rows = _measured(days)
    if "hour" in keys:
        hours = ledger.hourly(PLATFORM, account_id, window, today)
        rows = pa.concat_tables([_measured(hours), _measured(_outcomes_at_noon(days))])
    grouped = rows.group_by(list(keys), use_threads=False).aggregate([(name, "sum") for name in (*_WHOLE, *_MONEY)])
    columns: dict[str, Any] = {name: grouped[name] for name in keys}
    columns |= {name: grouped[f"{name}_sum"] for name in _WHOLE}
    columns |= {name: grouped[f"{name}_sum"].cast(MONEY) for name in _MONEY}
    return pa.table(columns).sort_by([(name, "ascending") for name in keys])


def _measured(rows: pa.Table) -> pa.Table:
    """Rows of `metrics` or `hourly` with everything that is summed; what they do not have is 0."""
    network = pc.replace_substring_regex(rows["placement"], "^.*/", "")
    views = pc.if_else(pc.equal(network, pa.scalar("YOUTUBE")), pc.divide(rows["impressions"], IMPRESSIONS_A_VIEW), 0)
    columns: dict[str, Any] = {
        **{name: rows[name] for name in rows.column_names if name != "placement"},
        "network": network,
        "views": views.cast(pa.int64()),
        "view_throughs": pc.divide(rows["impressions"], IMPRESSIONS_A_VIEW_THROUGH),
    }
    absent = {"hour": _zeros(rows, pa.int16()), **{name: _zeros(rows, MONEY) for name in _MONEY}}
    columns = absent | columns
    return pa.table({name: columns[name] for name in (*_KEYS, *_WHOLE, *_MONEY)})


def _outcomes_at_noon(days: pa.Table) -> pa.Table:
    columns: dict[str, Any] = {name: days[name] for name in days.column_names}
    columns |= {name: _zeros(days, days[name].type) for name in ("impressions", "clicks", "spend")}
    return pa.table(columns | {"hour": pa.repeat(pa.scalar(NOON, pa.int16()), days.num_rows)})


def _zeros(rows: pa.Table, kind: Any) -> Any:
    return pc.fill_null(pa.nulls(rows.num_rows, kind), 0)


def _integers(name: str) -> Callable[[pa.Table], list[Any]]:
    return lambda table: table[name].to_pylist()


def _doubles(name: str, factor: Decimal = Decimal(1)) -> Callable[[pa.Table], list[Any]]:
    def told(table: pa.Table) -> list[Any]:
        amounts: list[Any] = table[name].to_pylist()
        return [float(amount * factor) for amount in amounts]

    return told


def _networks(table: pa.Table) -> list[Any]:
    names: list[Any] = table["network"].to_pylist()
    numbers = {name: int(found[1]) for name in set(names) if (found := _NUMBERED.fullmatch(name))}
    return [numbers.get(name, name) for name in names]


METRICS: dict[str, Callable[[pa.Table], list[Any]]] = {
    "impressions": _integers("impressions"),
    "clicks": _integers("clicks"),
    "interactions": _integers("clicks"),
    "engagements": _integers("views"),
    "video_trueview_views": _integers("views"),
    "view_through_conversions": _integers("view_throughs"),
    "cost_micros": lambda table: to_micros(table["spend"]).tolist(),
    "conversions": _doubles("purchases"),
    "conversions_value": _doubles("purchase_value"),
    "all_conversions": _doubles("purchases", ALL_CONVERSIONS),
    "all_conversions_value": _doubles("purchase_value", ALL_CONVERSIONS),
}
SEGMENTS: dict[str, Callable[[pa.Table], list[Any]]] = {
    "date": lambda table: table["date"].cast(pa.string()).to_pylist(),
    "hour": _integers("hour"),
    "ad_network_type": _networks,
}
