"""The customer's own figures, asked for beside the reports: statistics of all campaigns, and what was billed.

Both include VAT, which the cost in reports does not.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from resources.errors import RequestTooLarge
from resources.platforms.base import Totals, is_figure
from resources.platforms.naver.client import TIMEZONE, NaverClient
from resources.platforms.naver.guard import Document, UnexpectedShape, member, objects
from resources.platforms.naver.reading import entities
from resources.platforms.naver.reading.tsv import DAY_FORM
from resources.windows import Window

STATS = "/stats"
BILLED = "/billing/bizmoney/cost"
IDS_AT_ONCE = 50
DELIVERY = ("impCnt", "clkCnt", "salesAmt")
PURCHASES = ("purchaseCcnt", "purchaseConvAmt")
AMOUNTS = ("refundableAmt", "nonRefundableAmt")
WITH_VAT = Decimal("1.1")
HALF_A_WON = Decimal("0.5")
_MICRO, _CENT = Decimal("0.000001"), Decimal("0.01")


def daily_total(client: NaverClient, account_id: str, window: Window) -> Totals:
    """What campaigns did in the window, with purchases; deleted ones too, once their reports were read."""
    return _total(client, account_id, window, (*DELIVERY, *PURCHASES))


def hourly_total(client: NaverClient, account_id: str, window: Window) -> Totals:
    """The same without purchases, which no report has by the hour."""
    return _total(client, account_id, window, DELIVERY)


def billed(client: NaverClient, account_id: str, window: Window) -> dict[dt.date, Decimal]:
    """What Naver took for each day from the customer's balance, in won without VAT; days without cost are left out.

    Raises:
        PlatformError: as the client does.
    """
    params = {"searchStartDt": window.start.strftime(DAY_FORM), "searchEndDt": window.last.strftime(DAY_FORM)}
    days: dict[dt.date, Decimal] = {}
    for day, amount in client.ask("GET", BILLED, _charges, account=account_id, window=window, params=params):
        days[day] = days.get(day, Decimal(0)) + amount
    return {day: without_vat(amount) for day, amount in sorted(days.items())}


def without_vat(amount: Decimal) -> Decimal:
    """An amount that includes VAT without it, in millionths of a won."""
    return (amount / WITH_VAT).quantize(_MICRO)


def _total(client: NaverClient, account_id: str, window: Window, fields: tuple[str, ...]) -> Totals:
    """The cost is rounded to whole won for each campaign and day, so each of them may be off by half a won."""
    rows = [
        row
        for ids in _ids_by_type(client, account_id, window)
        for row in _rows(client, account_id, window, ids, fields)
    ]
    sums = dict(zip(fields, (sum(column, Decimal(0)) for column in zip(*rows, strict=True)), strict=False))
    impressions, clicks, sales = (sums.get(name, Decimal(0)) for name in DELIVERY)
    conversions, revenue = (sums.get(name, Decimal(0)) if name in fields else None for name in PURCHASES)
    within = (len(rows) * len(window) * HALF_A_WON / WITH_VAT).quantize(_CENT, ROUND_CEILING)
    return Totals(int(impressions), int(clicks), without_vat(sales), conversions, revenue, within)


def _ids_by_type(client: NaverClient, account_id: str, window: Window) -> list[list[str]]:
    """The ids of campaigns, some at a time: those of different types cannot be asked for together."""
    known = entities.listed(client, account_id, window) | client.unlisted.get(account_id, {})
    types: dict[str, list[str]] = {}
    for campaign_id, campaign in known.items():
        if isinstance(kind := campaign.get("campaignTp"), str):
            types.setdefault(kind, []).append(campaign_id)
    return [ids[start : start + IDS_AT_ONCE] for ids in types.values() for start in range(0, len(ids), IDS_AT_ONCE)]


def _rows(
    client: NaverClient, account_id: str, window: Window, ids: Sequence[str], fields: tuple[str, ...]
) -> Iterator[list[Decimal]]:
    """The figures over the whole window of each campaign that has any."""
    params = {
        "ids": ",".join(ids),
        "fields": json.dumps(fields),
        "timeRange": json.dumps({"since": str(window.start), "until": str(window.last)}),
    }
    try:
        read = partial(_figures, ids=frozenset(ids), fields=fields)
        yield from client.ask("GET", STATS, read, account=account_id, window=window, params=params)
    except RequestTooLarge:
        if len(ids) == 1:
            raise
        middle = len(ids) // 2
        for half in (ids[:middle], ids[middle:]):
            yield from _rows(client, account_id, window, half, fields)


def _figures(document: Any, ids: frozenset[str], fields: tuple[str, ...]) -> list[list[Decimal]]:
    """A figure that is 0 may be left out, and so may a campaign without any."""
    rows = objects(member(document, "data", list), "data")
    if unasked := {member(row, "id", str) for row in rows} - ids:
        raise UnexpectedShape(f"data: expected the campaigns that were asked for, got {min(unasked)!r:.40}")
    return [[figure({name: 0, **row}, name) for name in fields] for row in rows]


def _charges(document: Any) -> list[tuple[dt.date, Decimal]]:
    return [(_day(row), _amount(row)) for row in objects(document, "costs")]


def _amount(row: Document) -> Decimal:
    return sum((figure(row, name) for name in ("refundableAmt", "nonRefundableAmt")), Decimal(0))


def figure(row: Document, name: str) -> Decimal:
    """A member that is a number, as large as an account's may be. Raises UnexpectedShape."""
    value = member(row, name, (int, Decimal))
    if not is_figure(value):
        raise UnexpectedShape(f"{name}: expected a number of at most 15 digits, got {Decimal(value):.6e}")
    return Decimal(value)


def _day(row: Document) -> dt.date:
    """The day in Seoul of the instant at which it begins."""
    written = member(row, "date", str)
    try:
        moment = dt.datetime.fromisoformat(written)
    except ValueError:
        raise UnexpectedShape(f"date: expected an instant, got {written!r:.40}") from None
    return moment.astimezone(ZoneInfo(TIMEZONE)).date() if moment.tzinfo else moment.date()
