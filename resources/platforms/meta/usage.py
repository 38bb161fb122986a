"""How much of its limits Graph says is used, from the headers that come with every reply, failures included."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

HEADERS = ("x-fb-ads-insights-throttle", "x-ad-account-usage", "x-business-use-case-usage", "x-app-usage")
_SHARES = frozenset({"app_id_util_pct", "acc_id_util_pct", "call_count", "total_cputime", "total_time"})
_MINUTES_TO_WAIT = "estimated_time_to_regain_access"


@dataclass(frozen=True)
class Usage:
    """The highest share of any limit in percent, and the seconds until access returns (0 when it is not lost)."""

    percent: float = 0.0
    regain_seconds: float = 0.0


def usage(headers: Mapping[str, str]) -> Usage:
    """The maximum over every header and every entry; a header that is not JSON says nothing."""
    found = [pair for name in HEADERS for pair in _numbers(_document(headers.get(name)))]
    return Usage(
        percent=max((value for name, value in found if name in _SHARES), default=0.0),
        regain_seconds=60 * max((value for name, value in found if name == _MINUTES_TO_WAIT), default=0.0),
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds from the standard Retry-After header (a number or a date), never negative; None without a usable one."""
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds())


def _document(value: str | None) -> Any:
    try:
        return json.loads(value or "null", parse_int=float)
    except (ValueError, RecursionError):
        return None


def _numbers(document: Any) -> Iterator[tuple[str, float]]:
    """Every numeric member at any depth."""
    if isinstance(document, dict):
        for name, value in document.items():
            if isinstance(value, int | float):
                yield name, float(value)
            else:
                yield from _numbers(value)
    elif isinstance(document, list):
        for value in document:
            yield from _numbers(value)
