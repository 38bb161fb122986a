"""Hops, sales and earnings by tracking id and day. https://api.clickbank.com/rest/1.3/analytics

There is no dimension of days, so every day is asked for by itself. ClickBank takes the days for those of UTC although
the figures are by Pacific time (a known fault of theirs); it is the same for figures and totals.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from resources.errors import BadPage
from resources.platforms.base import Page, Totals, is_figure
from resources.platforms.clickbank.client import ClickBankClient
from resources.platforms.clickbank.errors import AnalyticsNotReady
from resources.platforms.clickbank.network import NO_TRACKING_ID, PLATFORM
from resources.platforms.clickbank.plain import Document, UnexpectedShape, only, several
from resources.platforms.clickbank.reading.paging import Listing, NotWhole, Pages, joined, read_list
from resources.windows import Window

log = logging.getLogger(__name__)

STATUS = "/analytics/status"
ROLES = ("VENDOR", "AFFILIATE")
"""An account may have earnings in both parts; in one that it does not have there are no rows."""
FIGURES = ("HOP_COUNT", "SALE_COUNT", "NET_SALE_AMOUNT")
DETAILS = ("SALE_AMOUNT", "REBILL_AMOUNT", "REFUND_AMOUNT", "CHARGEBACK_AMOUNT")
"""They are landed for those who look closer."""


def pages(client: ClickBankClient, account_id: str, window: Window) -> Iterator[Page]:
    """A page a day, of one record a role and tracking id: date, role, value, metrics by name.

    Raises:
        AnalyticsNotReady: ClickBank is rebuilding its figures.
        PlatformError: as the client does.
    """
    _check_status(client, account_id, window)
    for day in window.days():
        asked = Window.closed(day, day)
        rows = [
            {"date": str(day), "role": role, **row}
            for role in ROLES
            for row in _rows(client, account_id, asked, role, "TRACKING_ID", (*FIGURES, *DETAILS))
        ]
        if rows:
            yield Page(rows)


def total(client: ClickBankClient, account_id: str, window: Window) -> Totals:
    """Hops, sales and earnings of the account in both roles, not by day or tracking id. Raises PlatformError."""
    sums = dict.fromkeys(FIGURES, Decimal(0))
    for role in ROLES:
        for row in _rows(client, account_id, window, role, role, FIGURES):
            for name in FIGURES:
                sums[name] += _number(row, name, account_id, window)
    hops, sales, earned = sums.values()
    return Totals(impressions=0, clicks=int(hops), cost=Decimal(0), conversions=sales, revenue=earned)


def _check_status(client: ClickBankClient, account_id: str, window: Window) -> None:
    status, updated = client.ask(STATUS, {}, _status, account=account_id, window=window).found
    if status == "RED":
        raise AnalyticsNotReady(
            f"analytics are RED since {updated}: ClickBank is rebuilding them; they are read with the next run",
            platform=PLATFORM,
            account=account_id,
            window=window,
            field="status",
        )
    if status == "YELLOW":
        log.warning(
            "clickbank account %s, %s: analytics are YELLOW, figures may lag; last update %s",
            account_id,
            window,
            updated,
        )


def _status(document: Any) -> tuple[str, str]:
    status = document.get("status") if isinstance(document, dict) else document
    if status not in ("GREEN", "YELLOW", "RED"):
        raise UnexpectedShape(f"status: expected GREEN, YELLOW or RED, got {status!r:.40}")
    return str(status), str(document.get("lastUpdateTime"))


def _rows(
    client: ClickBankClient, account_id: str, window: Window, role: str, dimension: str, figures: tuple[str, ...]
) -> list[Document]:
    params = {"account": account_id, "startDate": str(window.start), "endDate": str(window.last), "select": figures}
    listing = Listing(f"/analytics/{role.lower()}/{dimension}", params, _read, account_id, window)
    return joined(read_list(client, listing, partial(_problem, listing)))


def _problem(listing: Listing, pages: Pages) -> NotWhole | None:
    """Nothing but the values tells whether a row came twice; several rows may be without one."""
    values = [row["value"] for row in joined(pages) if row.get("value", NO_TRACKING_ID) != NO_TRACKING_ID]
    repeated = len(values) - len(set(values))
    return listing.not_whole("every value once", f"{repeated} of {len(values)} again") if repeated else None


def _read(document: Any) -> list[Document]:
    """A record a row. A value that is nil is no tracking id; one that is missing is missing in the record too."""
    rows = several(only(document, "rows", "totals").get("rows"), "row")
    for row in rows:
        if not isinstance(value := row.get("dimensionValue"), str | None):
            raise UnexpectedShape(f"dimensionValue: expected text, got {value!a:.40}")
    return [
        {
            "accountNickName": row.get("accountNickName"),
            **({"value": row["dimensionValue"] or NO_TRACKING_ID} if "dimensionValue" in row else {}),
            "metrics": {str(each.get("attribute")): each.get("value") for each in several(row, "data")},
        }
        for row in rows
    ]


def _number(row: Document, name: str, account_id: str, window: Window) -> Decimal:
    value = row["metrics"].get(name)
    try:
        number = Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        number = Decimal("NaN")
    if is_figure(number):
        return number
    raise BadPage(
        f"expected a number of at most 15 digits, got {value!r:.40}",
        platform=PLATFORM,
        account=account_id,
        window=window,
        field=name,
    )
