"""What of the tables is known on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from sandbox.ledger.market_tables import EVENTS
from sandbox.ledger.shop_tables import DOCUMENTS, PARTS, SCHEMAS
from sandbox.ledger.states import end_of


def known_on(until: dt.date, tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables without the rows of later days; `until` is a day of each account's own calendar."""
    known = {name: _dated(table, until) for name, table in tables.items()}
    moments = dict.fromkeys(DOCUMENTS, "update_time") | EVENTS
    for name in moments.keys() & known.keys():
        known[name] = _happened(known[name], moments[name], until, tables["accounts"])
    for name, documents in PARTS.items():
        if name in known:
            key = ["platform", "account_id", DOCUMENTS[documents]]
            there = known.get(documents, SCHEMAS[documents].empty_table()).select(key)
            known[name] = known[name].join(there, keys=key, join_type="left semi")
    return known


def _dated(table: pa.Table, until: dt.date) -> pa.Table:
    for day in {"date", "effective_from"}.intersection(table.column_names):
        table = table.filter(pc.field(day) <= until)
    return table


def _happened(table: pa.Table, moment: str, until: dt.date, accounts: pa.Table) -> pa.Table:
    def happened(account: Mapping[str, str]) -> pc.Expression:
        is_its = (pc.field("platform") == account["platform"]) & (pc.field("account_id") == account["account_id"])
        return is_its & (pc.field(moment) < end_of(until, account["timezone"]))

    conditions = [happened(account) for account in accounts.to_pylist()]
    return table.filter(reduce(lambda one, other: one | other, conditions, pc.scalar(value=False)))
