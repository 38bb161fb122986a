"""Records as landing writes them, sound ones to change for a test."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from typing import Any

from resources.platforms.base import Page, ParseContext, Parsed
from resources.platforms.clickbank import CLICKBANK
from resources.windows import Window
from tests.resources.platforms.clickbank.conftest import lines

Json = dict[str, Any]
ABSENT = object()
WINDOW = Window.closed(dt.date(2026, 3, 1), dt.date(2026, 3, 14))
CONTEXT = ParseContext("larkspurco", "USD", "America/Los_Angeles", WINDOW, frozenset({"USD"}))


def changed(whole: Json, changes: Mapping[str, Any]) -> Json:
    """A record with some members changed, by path (`lineItem.itemNo`); ABSENT takes one away."""
    record = copy.deepcopy(whole)
    for path, value in changes.items():
        *way, name = path.split(".")
        holder = record
        for step in way:
            holder = holder[step]
        if value is ABSENT:
            del holder[name]
        else:
            holder[name] = value
    return record


def parse(stream: str, *records: Any, context: ParseContext = CONTEXT) -> Parsed:
    """One page of records through an adapter."""
    return CLICKBANK.stream(stream).parse([lines(Page(records))], context)


def row(stream: str, record: Json) -> Json:
    """The one row of a record that is taken."""
    parsed = parse(stream, record)
    assert parsed.rejects == []
    (taken,) = parsed.table.to_pylist()
    return dict(taken)


def reasons(stream: str, record: Any) -> tuple[str, ...]:
    """Why a record is refused."""
    parsed = parse(stream, record)
    assert parsed.table.num_rows == 0
    (refused,) = parsed.rejects
    return refused.reasons


EVENT: Json = {
    "transactionTime": "2026-03-07T23:30:00-08:00",
    "receipt": "95WJABGG",
    "trackingId": "Spring_A",
    "paytmentMethod": "VISA",
    "transactionType": "SALE",
    "totalOrderAmount": "11.94",
    "vendor": "LARKSPURCO",
    "affiliate": "TRAILAFF",
    "country": "PH",
    "state": None,
    "lastName": "***",
    "currency": "PHP",
    "role": "VENDOR",
    "lineItem": {
        "itemNo": "3",
        "productTitle": 'Knots & "Tarps" 🪢',
        "recurring": "true",
        "shippable": "false",
        "customerAmount": "11.94",
        "accountAmount": "9.06",
        "quantity": "1",
        "lineItemType": "STANDARD",
    },
}
DAILY: Json = {
    "date": "2026-03-08",
    "role": "VENDOR",
    "accountNickName": "LARKSPURCO",
    "value": "Spring_A",
    "metrics": {"HOP_COUNT": "50", "SALE_COUNT": "3", "NET_SALE_AMOUNT": "-250.6", "SALE_AMOUNT": "70.5"},
}
SITE: Json = {
    "Id": "GOCOMP089",
    "PopularityRank": "28",
    "Title": "Knots &amp; Tarps",
    "Description": "long &amp; " * 1000,
    "HasRecurringProducts": "true",
    "Gravity": "12.34",
    "PercentPerSale": "75.0",
    "PercentPerRebill": "50",
    "AverageEarningsPerSale": "31.05",
    "InitialEarningsPerSale": "20.1",
    "TotalRebillAmt": "10.95",
    "Referred": "81.5",
    "Commission": "75",
    "ActivateDate": "2017-03-06",
    "categories": ["Sports > Outdoor", "Travel"],
    "category": "Sports > Outdoor",
}
