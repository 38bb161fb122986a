"""Quickstats: what an account earned and gave back by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from sandbox.clickbank.books import ZONE, Book, Record
from sandbox.clickbank.calls import Parameters
from sandbox.clickbank.orders import local
from sandbox.clickbank.rendering import amount
from sandbox.clickbank.tallies import Tally

DAYS_BACK = 45


def accounts(book: Book, parameters: Parameters) -> Record:
    """The accounts of the key."""
    parameters.finish()
    return {"accountData": [{"nickName": book.account_id}]}


def by_day(book: Book, parameters: Parameters) -> Record:
    """One element for each day on which something happened."""
    return _told(book, [_stats(tally, local(_midnight(day))) for day, tally in _days(book, parameters).items()])


def summed(book: Book, parameters: Parameters) -> Record:
    """One element for all days."""
    total = Tally()
    for tally in _days(book, parameters).values():
        for kind, value in tally.amounts.items():
            total.amounts[kind] = total.amount(kind) + value
    return _told(book, [_stats(total, None)])


def _told(book: Book, stats: list[Record]) -> Record:
    return {"accountData": [{"nickName": book.account_id, "quickStats": stats}]}


def _stats(tally: Tally, day: str | None) -> Record:
    return {
        "quickStatDate": day,
        "sale": amount(tally.amount("SALE", "BILL")),
        "refund": amount(tally.amount("RFND")),
        "chargeback": amount(tally.amount("CGBK")),
    }


def _days(book: Book, parameters: Parameters) -> dict[dt.date, Tally]:
    parameters.own_account(book.account_id, is_required=False)
    window = parameters.window(book.today, DAYS_BACK)
    parameters.finish()
    days: dict[dt.date, Tally] = {}
    for row in book.transactions_in(window):
        day = row["transaction_time"].astimezone(ZoneInfo(ZONE)).date()
        days.setdefault(day, Tally()).add(row)
    return days


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZoneInfo(ZONE))


DOCUMENTS: dict[str, Callable[[Book, Parameters], Record]] = {"list": by_day, "count": summed, "accounts": accounts}
"""What there is to ask for."""
