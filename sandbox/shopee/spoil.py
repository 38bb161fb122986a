"""Record faults: chosen records of a reply, spoiled one way each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.faults import Fault, Faults
from sandbox.records import Change, Record, chosen, drop, put


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


_SPOIL: dict[str, Callable[[Kind, Fault], Change]] = {
    "missing_key": lambda kind, fault: drop(fault.field or kind.key),
    "null_key": lambda kind, fault: put(fault.field or kind.key, None),
    "not_a_number": lambda kind, fault: put(fault.field or kind.number, "twelve"),
    "nul_byte": lambda kind, _: put(kind.text, "nul \x00 byte"),
    "lone_surrogate": lambda kind, _: put(kind.text, "half a pair \ud83d"),
    "long_name": lambda kind, _: put(kind.text, "long " * 2_000),
    "new_status": lambda kind, _: put(kind.status, "TELEPORTED"),
    "foreign_currency": lambda kind, _: put(kind.currency, "USD"),
    "negative_impressions": lambda *_: put("impression", -5),
    "clicks_above_impressions": lambda *_: put("clicks", lambda clicks: clicks + 1_000_000_000),
    "spend_in_micros": lambda *_: put("expense", lambda expense: (expense or 1) * 1_000_000),
    "new_placement": lambda *_: put("campaign_placement", "hologram"),
    "date_outside": lambda *_: put("date", lambda date: f"{date[:-4]}{int(date[-4:]) - 1}"),
    "bad_date": lambda *_: put("date", "30-02-2026"),
    "extra_field": lambda *_: lambda record: record.update(loyalty_coins=1),
}


def spoiled(records: list[Record], kind: Kind, faults: Faults, path: str, shop_id: str) -> list[Record]:
    """The records, which are changed in place, with every record fault that strikes."""
    for name, spoil in _SPOIL.items():
        if fault := faults.take(name, path, shop_id):
            change = spoil(kind, fault)
            for place in chosen(records, fault):
                change(records[place])
    return records
