"""What the contract tests compare: a stream read over the wire, and the ledger's truth about it, in one shape.

Rows are {key: figures}. Days and hours in which nothing happened are left out of both, because some platforms tell
them and some do not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from pipelines.demo.consent import secret_of
from resources.loading.landing import json_lines
from resources.platforms import platform
from resources.platforms.base import ParseContext, Parsed, Stream, Tokens
from resources.platforms.clickbank.client import ClickBankClient
from resources.platforms.google.client import GoogleClient
from resources.platforms.meta.client import MetaClient
from resources.platforms.naver.client import NaverClient
from resources.platforms.retry import Pace, Retry
from resources.platforms.shopee.client import ShopeeClient
from resources.settings import Settings
from resources.windows import Window
from sandbox.faults import Fault
from sandbox.ledger import Ledger
from tests.resources.scripted import Time
from tests.served import Served

Key = tuple[Any, ...]
Rows = dict[Key, tuple[Any, ...]]
UNKNOWN_OF: Mapping[str, tuple[str, ...]] = {"clickbank": ("impressions", "spend")}
"""What a platform does not know, although the ledger has a 0 for it."""


@dataclass(frozen=True)
class Subject:
    """A stream of a platform, and the account of the default ledger that it is read of."""

    platform: str
    stream_name: str
    account: str

    def __str__(self) -> str:
        return f"{self.platform}.{self.stream_name}"

    @property
    def stream(self) -> Stream:
        return platform(self.platform).stream(self.stream_name)

    def rows(self, table: pa.Table) -> Rows:
        """What was read."""
        key, figures = _COLUMNS[self.stream_name]
        return _rows(table, key, figures)

    def truth(self, ledger: Ledger, window: Window, as_of: dt.date) -> Rows:
        """What the ledger says."""
        return _TRUTHS[self.stream_name](ledger, self, window, as_of)


@dataclass
class World:
    """What is served, with time that only passes on paper."""

    served: Served
    time: Time = field(default_factory=Time)
    _secrets: dict[tuple[str, str], str] = field(default_factory=dict)
    _refresh_tokens: dict[str, str] = field(default_factory=dict)

    def today(self, subject: Subject) -> dt.date:
        """The business day of the subject's account."""
        return self.served.clock.today(self._account(subject)["timezone"])

    def secret(self, subject: Subject) -> str:
        """What opens the account: as it was issued, or an access token after its owner has agreed."""
        name = subject.platform, subject.account
        if name not in self._secrets:
            self._keep(subject, secret_of(self.served.settings, self.served.issued, *name))
        return self._secrets[name]

    def client(self, subject: Subject, secret: str | None = None, settings: Settings | None = None) -> Any:
        """A connection with the account's own secret, whose waits take no time."""
        retry = Retry(seed=1, sleep=self.time.sleep)
        settings, secret = settings or self.served.settings, secret or self.secret(subject)
        return _CLIENTS[subject.platform](settings, secret, retry, Pace(1e6, self.time.sleep, self.time.clock))

    def read(self, subject: Subject, window: Window, client: Any = None) -> Parsed:
        """Fetch, and parse the pages as landing writes them."""
        stream, account = subject.stream, self._account(subject)
        fetched = stream.fetch(client or self.client(subject), subject.account, window)
        pages = [json_lines(page, stream.personal_fields) for page in fetched]
        currency, zone = account["currency"], account["timezone"]
        return stream.parse(pages, ParseContext(subject.account, currency, zone, window, frozenset({currency})))

    def rows(self, subject: Subject, window: Window, client: Any = None) -> Rows:
        """What is read, of which nothing is refused."""
        parsed = self.read(subject, window, client)
        assert parsed.rejects == []
        return subject.rows(parsed.table)

    def truth(self, subject: Subject, window: Window) -> Rows:
        """What the ledger says as of the business day."""
        return subject.truth(self.served.ledger, window, self.today(subject))

    def renew(self, subject: Subject) -> None:
        """Get new tokens for the account as the product does, with its refresh token."""
        consent = platform(subject.platform).consent
        assert consent is not None
        renewed = consent.renew(self.served.settings, subject.account, self._refresh_tokens.pop(subject.account))
        self._keep(subject, renewed)

    def strike(self, subject: Subject, *faults: Fault) -> None:
        """Switch faults on, for the subject's account."""
        for fault in faults:
            self.served.faults.add(replace(fault, account=subject.account))

    def struck(self) -> list[int]:
        """How often each fault that is on has struck."""
        return [fault["struck"] for fault in self.served.faults.listing()]

    def waits(self, subject: Subject, window: Window) -> list[float]:
        """How long a reading waits, each time."""
        self.time.waits.clear()
        self.read(subject, window)
        return list(self.time.waits)

    def _keep(self, subject: Subject, found: str | Tokens) -> None:
        name = subject.platform, subject.account
        if isinstance(found, Tokens):
            self._refresh_tokens[subject.account] = found.refresh_token
        self._secrets[name] = found.access_token if isinstance(found, Tokens) else found

    def _account(self, subject: Subject) -> dict[str, Any]:
        return self.served.ledger.account(subject.platform, subject.account)


