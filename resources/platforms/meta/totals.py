"""The account's own total from its report."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from resources.errors import BadPage
from resources.platforms.base import ParseContext, Totals
from resources.platforms.meta.actions import Actions, no_common_type, purchase_of
from resources.platforms.meta.client import PLATFORM
from resources.platforms.meta.rules import Amount, Count, Rule, Text
from resources.windows import Window

_RULES: tuple[Rule, ...] = (
    Text("account_currency", required=True),
    Count("impressions"),
    Count("clicks"),
    Amount("spend"),
    Actions("actions"),
    Actions("action_values"),
)


def add_up(records: Iterable[dict[str, Any]], account_id: str, window: Window, *, outcome: bool) -> Totals:
    """The sum of the records, one for each part of the window; no record means nothing was delivered.

    Without `outcome` the report says nothing about purchases.

    Raises:
        BadPage: a record is not as documented; names the fields.
    """
    impressions, clicks, cost, conversions, revenue = 0, 0, Decimal(0), Decimal(0), Decimal(0)
    for record in records:
        context = ParseContext(account_id, str(record.get("account_currency")), "", window, frozenset())
        reasons = [reason for rule in _RULES if (reason := rule.reason(record, context))] or no_common_type(record)
        if reasons:
            raise BadPage("; ".join(reasons), platform=PLATFORM, account=account_id, window=window)
        impressions += int(record.get("impressions", 0))
        clicks += int(record.get("clicks", 0))
        cost += Decimal(record.get("spend", 0))
        count, value = purchase_of(record) or ("0", "0")
        conversions, revenue = conversions + Decimal(count), revenue + Decimal(value)
    if not outcome:
        return Totals(impressions, clicks, cost)
    return Totals(impressions, clicks, cost, conversions, revenue)
