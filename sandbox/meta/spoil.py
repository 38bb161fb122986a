"""Record faults: chosen records of a report by campaign, spoiled one way each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from sandbox.faults import Fault, Faults
from sandbox.meta.query import PLACEMENT
from sandbox.records import Record, chosen


def _set(name: str, value: Any) -> Callable[[Record, Fault], Record]:
    return lambda record, _: record | {name: value}


def _rename(record: Record, name: str) -> Record:
    return record | {"campaign_name": name} if "campaign_name" in record else record


def _year_early(record: Record, _: Fault) -> Record:
    days = {name: dt.date.fromisoformat(record[name]) - dt.timedelta(days=365) for name in ("date_start", "date_stop")}
    return record | {name: str(day) for name, day in days.items()}


def _without(record: Record, fault: Fault) -> Record:
    return {name: value for name, value in record.items() if name != (fault.field or "campaign_id")}


_SPOIL: dict[str, Callable[[Record, Fault], Record]] = {
    "missing_key": _without,
    "null_key": lambda record, fault: record | {fault.field or "campaign_id": None},
    "not_a_number": lambda record, fault: record | {fault.field or "spend": "twelve"},
    "negative_impressions": _set("impressions", "-5"),
    "clicks_above_impressions": lambda record, _: record | {"clicks": str(int(record.get("impressions", 0)) + 1)},
    "spend_in_micros": lambda record, _: record | {"spend": str(int(float(record.get("spend", "1")) * 1_000_000))},
    "unknown_currency": _set("account_currency", "XQZ"),
    "new_placement": lambda record, _: record | {PLACEMENT: "hologram"} if PLACEMENT in record else record,
    "nul_byte": lambda record, _: _rename(record, "nul \x00 byte"),
    "lone_surrogate": lambda record, _: _rename(record, "half a pair \ud83d"),
    "long_name": lambda record, _: _rename(record, "long " * 2_000),
    "date_outside": _year_early,
    "bad_date": _set("date_start", "2026-02-30"),
    "number_instead_of_string": lambda record, _: record | {"impressions": int(record.get("impressions", 0))},
    "extra_field": _set("auction_bid", "1.25"),
}


def spoiled(rows: Sequence[Record], faults: Faults, path: str, account_id: str) -> list[Record]:
    """The rows with every record fault that strikes; the same records on every page and every reading."""
    records = list(rows)
    for name, change in _SPOIL.items():
        if fault := faults.take(name, path, account_id):
            for index in chosen(records, fault):
                records[index] = change(records[index], fault)
    return records
