"""Faults of answers about campaigns: chosen records spoiled one way each, and rows that are missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sandbox.faults import Fault, Faults
from sandbox.google.answer import Answer
from sandbox.google.platform import Call
from sandbox.google.report import Columns
from sandbox.records import chosen

_LARGEST = 2**63 - 1
_NEVER_SEEN = 97
_DAY, _NAME, _NUMBER = "segments.date", "campaign.name", "metrics.conversions"

_SPOIL: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "missing_key": ("campaign.id", lambda _: None),
    "null_key": ("campaign.id", lambda _: None),
    "negative_impressions": ("metrics.impressions", lambda _: -5),
    "clicks_above_impressions": ("metrics.clicks", lambda clicks: clicks + 1_000_000_000),
    "spend_in_micros": ("metrics.cost_micros", lambda micros: min(max(micros, 1) * 1_000_000, _LARGEST)),
    "new_placement": ("segments.ad_network_type", lambda _: _NEVER_SEEN),
    "new_status": ("campaign.status", lambda _: _NEVER_SEEN),
    "nan": (_NUMBER, lambda _: float("nan")),
    "huge_number": (_NUMBER, lambda _: float("inf")),
    "nul_byte": (_NAME, lambda _: "nul \x00 byte"),
    "long_name": (_NAME, lambda _: "long " * 2_000),
    "date_outside": (_DAY, lambda day: f"{int(day[:4]) - 1}{day[4:]}"),
    "bad_date": (_DAY, lambda _: "2026-02-30"),
}
"""The field that each one spoils, unless the fault names another, and how."""


def spoiled(answer: Answer, call: Call, faults: Faults) -> Answer:
    """The answer with every fault that strikes."""

    def strikes(name: str) -> Fault | None:
        return faults.take(name, call.path, call.customer_id)

    kept = slice(None)
    if strikes("empty_report"):
        kept = slice(0)
    if strikes("collapsed_report"):
        kept = slice(-max(1, len(answer) // 10), None)
    columns = {name: values[kept] for name, values in answer.columns.items()}
    for name, (usual, change) in _SPOIL.items():
        if fault := strikes(name):
            values = columns.get(fault.field or usual, [])
            for place in chosen(_rows(columns), fault) if values else ():
                values[place] = change(values[place])
    return Answer(columns, answer.mask)


def _rows(columns: Columns) -> Iterator[dict[str, Any]]:
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(columns, values, strict=True))
