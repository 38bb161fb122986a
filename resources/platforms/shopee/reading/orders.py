"""Orders and returns that changed in a window. https://open.shopee.com/documents/v2/v2.order

Days are the shop's; the platform counts seconds since 1970, and spans at most 15 days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from resources.errors import RequestRejected, RetryableError
from resources.platforms.base import Page
from resources.platforms.shopee.client import ShopeeClient
from resources.platforms.shopee.errors import NotFound
from resources.platforms.shopee.guard import Document, UnexpectedShape, member, objects
from resources.platforms.shopee.reading.paging import Mark, batches, by_id, read_list
from resources.platforms.shopee.signing import PLATFORM
from resources.windows import Window

ORDERS = "/api/v2/order/get_order_list"
DETAILS = "/api/v2/order/get_order_detail"
RETURNS = "/api/v2/returns/get_return_list"
LONGEST_SPAN = 14
"""Days; one less than the platform answers for, because a day of the clock change has 25 hours."""
PAGE_SIZE = 100
ORDERS_AT_ONCE = 50
WANTED = (
    "item_list",
    "total_amount",
    "actual_shipping_fee",
    "actual_shipping_fee_confirmed",
    "estimated_shipping_fee",
    "payment_method",
    "pay_time",
    "cancel_by",
    "cancel_reason",
)
"""The optional fields that are needed. None of them says who bought."""


def pages(client: ShopeeClient, account_id: str, window: Window) -> Iterator[Page]:
    """The details of every order that changed in the window, then the returns, a page a reply.

    Raises:
        RetryableError: an order is listed and its detail does not come.
        PlatformError: as the client does.
    """
    reader = _Reader(client, account_id, window)
    spans = list(_spans(window, client.shop(account_id).timezone))
    read: set[str] = set()
    for span in spans:
        changed = [each for each in reader.changed(*span) if each not in read]
        read.update(changed)
        for batch in batches(changed, ORDERS_AT_ONCE):
            yield Page(reader.details(batch))
    for span in spans:
        yield from (Page(records) for records in reader.returns(*span))


def _spans(window: Window, zone: str) -> Iterator[tuple[int, int]]:
    """First and last second of each part of the window; the last is the next part's first, lest one is in neither."""
    for part in window.chunks(LONGEST_SPAN):
        start, end = (dt.datetime.combine(day, dt.time(), ZoneInfo(zone)).timestamp() for day in (part.start, part.end))
        yield int(start), int(end)


@dataclass(frozen=True)
class _Reader:
    client: ShopeeClient
    account_id: str
    window: Window

    @property
    def where(self) -> dict[str, Any]:
        return {"platform": PLATFORM, "account": self.account_id, "window": self.window}

    def changed(self, start: int, end: int) -> list[str]:
        """The numbers of orders, each once."""

        def ask(cursor: Mark) -> tuple[list[Document], Mark | None]:
            params = {
                "time_range_field": "update_time",
                "time_from": start,
                "time_to": end,
                "page_size": PAGE_SIZE,
                "cursor": cursor,
                "response_optional_fields": "order_status",
            }
            return self.client.ask(ORDERS, params, _order_page, account=self.account_id, window=self.window)

        listed = read_list(ask, "", "order_sn", self.where)
        return list(dict.fromkeys(str(entry["order_sn"]) for page in listed for entry in page))

    def details(self, order_sns: Sequence[str]) -> list[Document]:
        """The details of some orders."""
        records, missing = by_id(order_sns, self._ask_details, "order_sn")
        if missing:
            came = f"expected the details of every order that is listed, got none of {', '.join(missing)}"
            raise RetryableError(came, field="order_sn", **self.where)
        return records

    def _ask_details(self, order_sns: Sequence[str]) -> list[Document]:
        params = {"order_sn_list": ",".join(order_sns), "response_optional_fields": ",".join(WANTED)}
        try:
            return self.client.ask(DETAILS, params, _order_list, account=self.account_id, window=self.window)
        except NotFound:
            return []

    def returns(self, start: int, end: int) -> list[list[Document]]:
        """Pages of returns.

        The reference counts pages from 0, others do from 1. Page 0 is asked for, and may be refused or be page 1.
        """
        zeroth: list[Document] = []

        def ask(number: Mark) -> tuple[list[Document], Mark | None]:
            params = {"page_no": number, "page_size": PAGE_SIZE, "update_time_from": start, "update_time_to": end}
            try:
                records, more = self.client.ask(
                    RETURNS, params, _return_page, account=self.account_id, window=self.window
                )
            except RequestRejected:
                if number != 0:
                    raise
                return [], 1
            following = int(number) + 1 if more else None
            if number == 0:
                zeroth.extend(records)
            elif number == 1 and records == zeroth:
                records = []
            return records, following

        return read_list(ask, 0, "return_sn", self.where)


def _order_page(document: Document) -> tuple[list[Document], Mark | None]:
    response = member(document, "response", dict)
    entries = objects(response, "order_list")
    for entry in entries:
        member(entry, "order_sn", str)
    if not member(response, "more", bool):
        return entries, None
    cursor: str = member(response, "next_cursor", str)
    if not cursor:
        raise UnexpectedShape("next_cursor: expected a cursor where there is more, got ''")
    return entries, cursor


def _order_list(document: Document) -> list[Document]:
    return objects(member(document, "response", dict), "order_list")


def _return_page(document: Document) -> tuple[list[Document], bool]:
    response = member(document, "response", dict)
    return objects(response, "return"), member(response, "more", bool)
