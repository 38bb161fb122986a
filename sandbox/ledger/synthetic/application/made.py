"""What every table of the application is made of: ids that follow from names, moments of a local day, JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, TypeAlias
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

Rows: TypeAlias = Iterator[dict[str, Any]]
"""Rows by column; a column that is not there is null."""
_NAMES = uuid5(NAMESPACE_URL, "https://adwarehouse.example.com/ledger")


def made(*names: object) -> str:
    """The id of the thing with these names."""
    return str(uuid5(_NAMES, " ".join(map(str, names))))


def at(day: dt.date, zone: str, second: int) -> dt.datetime:
    """A second of a local day, in UTC."""
    midnight = dt.datetime.combine(day, dt.time(), ZoneInfo(zone)).astimezone(dt.UTC)
    return midnight + dt.timedelta(seconds=int(second))


def json_text(value: object) -> str:
    """Compact JSON, readable where it is not ASCII."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
