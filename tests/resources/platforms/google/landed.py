"""Records as landing writes them, sound ones to change for a test."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import simplejson

from resources.platforms.base import ParseContext, Parsed, Record
from resources.platforms.google import GOOGLE
from resources.windows import Window

Json = dict[str, Any]
ABSENT = object()
WINDOW = Window.closed(dt.date(2026, 2, 1), dt.date(2026, 2, 28))
CONTEXT = ParseContext("3001000002", "KRW", "Asia/Seoul", WINDOW, frozenset({"KRW", "USD"}))

DAILY: Json = {
    "date": "2026-02-03",
    "customer_id": "3001000002",
    "campaign_id": "21234567890",
    "campaign_name": "Spring 🌱",
    "channel_type": "SEARCH",
    "ad_network_type": "SEARCH_PARTNERS",
    "impressions": 1200,
    "clicks": 30,
    "cost_micros": 1_500_250_001,
    "conversions": Decimal("2.333333333333333"),
    "conversions_value": Decimal("80.5"),
}
HOURLY: Json = {
    "hour": 23,
    **{name: value for name, value in DAILY.items() if name not in ("conversions", "conversions_value")},
}
CAMPAIGN: Json = {
    "customer_id": "3001000002",
    "campaign_id": "21234567890",
    "campaign_name": "Spring 🌱",
    "channel_type": "SEARCH",
    "status": "ENABLED",
    "serving_status": "SERVING",
    "start_date_time": "2026-01-05 00:00:00",
    "end_date_time": "",
    "budget_micros": 50_000_000_000,
    "total_budget_micros": 0,
}
SOUND = {"campaign_daily": DAILY, "campaign_hourly": HOURLY, "campaigns": CAMPAIGN}


def page(*records: Record) -> bytes:
    """JSON lines as landing writes them."""
    return b"".join(simplejson.dumps(record, use_decimal=True).encode() + b"\n" for record in records)


def changed(stream: str, **changes: object) -> Json:
    """A sound record with other values; ABSENT takes a member away."""
    record = {**SOUND[stream], **changes}
    return {name: value for name, value in record.items() if value is not ABSENT}


def parse(stream: str, *records: Json) -> Parsed:
    """One page of records through an adapter."""
    return GOOGLE.stream(stream).parse([page(*records)], CONTEXT)


def row(stream: str, **changes: object) -> Json:
    """The one row of a record that is taken."""
    parsed = parse(stream, changed(stream, **changes))
    assert parsed.rejects == []
    (taken,) = parsed.table.to_pylist()
    return dict(taken)


def reasons(stream: str, **changes: object) -> tuple[str, ...]:
    """Why a record is refused."""
    parsed = parse(stream, changed(stream, **changes))
    assert parsed.table.num_rows == 0
    (refused,) = parsed.rejects
    return refused.reasons
