"""What is asked of one account, path by path."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from starlette.responses import PlainTextResponse, Response

from sandbox.clickbank import access, analytics, orders, quickstats, spoil
from sandbox.clickbank.books import Book, Record
from sandbox.clickbank.calls import Call, Parameters
from sandbox.clickbank.errors import forbidden, unknown
from sandbox.clickbank.filters import matching
from sandbox.clickbank.paging import Take, page
from sandbox.clickbank.rendering import JSON, choose, render
from sandbox.clickbank.tallies import UPSELL

PREFIX = "/rest/1.3/"
DEBUG = f"{PREFIX}debug"
_NEEDED = {"orders2": access.ORDERS, "quickstats": access.ORDERS, "analytics": access.ANALYTICS}


@dataclass(frozen=True)
class Asked:
    """A call with a good key: the book it may read, its query, and how it wants the answer."""

    method: str
    book: Book
    parameters: Parameters
    media_type: str
    take: Take


def answer(call: Call, book: Book, roles: tuple[str, ...], now: dt.datetime, take: Take) -> Response:
    """The reply to a call with a good key of these roles, with the faults of pages and records. Raises Refused."""
    if call.path == DEBUG:
        return PlainTextResponse(f"account: {book.account_id}\nroles: {', '.join(roles)}\n")
    area, *rest = call.path.removeprefix(PREFIX).split("/")
    if area not in _NEEDED:
        raise unknown(call.path)
    if _NEEDED[area] not in roles:
        raise forbidden()
    asked = Asked(call.method, book, Parameters(call), choose(call.accept), take)
    match area, rest:
        case "orders2", ["list"]:
            return _order_list(asked)
        case "orders2", ["count"]:
            count = str(len(_matching(asked)))
            return Response(count, media_type=JSON if asked.media_type == JSON else "text/plain")
        case "orders2", [receipt]:
            return _receipt(receipt, asked)
        case "orders2", [receipt, "upsells"]:
            return _upsells(receipt, asked)
        case "quickstats", [name] if name in quickstats.DOCUMENTS:
            return render("accountList", quickstats.DOCUMENTS[name](book, asked.parameters), asked.media_type)
        case "analytics", ["status"]:
            return _status(asked, now)
        case "analytics", [role, dimension]:
            return _analytics(role, dimension, asked)
    raise unknown(call.path)


def _order_list(asked: Asked) -> Response:
    found = spoil.reported(_matching(asked), spoil.ORDER, asked.take)
    listed = page(found, asked.parameters.page, asked.take)
    return _told(listed.rows, asked, listed.status)


def _receipt(receipt: str, asked: Asked) -> Response:
    sku = asked.parameters.text("sku")
    asked.parameters.finish()
    lines = _lines(receipt, asked)
    if asked.method == "HEAD":
        if not orders.is_active(lines):
            raise forbidden()
        return Response(status_code=204)
    found = orders.orders([line for line in lines if sku in (None, line["item_no"])], asked.book.today)
    return _told(spoil.spoiled(found, spoil.ORDER, asked.take), asked)


def _upsells(receipt: str, asked: Asked) -> Response:
    asked.parameters.finish()
    lines = [line for line in _lines(receipt, asked) if line["line_item_type"] == UPSELL]
    if not lines:
        raise forbidden()
    return _told(orders.orders(lines, asked.book.today), asked)


def _status(asked: Asked, now: dt.datetime) -> Response:
    asked.parameters.finish()
    fault = asked.take("analytics_status")
    status = "GREEN" if fault is None else fault.variant or "RED"
    return render("analyticStatus", {"status": status, "lastUpdateTime": orders.local(now)}, asked.media_type)


def _analytics(role: str, dimension: str, asked: Asked) -> Response:
    report = analytics.report(asked.book, role, dimension, asked.parameters)
    is_by_campaign = dimension.upper() == analytics.TRACKING_ID
    rows = spoil.reported(report.rows, spoil.ROW, asked.take) if is_by_campaign else report.rows
    shown = page(rows, asked.parameters.page, asked.take)
    return render("analyticsResult", report.document(shown.rows), asked.media_type, shown.status)


def _matching(asked: Asked) -> list[Record]:
    book, parameters = asked.book, asked.parameters
    window = parameters.window(book.today, days_back=1)
    return matching(orders.orders(book.transactions_in(window), book.today), parameters)


def _lines(receipt: str, asked: Asked) -> list[Record]:
    return [row for row in asked.book.transactions if row["receipt"] == receipt]


def _told(found: list[Record], asked: Asked, status: int = 200) -> Response:
    return render("orderList", {"orderData": found}, asked.media_type, status)
