"""Analytics: hops and transactions of some days by one dimension, in one role of the account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.clickbank import tallies
from sandbox.clickbank.books import Book, Record, tracking_id
from sandbox.clickbank.calls import Parameters
from sandbox.clickbank.errors import invalid
from sandbox.clickbank.tallies import Tally
from sandbox.ledger.earnings import EARNING

TRACKING_ID = "TRACKING_ID"
DIMENSIONS = (TRACKING_ID, "VENDOR", "AFFILIATE")
_ROLES = ("VENDOR", "AFFILIATE")
_BY_DIMENSION = "DIMENSION_VALUE"


@dataclass(frozen=True)
class Report:
    """`row` elements, all of them, and the `total` elements, which are true whatever happens to the rows."""

    rows: list[Record]
    totals: list[Record]

    def document(self, rows: list[Record]) -> Record:
        """The reply with some of the rows."""
        return {"rows": {"row": rows}, "totals": {"total": self.totals}} if rows else {}


def report(book: Book, role: str, dimension: str, parameters: Parameters) -> Report:
    """What a path and a query mean.

    Raises:
        Refused: there is no such role, dimension or attribute, or the account is another one's.
    """
    role, dimension = _one_of(role.upper(), _ROLES, "role"), _one_of(dimension.upper(), DIMENSIONS, "dimension")
    parameters.own_account(book.account_id, is_required=True)
    window = parameters.window(book.today, days_back=1)
    names = [_one_of(name, tallies.NAMES, "select") for name in parameters.texts("select")] or list(tallies.NAMES)
    wanted = parameters.text("dimensionFilter")
    order = _one_of(parameters.text("orderBy") or _BY_DIMENSION, (*tallies.NAMES, _BY_DIMENSION), "orderBy")
    is_ascending = _one_of(parameters.text("sortAscending") or "true", ("true", "false"), "sortAscending") == "true"
    parameters.finish()

    groups: dict[str | None, Tally] = {}
    total = Tally()
    for row in book.transactions_in(window):
        if row["role"] == role and row["transaction_type"] in EARNING:
            total.add(row)
            groups.setdefault(_value(row, dimension), Tally()).add(row)
    for row in book.hops_in(window) if role == book.role else []:
        total.hops += row["hops"]
        groups.setdefault(_value_of_hops(book, row, dimension), Tally()).hops += row["hops"]

    def place(group: tuple[str | None, Tally]) -> Any:
        name, tally = group
        return (0 if order == _BY_DIMENSION else tallies.value(order, tally), name or "")

    chosen = [(name, tally) for name, tally in groups.items() if wanted is None or (name or "") == wanted]
    rows = [
        {
            "dimensionIdentifier": name,
            "dimensionValue": name,
            "accountNickName": book.account_id,
            "data": [tallies.told(attribute, tally) for attribute in names],
        }
        for name, tally in sorted(chosen, key=place, reverse=not is_ascending)
    ]
    return Report(rows, [tallies.told(attribute, total) for attribute in names])


def _value(row: Record, dimension: str) -> str | None:
    if dimension == TRACKING_ID:
        return tracking_id(row)
    party = row[dimension.lower()]
    return party.upper() if party else None


def _value_of_hops(book: Book, row: Record, dimension: str) -> str | None:
    """Hops know their tracking id only: vendor and affiliate are those of what was sold by it."""
    if dimension == TRACKING_ID:
        return tracking_id(row)
    if dimension == book.role:
        return book.account_id.upper()
    party = book.parties.get(tracking_id(row))
    return None if party is None else _value(party, dimension)


def _one_of(value: str, allowed: tuple[str, ...], name: str) -> str:
    if value not in allowed:
        raise invalid(f"{name} should be one of {', '.join(allowed)}, not {value!r}")
    return value
