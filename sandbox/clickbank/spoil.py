"""Record faults: chosen records of a reply, spoiled one way each, before they are rendered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sandbox.clickbank.paging import Take
from sandbox.clickbank.rendering import Typed
from sandbox.faults import Fault
from sandbox.records import Change, Record, chosen, drop, put


@dataclass(frozen=True)
class Kind:
    """Where a record has what faults spoil, as a path of names and places; None where it has no such thing."""

    key: str
    number: str
    text: str
    day: str | None = None
    type: str | None = None


ORDER = Kind(
    "receipt", "lineItemData.0.accountAmount", "lineItemData.0.productTitle", "transactionTime", "transactionType"
)
ROW = Kind("dimensionValue", "data.0.value", "dimensionValue")
SITE = Kind("Id", "Gravity", "Title", "ActivateDate")


def _put(path: str | None, value: Any) -> Change:
    """A text that says its type goes on doing so."""

    def changed(before: Any) -> Any:
        after = value(before) if callable(value) else value
        return replace(before, text=after) if isinstance(before, Typed) and after is not None else after

    return put(path, changed)


def _a_year_before(day: str | None) -> str | None:
    return day and f"{int(day[:4]) - 1}{day[4:]}"


_SPOIL: dict[str, Callable[[Kind, Fault], Change]] = {
    "missing_key": lambda kind, fault: drop(fault.field or kind.key),
    "null_key": lambda kind, fault: _put(fault.field or kind.key, None),
    "not_a_number": lambda kind, fault: _put(fault.field or kind.number, "twelve"),
    "nul_byte": lambda kind, _: _put(kind.text, "nul \x00 byte"),
    "lone_surrogate": lambda kind, _: _put(kind.text, "half a pair \ud83d"),
    "long_name": lambda kind, _: _put(kind.text, "long " * 2_000),
    "new_type": lambda kind, _: _put(kind.type, "TELEPORT"),
    "date_outside": lambda kind, _: _put(kind.day, _a_year_before),
    "bad_date": lambda kind, _: _put(kind.day, "2026-02-30"),
    "extra_field": lambda *_: lambda record: record.update(loyaltyCoins="1"),
}


def reported(records: list[Record], kind: Kind, take: Take) -> list[Record]:
    """What faults leave of a report. Records that are spoiled are changed in place."""
    if take("empty_report"):
        return []
    if take("collapsed_report"):
        records = records[-max(1, len(records) // 10) :]
    return spoiled(records, kind, take)


def spoiled(records: list[Record], kind: Kind, take: Take) -> list[Record]:
    """The records, which are changed in place, with every record fault that strikes."""
    for name, spoil in _SPOIL.items():
        if fault := take(name):
            change = spoil(kind, fault)
            for place in chosen(records, fault):
                change(records[place])
    return records
