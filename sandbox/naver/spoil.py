"""Record faults: chosen lines of reports and chosen campaigns, spoiled one way each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.faults import Fault, Faults
from sandbox.records import Record, chosen

Change = Callable[[Record, Fault], Record]

_AMOUNTS = ("cost", "salesByConversion", "dailyBudget")
_KEYS = ("campaignId", "nccCampaignId")


def _put(name: str, value: Any) -> Change:
    """Set what is there; `value` may be made from what was."""

    def change(record: Record, _: Fault) -> Record:
        if name not in record:
            return record
        return record | {name: value(record[name]) if callable(value) else value}

    return change


def _without(record: Record, fault: Fault) -> Record:
    name = _named(record, fault, _KEYS)
    return {key: value for key, value in record.items() if key != name}


def _named(record: Record, fault: Fault, usual: Sequence[str]) -> str:
    return fault.field or next((name for name in usual if name in record), "")


def _where_named(usual: Sequence[str], value: Any) -> Change:
    def change(record: Record, fault: Fault) -> Record:
        return _put(_named(record, fault, usual), value)(record, fault)

    return change


_OF_LINES: Mapping[str, Change] = {
    "missing_key": _without,
    "null_key": _where_named(_KEYS, ""),
    "not_a_number": _where_named(_AMOUNTS, "twelve"),
    "negative_impressions": _put("imp", "-5"),
    "clicks_above_impressions": lambda line, _: line | {"clk": str(int(line["imp"]) + 1)} if "imp" in line else line,
    "spend_in_micros": _put("cost", lambda cost: f"{float(cost or 1) * 1_000_000:.1f}"),
    "new_type": _put("convType", "teleportation"),
    "date_outside": _put("date", lambda date: f"{int(date[:4]) - 1}{date[4:]}"),
    "bad_date": _put("date", "20260230"),
    "extra_field": lambda line, _: line | {"auctionBid": "1.25"},
}
_OF_CAMPAIGNS: Mapping[str, Change] = {
    "missing_key": _without,
    "null_key": _where_named(_KEYS, None),
    "not_a_number": _where_named(_AMOUNTS, "twelve"),
    "nul_byte": _put("name", "nul \x00 byte"),
    "lone_surrogate": _put("name", "half a pair \ud83d"),
    "long_name": _put("name", "long " * 2_000),
    "new_placement": _put("campaignTp", "HOLOGRAM"),
    "new_status": _put("status", "TELEPORTED"),
    "extra_field": lambda record, _: record | {"loyaltyCoins": 1},
}


def spoiled_lines(lines: Sequence[Record], faults: Faults, path: str, customer_id: str) -> list[Record]:
    """The lines of a report with every record fault that strikes."""
    return _spoiled(_OF_LINES, lines, faults, path, customer_id)


def spoiled_campaigns(records: Sequence[Record], faults: Faults, path: str, customer_id: str) -> list[Record]:
    """Campaigns with every record fault that strikes."""
    return _spoiled(_OF_CAMPAIGNS, records, faults, path, customer_id)


def _spoiled(
    changes: Mapping[str, Change], records: Sequence[Record], faults: Faults, path: str, customer_id: str
) -> list[Record]:
    found = list(records)
    for name, change in changes.items():
        if fault := faults.take(name, path, customer_id):
            for index in chosen(found, fault):
                found[index] = change(found[index], fault)
    return found
