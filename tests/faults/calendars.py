"""Ledgers around days on which clocks and calendars do something: accounts in four zones, and a seller's hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from resources.windows import DAY, Window
from sandbox.ledger import Ledger
from sandbox.ledger.tables import SCHEMAS

ZONES = {
    "7001": ("America/Los_Angeles", "USD"),
    "7002": ("Europe/Berlin", "EUR"),
    "7003": ("Asia/Seoul", "KRW"),
    "7004": ("Asia/Kolkata", "INR"),
}
"""Zone and currency by account of Meta."""
SELLER, PACIFIC = "pinecrest", "America/Los_Angeles"
HOUR = dt.timedelta(hours=1)


def hours_of(day: dt.date, zone: str) -> list[int]:
    """The hours that clocks in a zone show on a day, in order: 23, 24 or 25 of them, one of them twice or never."""
    start, end = (midnight(each, zone) for each in (day, day + DAY))
    count = int((end - start) / HOUR)
    return [(start + number * HOUR).astimezone(ZoneInfo(zone)).hour for number in range(count)]


def midnight(day: dt.date, zone: str) -> dt.datetime:
    """The instant (UTC) at which a day begins."""
    return dt.datetime.combine(day, dt.time(), ZoneInfo(zone)).astimezone(dt.UTC)


def advertisers(window: Window) -> Ledger:
    """Each account has two campaigns that deliver in every hour that the clocks of its zone show."""
    tables: dict[str, list[dict[str, Any]]] = {"accounts": [], "campaigns": [], "metrics": [], "hourly": []}
    for account, (zone, currency) in ZONES.items():
        tables["accounts"].append(_account("meta", account, zone, currency))
        for campaign in (f"{account}1", f"{account}2"):
            tables["campaigns"].append(_campaign(account, campaign))
            for day in window.days():
                hours = [_hour(account, campaign, day, hour) for hour in hours_of(day, zone)]
                tables["metrics"].append(_day(hours))
                tables["hourly"] += _once(hours)
    return _ledger(tables)


def seller(window: Window) -> Ledger:
    """An account of ClickBank, which counts Pacific days, that sells half past every hour of time."""
    start, end = midnight(window.start, PACIFIC), midnight(window.end, PACIFIC)
    count = int((end - start) / HOUR)
    sales = [_sale(number, start + number * HOUR + HOUR / 2) for number in range(count)]
    return _ledger({"accounts": [_account("clickbank", SELLER, PACIFIC, "USD")], "transactions": sales})


def _ledger(tables: dict[str, list[dict[str, Any]]]) -> Ledger:
    return Ledger.of({name: pa.Table.from_pylist(rows, schema=SCHEMAS[name]) for name, rows in tables.items()})


def _account(platform: str, account: str, zone: str, currency: str) -> dict[str, Any]:
    told = {"name": f"Account {account}", "currency": currency, "timezone": zone, "status": "ACTIVE"}
    return {"platform": platform, "account_id": account, **told}


def _campaign(account: str, campaign: str) -> dict[str, Any]:
    long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    return {
        "platform": "meta",
        "account_id": account,
        "campaign_id": campaign,
        "name": f"Campaign {campaign}",
        "objective": "OUTCOME_SALES",
        "status": "ACTIVE",
        "effective_status": "ACTIVE",
        **dict.fromkeys(("start_time", "created_time", "updated_time"), long_ago),
    }


def _hour(account: str, campaign: str, day: dt.date, hour: int) -> dict[str, Any]:
    return {
        "platform": "meta",
        "account_id": account,
        "campaign_id": campaign,
        "date": day,
        "hour": hour,
        "placement": "facebook",
        "impressions": 100 * day.day + hour + 1,
        "clicks": day.day,
        "spend": Decimal(day.day * 100 + hour),
    }


def _once(hours: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """An hour that came twice is told once, with what happened in both."""
    told: dict[int, dict[str, Any]] = {}
    for row in hours:
        before = told.get(row["hour"])
        told[row["hour"]] = row if before is None else _sum([before, row])
    return list(told.values())


def _sum(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return rows[0] | {name: sum(row[name] for row in rows) for name in ("impressions", "clicks", "spend")}


def _day(hours: list[dict[str, Any]]) -> dict[str, Any]:
    day = {name: value for name, value in _sum(hours).items() if name != "hour"}
    outcome = {"purchases": Decimal(1), "purchase_value": Decimal(50)}
    return day | outcome | dict.fromkeys(("likes", "shares", "comments", "saves"), 0)


def _sale(number: int, moment: dt.datetime) -> dict[str, Any]:
    return {
        "platform": "clickbank",
        "account_id": SELLER,
        "receipt": f"R{number:07}",
        "transaction_type": "SALE",
        "item_no": "1",
        "transaction_time": moment,
        "tracking_id": "tid1",
        "affiliate": "campsites4u",
        "vendor": SELLER.upper(),
        "role": "VENDOR",
        "product_title": "Winter Skills",
        "line_item_type": "STANDARD",
        "quantity": 1,
        "recurring": False,
        "account_amount": Decimal(9),
        "customer_amount": Decimal(20),
        "currency": "USD",
        "payment_method": "VISA",
        "country": "US",
    }
