"""What was charged, by day, product and device, with VAT."""

from __future__ import annotations

import datetime as dt
from typing import Any

from resources.windows import DAY
from sandbox.naver import calls
from sandbox.naver.books import Book
from sandbox.naver.calls import Parameters
from sandbox.naver.days import with_vat
from sandbox.naver.parts import MOBILE, PC, share

Record = dict[str, Any]

PRODUCTS = {
    "WEB_SITE": "CC_WEB",
    "SHOPPING": "CC_SHOPPING",
    "POWER_CONTENTS": "CC_CONTENTS",
    "BRAND_SEARCH": "CC_BRAND",
    "PLACE": "CC_PLACE",
}
_DEVICES = {PC: "PC", MOBILE: "MOBILE"}
_GIVEN_ONE_IN = 10
"""One tenth of what PCs cost is paid with money that nobody has to pay back."""


def cost(book: Book, parameters: Parameters) -> list[Record]:
    """Rows of every day from `searchStartDt` to `searchEndDt`: whole won that add up to the statistics' of the day."""
    first = calls.day(parameters.required("searchStartDt"), "searchStartDt")
    last = calls.day(parameters.required("searchEndDt"), "searchEndDt")
    parameters.finish()
    return [row for day in book.days(calls.window(first, last)) for row in _of_day(book, day)]


def _of_day(book: Book, day: dt.date) -> list[Record]:
    charged: dict[tuple[str, str], int] = {}
    for found in book.day(day):
        spent = dict.fromkeys(_DEVICES, 0)
        for part in found.parts():
            spent[part.cell.device] += part.spend
        for device, won in zip(spent, share(with_vat(found.spend), list(spent.values())), strict=True):
            name = PRODUCTS.get(found.campaign_type, "NONE"), _DEVICES[device]
            charged[name] = charged.get(name, 0) + won
    return [
        {
            "customerId": int(book.customer_id),
            "date": f"{day - DAY}T15:00:00.000Z",
            "device": device,
            "networkType": "NAVER",
            "nonRefundableAmt": given,
            "productCode": product,
            "refundableAmt": won - given,
        }
        for (product, device), won in sorted(charged.items())
        if won
        for given in (won // _GIVEN_ONE_IN if device == _DEVICES[PC] else 0,)
    ]
