"""Which orders a query means."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from sandbox.clickbank.books import Record
from sandbox.clickbank.calls import Parameters
from sandbox.clickbank.errors import invalid

NONE = "none"
_FIELDS = {
    "type": "transactionType",
    "role": "role",
    "vendor": "vendor",
    "affiliate": "affiliate",
    "tid": "trackingId",
    "lastName": "lastName",
    "email": "email",
    "postalCode": "postalCode",
}

Test = Callable[[Record], bool]


def matching(orders: list[Record], parameters: Parameters) -> list[Record]:
    """The orders that pass every filter of the query, `%` being any text. A value never seen before matches nothing.

    Raises:
        Refused: the amount is not a number, or there are parameters that no filter reads.
    """
    tests: list[Test] = []
    for name, field in _FIELDS.items():
        if (wanted := parameters.text(name)) is not None:
            tests.append(_is_without(field) if (name, wanted) == ("affiliate", NONE) else _is_like(field, wanted))
    if (item := parameters.text("item")) is not None:
        tests.append(_has_item(item))
    if (wanted := parameters.text("amount")) is not None:
        tests.append(_comes_to(wanted))
    parameters.finish()
    return [order for order in orders if all(test(order) for test in tests)]


def _is_without(field: str) -> Test:
    return lambda order: order[field] is None


def _is_like(field: str, wanted: str) -> Test:
    pattern = _pattern(wanted)
    return lambda order: pattern.fullmatch(order[field] or "") is not None


def _has_item(wanted: str) -> Test:
    pattern = _pattern(wanted)
    return lambda order: any(pattern.fullmatch(line["itemNo"]) for line in order["lineItemData"])


def _comes_to(wanted: str) -> Test:
    try:
        total = Decimal(wanted)
    except InvalidOperation:
        raise invalid(f"amount should be a number, not {wanted!r}") from None
    return lambda order: Decimal(order["totalOrderAmount"]) == total


def _pattern(wanted: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, wanted.split("%"))), re.IGNORECASE)