_CLIENTS: Mapping[str, Callable[[Settings, str, Retry, Pace], Any]] = {
    "meta": lambda settings, secret, retry, pace: MetaClient(settings, secret, retry=retry, pace=pace),
    "google": lambda settings, secret, retry, pace: GoogleClient(settings, secret, retry=retry),
    "naver": lambda settings, secret, retry, pace: NaverClient(settings, secret, retry=retry, pace=pace),
    "clickbank": lambda settings, secret, retry, pace: ClickBankClient(settings, secret, retry=retry, pace=pace),
    "shopee": lambda settings, secret, retry, pace: ShopeeClient(settings, secret, retry=retry, pace=pace),
}

_COLUMNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "campaign_daily": (
        ("date", "campaign_id", "placement"),
        ("impressions", "clicks", "cost", "conversions", "revenue"),
    ),
    "events": (
        ("event_key",),
        ("event_date", "platform_type", "campaign_id", "quantity", "revenue", "customer_amount", "customer_currency"),
    ),
    "orders": (
        ("order_sn", "return_sn"),
        ("order_date", "platform_status", "quantity", "items_amount", "total_amount"),
    ),
}


def _daily(ledger: Ledger, subject: Subject, window: Window, as_of: dt.date) -> Rows:
    table = ledger.metrics(subject.platform, subject.account, window, as_of)
    unknown = UNKNOWN_OF.get(subject.platform, ())
    for name in unknown:
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, pa.nulls(table.num_rows))
    key = ("date", "campaign_id", "placement")
    return _rows(table, key, ("impressions", "clicks", "spend", "purchases", "purchase_value"))


def _events(ledger: Ledger, subject: Subject, window: Window, as_of: dt.date) -> Rows:
    rows = ledger.transactions(subject.platform, subject.account, window, as_of).to_pylist()
    zone = ZoneInfo(ledger.account(subject.platform, subject.account)["timezone"])
    return {
        (
            f"{row['receipt']}/{row['transaction_type']}/{row['item_no']}/{row['transaction_time']:%Y-%m-%dT%H:%M:%SZ}",
        ): (
            row["transaction_time"].astimezone(zone).date(),
            row["transaction_type"],
            row["tracking_id"] and row["tracking_id"].lower(),
            row["quantity"],
            row["account_amount"],
            row["customer_amount"],
            row["currency"],
        )
        for row in rows
        if not row["transaction_type"].startswith("TEST")
    }


def _orders(ledger: Ledger, subject: Subject, window: Window, as_of: dt.date) -> Rows:
    """Orders and returns that changed in the window; a return counts negative."""
    account = subject.platform, subject.account
    zone = ZoneInfo(ledger.account(*account)["timezone"])

    def documents(table: pa.Table, lines: pa.Table, name: str, price: str, amount: str, sign: int) -> Rows:
        items: dict[str, list[Any]] = {}
        for line in lines.to_pylist():
            items.setdefault(line[name], []).append(line)
        return {
            (row["order_sn"], row["return_sn"] if name == "return_sn" else ""): (
                row["create_time"].astimezone(zone).date(),
                row["status"],
                sign * sum(line["quantity"] for line in items[row[name]]),
                sign * sum(line["quantity"] * line[price] for line in items[row[name]]),
                sign * row[amount],
            )
            for row in table.to_pylist()
            if row["update_time"].astimezone(zone).date() in window
        }

    orders = ledger.orders(*account, as_of), ledger.order_items(*account, as_of)
    returns = ledger.returns(*account, as_of), ledger.return_items(*account, as_of)
    return documents(*orders, "order_sn", "discounted_price", "total_amount", 1) | documents(
        *returns, "return_sn", "item_price", "refund_amount", -1
    )


_TRUTHS: Mapping[str, Callable[[Ledger, Subject, Window, dt.date], Rows]] = {
    "campaign_daily": _daily,
    "events": _events,
    "orders": _orders,
}


def _rows(table: pa.Table, key: tuple[str, ...], figures: tuple[str, ...]) -> Rows:
    """By key the figures; no key comes twice."""
    found = table.select([*key, *figures]).to_pylist()
    rows = {tuple(row[name] for name in key): tuple(row[name] for name in figures) for row in found}
    assert len(rows) == len(found)
    return {each: values for each, values in rows.items() if any(values)}
