"""Transactions as the orders of the platform: one an event of a receipt, with its line items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from zoneinfo import ZoneInfo

from sandbox.clickbank.books import ZONE, Record, tracking_id
from sandbox.clickbank.buyers import buyer
from sandbox.clickbank.rendering import amount

REFUNDABLE_DAYS = 60
_PAID = ("SALE", "BILL")
_PAYMENT_EVERY = dt.timedelta(days=30)


def orders(transactions: Iterable[Record], today: dt.date) -> list[Record]:
    """`orderData` elements, newest first. A receipt has one for each time, type and role of what happened to it."""
    ordered = sorted(transactions, key=_event, reverse=True)
    return [_order(list(lines), today) for _, lines in groupby(ordered, key=_event)]


def is_active(transactions: Iterable[Record]) -> bool:
    """Whether the transactions of a receipt are a subscription that goes on."""
    types = {row["transaction_type"] for row in transactions if row["recurring"]}
    return not types.isdisjoint(_PAID) and types <= {*_PAID}


def local(instant: dt.datetime) -> str:
    """An instant with the Pacific offset of its day."""
    return instant.astimezone(ZoneInfo(ZONE)).isoformat(timespec="seconds")


def _event(row: Record) -> tuple[dt.datetime, str, str, str]:
    return row["transaction_time"], row["receipt"], row["transaction_type"], row["role"]


def _order(lines: list[Record], today: dt.date) -> Record:
    first, person = lines[0], buyer(lines[0]["receipt"])
    variables = [{"name": name, "value": value} for name, value in person.vendor_variables]
    return {
        "transactionTime": local(first["transaction_time"]),
        "receipt": first["receipt"],
        "trackingId": tracking_id(first),
        "paytmentMethod": first["payment_method"],
        "transactionType": first["transaction_type"],
        "totalOrderAmount": amount(sum(line["customer_amount"] for line in lines)),
        "totalShippingAmount": "0.0",
        "totalTaxAmount": "0.00",
        "vendor": first["vendor"].upper(),
        "affiliate": first["affiliate"].upper() if first["affiliate"] else None,
        "country": first["country"],
        "state": first["state"] or None,
        "lastName": person.last_name,
        "firstName": person.first_name,
        "currency": first["currency"],
        "declinedConsent": None,
        "email": person.email,
        "postalCode": person.postal_code,
        "customerContactInfo": [{"field": name, "value": value} for name, value in person.contacts],
        "role": first["role"],
        "fullName": person.full_name,
        "customerRefundableState": _refundable(first, today),
        "vendorVariables": {"item": variables} if variables else None,
        "lineItemData": [_line(line) for line in sorted(lines, key=lambda line: str(line["item_no"]))],
    }


def _line(row: Record) -> Record:
    paid_again = row["recurring"] and row["transaction_type"] in _PAID
    return {
        "itemNo": row["item_no"],
        "productTitle": row["product_title"],
        "recurring": str(row["recurring"]).lower(),
        "shippable": "false",
        "customerAmount": amount(row["customer_amount"]),
        "accountAmount": amount(row["account_amount"]),
        "quantity": str(row["quantity"]),
        "lineItemType": row["line_item_type"],
        "rebillAmount": amount(row["customer_amount"]) if paid_again else None,
        "processedPayments": str(_payment(row["receipt"])) if paid_again else None,
        "futurePayments": str(999 - _payment(row["receipt"])) if paid_again else None,
        "nextPaymentDate": local(row["transaction_time"] + _PAYMENT_EVERY) if paid_again else None,
        "status": "ACTIVE" if paid_again else None,
        "role": row["role"],
    }


def _payment(receipt: str) -> int:
    """Which payment of a subscription it is: the third has a receipt such as `ABCD1234-B003`."""
    number = receipt.partition("-B")[2]
    return int(number) if number.isdecimal() else 1


def _refundable(row: Record, today: dt.date) -> str | None:
    if row["transaction_type"] not in _PAID:
        return None
    age = today - row["transaction_time"].astimezone(ZoneInfo(ZONE)).date()
    return "REFUNDABLE" if age.days <= REFUNDABLE_DAYS else "TO_OLD"
