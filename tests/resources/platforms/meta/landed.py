"""Insights records as landing writes them, sound ones to change for a test."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from resources.platforms import platform
from resources.platforms.base import ParseContext, Parsed
from resources.windows import Window

META = platform("meta")
DAILY, HOURLY = META.stream("campaign_daily"), META.stream("campaign_hourly")
WINDOW = Window.closed(dt.date(2026, 2, 1), dt.date(2026, 2, 28))
CONTEXT = ParseContext("1001", "USD", "America/Los_Angeles", WINDOW, frozenset({"USD", "EUR", "KRW"}))
HOUR = "hourly_stats_aggregated_by_advertiser_time_zone"
Json = dict[str, Any]
ABSENT = object()


def action(kind: str, value: Any) -> Json:
    """An entry of a list of actions."""
    return {"action_type": kind, "value": value, "7d_click": value}


def record(**changes: Any) -> Json:
    """A sound daily record; ABSENT takes a field away."""
    whole = {
        "account_id": "1001",
        "account_currency": "USD",
        "campaign_id": "23851",
        "campaign_name": "Spring 🌱",
        "impressions": "1200",
        "clicks": "30",
        "spend": "14.35",
        "actions": [action("link_click", "25"), action("post_reaction", "4"), action("omni_purchase", "2")],
        "action_values": [action("omni_purchase", "80.5")],
        "date_start": "2026-02-03",
        "date_stop": "2026-02-03",
        "publisher_platform": "instagram",
    }
    return {name: value for name, value in (whole | changes).items() if value is not ABSENT}


def hourly(**changes: Any) -> Json:
    """A sound hourly record, which knows no outcome."""
    outcome = ("actions", "action_values", "publisher_platform")
    return record(**dict.fromkeys(outcome, ABSENT), **{HOUR: "23:00:00 - 23:59:59", **changes})


def page(*records: Any) -> bytes:
    """JSON lines as landing writes them; bytes stay as they are."""
    return b"".join((each if isinstance(each, bytes) else json.dumps(each).encode()) + b"\n" for each in records)


def daily(*records: Any, context: ParseContext = CONTEXT) -> Parsed:
    """One page of daily records through the adapter."""
    return DAILY.parse([page(*records)], context)
