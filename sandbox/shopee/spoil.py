"""Record faults: chosen records of a reply, spoiled one way each."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.faults import Fault, Faults

Record = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """Where a record has what faults spoil, as a path of names and places; None where it has no such thing."""

    key: str
    number: str
    text: str
    status: str | None = None
    currency: str | None = None


ORDER = Kind("order_sn", "total_amount", "item_list.0.item_name", "order_status", "currency")
RETURN = Kind("return_sn", "refund_amount", "item.0.name", "status", "currency")
PRODUCT = Kind("item_id", "price_info.0.current_price", "item_name", "item_status", "price_info.0.currency")
CAMPAIGN = Kind("campaign_id", "common_info.campaign_budget", "common_info.ad_name", "common_info.campaign_status")
PERFORMANCE = Kind("campaign_id", "expense", "ad_name")


def _put(path: str | None, value: Any) -> Callable[[Record], None]:
    def change(record: Record) -> None:
        holder, name = _find(record, path)
        if holder is not None:
            holder[name] = value(holder[name]) if callable(value) else value

    return change


def _drop(path: str) -> Callable[[Record], None]:
    def change(record: Record) -> None:
        holder, name = _find(record, path)
        if holder is not None:
            del holder[name]

    return change


def _find(record: Any, path: str | None) -> tuple[Any, Any]:
    """What holds the value at a path, and its name there; (None, None) where there is none."""
    holder, name = None, None
    for step in path.split(".") if path else ():
        holder, name = record, int(step) if isinstance(record, list) else step
        try:
            record = holder[name]
        except (KeyError, IndexError):
            return None, None
    return holder, name


_SPOIL: dict[str, Callable[[Kind, Fault], Callable[[Record], None]]] = {
    "missing_key": lambda kind, fault: _drop(fault.field or kind.key),
    "null_key": lambda kind, fault: _put(fault.field or kind.key, None),
    "not_a_number": lambda kind, fault: _put(fault.field or kind.number, "twelve"),
    "nul_byte": lambda kind, _: _put(kind.text, "nul \x00 byte"),
    "lone_surrogate": lambda kind, _: _put(kind.text, "half a pair \ud83d"),
    "long_name": lambda kind, _: _put(kind.text, "long " * 2_000),
    "new_status": lambda kind, _: _put(kind.status, "TELEPORTED"),
    "foreign_currency": lambda kind, _: _put(kind.currency, "USD"),
    "negative_impressions": lambda *_: _put("impression", -5),
    "clicks_above_impressions": lambda *_: _put("clicks", lambda clicks: clicks + 1_000_000_000),
    "spend_in_micros": lambda *_: _put("expense", lambda expense: (expense or 1) * 1_000_000),
    "new_placement": lambda *_: _put("campaign_placement", "hologram"),
    "date_outside": lambda *_: _put("date", lambda date: f"{date[:-4]}{int(date[-4:]) - 1}"),
    "bad_date": lambda *_: _put("date", "30-02-2026"),
    "extra_field": lambda *_: lambda record: record.update(loyalty_coins=1),
}


def spoiled(records: list[Record], kind: Kind, faults: Faults, path: str, shop_id: str) -> list[Record]:
    """The records, which are changed in place, with every record fault that strikes."""
    for name, spoil in _SPOIL.items():
        if fault := faults.take(name, path, shop_id):
            change = spoil(kind, fault)
            for record in _chosen(records, fault):
                change(record)
    return records


def _chosen(records: Sequence[Record], fault: Fault) -> Sequence[Record]:
    matching = [
        record for record in records if all(str(record.get(name)) == value for name, value in fault.where.items())
    ]
    if fault.seed is None:
        return matching[: fault.records]
    return random.Random(fault.seed).sample(matching, min(fault.records, len(matching)))  # noqa: S311
