"""Transactions by day of the Pacific calendar, one record a line item. https://api.clickbank.com/rest/1.3/orders2"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from resources.platforms.base import Page
from resources.platforms.clickbank.client import ClickBankClient
from resources.platforms.clickbank.plain import Document, UnexpectedShape, only, several
from resources.platforms.clickbank.reading.paging import Listing, NotWhole, Pages, joined, read_list
from resources.windows import Window

log = logging.getLogger(__name__)

ORDERS = "/orders2/list"
COUNT = "/orders2/count"
ROLES = {"VENDOR": "vendor", "AFFILIATE": "affiliate"}
"""The parts an account may have in a transaction, and where its nickname then stands."""

PERSONAL = (
    "address",
    "address1",
    "address2",
    "affiliateTrackingParameters",
    "billing",
    "billingAddress",
    "city",
    "commonTrackingParameters",
    "county",
    "customer",
    "customerContactInfo",
    "email",
    "firstName",
    "fullName",
    "ipAddress",
    "lastName",
    "phone",
    "phoneNumber",
    "postalCode",
    "province",
    "shipping",
    "shippingAddress",
    "vendorVariables",
    "zip",
    "zipCode",
)
"""Fields that tell of a person, or in which a vendor may have put anything. None of them can be left unasked for."""


def pages(client: ClickBankClient, account_id: str, window: Window) -> Iterator[Page]:
    """Every type of transaction in which the account has a part, test ones too.

    A record is an order's fields with one of its items as `lineItem`, null where it has none. A key may read several
    accounts; transactions that name another one are left out.
    """
    for day in window.days():
        for role, own in ROLES.items():
            params = {"startDate": str(day), "endDate": str(day), "role": role}
            listing = Listing(ORDERS, params, _orders, account_id, Window.closed(day, day))
            for orders in read_list(client, listing, _Counted(client, listing).problem):
                mine = [order for order in orders if str(order.get(own) or account_id).lower() == account_id]
                if len(mine) < len(orders):
                    others = len(orders) - len(mine)
                    log.info("clickbank account %s, %s: %d orders are of other accounts", account_id, day, others)
                if mine:
                    yield Page([record for order in mine for record in _items(order)])


class _Counted:
    """Whether pages are whole, by the platform's own count, which alone tells of a page that was lost between others.

    Transactions may happen meanwhile: what was read is laid between the counts before and after. Whether orders or
    their items are counted is not documented, so either is good.
    """

    def __init__(self, client: ClickBankClient, listing: Listing) -> None:
        self._client = client
        self._listing = listing
        self._before: int | None = None

    def problem(self, pages: Pages) -> NotWhole | None:
        if len(pages) < 2:
            return None
        of = self._listing
        after = self._client.ask(COUNT, of.params, _count, account=of.account, window=of.window).found
        before, self._before = after if self._before is None else self._before, after
        orders = joined(pages)
        items = sum(len(order["lineItemData"]) for order in orders)
        if any(min(before, after) <= got <= after for got in (len(orders), items)):
            return None
        return of.not_whole(f"{after} orders", str(len(orders)))


def _count(document: Any) -> int:
    if not isinstance(document, str) or not document.isdecimal():
        raise UnexpectedShape(f"count: expected a whole number, got {document!r:.40}")
    return int(document)


def _orders(document: Any) -> list[Document]:
    orders = several(only(document, "orderData"), "orderData")
    return [{**order, "lineItemData": several(order, "lineItemData")} for order in orders]


def _items(order: Document) -> list[Document]:
    rest = {name: _impersonal(value) for name, value in order.items() if name != "lineItemData"}
    return [{**rest, "lineItem": _impersonal(item)} for item in order["lineItemData"] or [None]]


def _impersonal(value: Any) -> Any:
    """The value without personal fields of objects in it."""
    if isinstance(value, dict):
        return {name: _impersonal(each) for name, each in value.items() if name not in PERSONAL}
    return [_impersonal(each) for each in value] if isinstance(value, list) else value
