"""A small world of ClickBank accounts, a server of it, and a client with a key."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa
import requests
from starlette.applications import Starlette
from starlette.routing import Mount

from resources.clock import Clock
from sandbox.clickbank.access import ClickBankCredentials
from sandbox.clickbank.platform import ClickBank
from sandbox.clickbank.routes import routes
from sandbox.faults import Faults
from sandbox.ledger import Ledger
from sandbox.ledger.tables import SCHEMAS
from sandbox.server import serve

TODAY = dt.date(2026, 3, 10)
KEYS = {"larkspurco": "API-LARK", "trailaff": "DEV-TRAIL:API-TRAIL"}
FEED = "/feeds/marketplace_feed_v2.xml.zip"
LIST = "orders2/list"

Row = dict[str, Any]


def line(receipt: str, kind: str = "SALE", at: str = "2026-03-10T12:00:00-07:00", **changes: Any) -> Row:
    """A row of `transactions`: one item of a receipt."""
    sign = -1 if kind in ("RFND", "CGBK", "FEE") else 1
    row = {
        "platform": "clickbank",
        "account_id": "larkspurco",
        "receipt": receipt,
        "transaction_type": kind,
        "item_no": "1",
        "transaction_time": dt.datetime.fromisoformat(at),
        "tracking_id": "Spring_A",
        "affiliate": "trailaff",
        "vendor": "larkspurco",
        "role": "VENDOR",
        "product_title": "Garden Plans",
        "line_item_type": "STANDARD",
        "quantity": 1,
        "recurring": False,
        "account_amount": sign * Decimal("23.50"),
        "customer_amount": sign * Decimal("47.00"),
        "currency": "USD",
        "payment_method": "VISA",
        "country": "US",
        "state": "OR",
    }
    return row | changes


def hops(tracking_id: str, date: str, count: int, account_id: str = "larkspurco") -> Row:
    """A row of `hops`."""
    of = {"platform": "clickbank", "account_id": account_id, "tracking_id": tracking_id}
    return {**of, "date": dt.date.fromisoformat(date), "hops": count}


def site(site_id: str, category: str, subcategory: str | None = None, **changes: Any) -> Row:
    """A row of `marketplace`."""
    amounts = ("percent_per_sale", "percent_per_rebill", "average_earnings_per_sale", "initial_earnings_per_sale")
    row = {
        "site_id": site_id,
        "date": TODAY,
        "title": f"The {site_id} course",
        "description": "Learn it in a week",
        "category": category,
        "subcategory": subcategory,
        "popularity_rank": 1,
        "gravity": Decimal("12.34"),
        **dict.fromkeys(amounts, Decimal(50)),
        "total_rebill_amt": Decimal(0),
        "referred": Decimal(75),
        "commission": Decimal(60),
        "has_recurring": False,
        "activate_date": dt.date(2024, 5, 6),
    }
    return row | changes


def ledger(transactions: Iterable[Row] = (), hops: Iterable[Row] = (), marketplace: Iterable[Row] = ()) -> Ledger:
    """A ledger of a vendor, an affiliate and the marketplace. Amounts of rows may be texts."""
    accounts = [
        {
            "platform": "clickbank",
            "account_id": account_id,
            "name": account_id,
            "currency": "USD",
            "timezone": "America/Los_Angeles",
            "status": "ACTIVE",
        }
        for account_id in (*KEYS, "marketplace")
    ]
    tables = {"accounts": accounts, "transactions": transactions, "hops": hops, "marketplace": marketplace}
    return Ledger.of({name: _table(name, rows) for name, rows in tables.items()})


def _table(name: str, rows: Iterable[Row]) -> pa.Table:
    amounts = {field.name for field in SCHEMAS[name] if pa.types.is_decimal(field.type)}
    typed = [row | {name: Decimal(row[name]) for name in amounts} for row in rows]
    return pa.Table.from_pylist(typed, schema=SCHEMAS[name])


@dataclass
class Vendor:
    """A client of a running sandbox; larkspurco's key unless another one is given."""

    url: str
    faults: Faults
    http: requests.Session = field(default_factory=requests.Session)

    def request(self, method: str, path: str, **asked: Any) -> requests.Response:
        """A request below /rest/1.3, or of an absolute path.

        `key`, `accept` and `page` are headers, all else is the query; a list as a value repeats its parameter.
        """
        headers = {"Authorization": asked.pop("key", KEYS["larkspurco"])}
        headers["Accept"] = asked.pop("accept", "application/json")
        if "page" in asked:
            headers["Page"] = str(asked.pop("page"))
        address = f"{self.url}/clickbank{path if path.startswith('/') else f'/rest/1.3/{path}'}"
        return self.http.request(method, address, params=asked, headers=headers, timeout=10)

    def get(self, path: str, **asked: Any) -> requests.Response:
        """A GET."""
        return self.request("GET", path, **asked)

    def head(self, path: str) -> int:
        """The status of a HEAD."""
        return self.request("HEAD", path).status_code

    def ask(self, path: str, **asked: Any) -> Any:
        """The JSON of a reply that is whole."""
        reply = self.get(path, **asked)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def orders(self, **asked: Any) -> list[Row]:
        """Every order of every page."""
        found: list[Row] = []
        for number in range(1, 50):
            reply = self.get(LIST, page=number, **asked)
            assert reply.status_code in (200, 206), reply.text
            found += elements(reply, "orderData")
            if reply.status_code == 200:
                return found
        raise AssertionError("the pages do not end")


def elements(reply: requests.Response, *path: str) -> list[Row]:
    """What a client makes of JSON that was made from XML."""
    found: Any = json.loads(reply.content)
    for name in path:
        found = (found or {}).get(name, [])
    return found if isinstance(found, list) else [found]


def days(start: str, end: str) -> dict[str, str]:
    """Both dates as parameters."""
    return {"startDate": start, "endDate": end}


@contextmanager
def serving(book: Ledger, today: dt.date = TODAY, roles: dict[str, tuple[str, ...]] | None = None) -> Iterator[Vendor]:
    """A server of a ledger."""
    faults = Faults()
    clickbank = ClickBank(book, Clock(today), ClickBankCredentials(KEYS, roles or {}), faults)
    with serve(Starlette(routes=[Mount("/clickbank", routes=routes(clickbank))])) as url:
        vendor = Vendor(url, faults)
        with vendor.http:
            yield vendor
