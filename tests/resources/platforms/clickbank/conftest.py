"""A client of a scripted ClickBank, a sandbox with its truth, and time that only passes on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import simplejson
from starlette.applications import Starlette
from starlette.routing import Mount

from resources.clock import Clock
from resources.platforms.base import Page, ParseContext, Parsed, Stream, Totals
from resources.platforms.clickbank import CLICKBANK
from resources.platforms.clickbank.client import ClickBankClient
from resources.platforms.retry import Pace, Retry
from resources.settings import Settings
from resources.windows import Window
from sandbox.clickbank.access import ClickBankCredentials
from sandbox.clickbank.platform import ClickBank
from sandbox.clickbank.routes import routes
from sandbox.faults import Faults
from sandbox.ledger import Ledger
from sandbox.server import serve
from tests.resources.scripted import Answer, Script, Time, scripted

KEY = "API-0123456789abcdef"
FEED_PATH = "/feeds/marketplace_feed_v2.xml.zip"
JSON = "application/json"
DENIED = Answer(b"Access is denied", 403, media_type="text/plain;charset=utf-8")
NIL = {"@nil": "true"}
NOTHING = Answer(b"null", media_type=JSON)


def ok(document: Any, status: int = 200) -> Answer:
    """A document; 206 says that another page follows."""
    return Answer(document, status, media_type=JSON)


def configured(url: str) -> Settings:
    """Settings for a platform at an address."""
    return Settings.model_validate({"clickbank_api_url": url, "clickbank_feed_url": url + FEED_PATH})


@pytest.fixture
def clickbank() -> Iterator[Script]:
    with scripted() as script:
        yield script


@pytest.fixture
def time() -> Time:
    return Time()


def client_of(settings: Settings, key: str, time: Time) -> ClickBankClient:
    """A client whose waits take no time."""
    retry, pace = Retry(attempts=5, seed=1, sleep=time.sleep), Pace(1000, time.sleep, time.clock)
    return ClickBankClient(settings, key, retry=retry, pace=pace, deadline=2)


@pytest.fixture
def client(clickbank: Script, time: Time) -> ClickBankClient:
    return client_of(configured(f"{clickbank.url}/base"), KEY, time)


TODAY = dt.date(2026, 2, 28)
KEYS = {"larkspurco": "API-LARK", "trailaff": "DEV-TRAIL:API-TRAIL"}
ACCOUNTS = tuple(KEYS)
MARKETPLACE = "marketplace"


def lines(page: Page) -> bytes:
    """A page as landing writes it, but for the blanks."""
    return "".join(simplejson.dumps(each, use_decimal=True) + "\n" for each in page.records).encode()


@dataclass
class World:
    """A sandbox with its truth, and time that only passes on paper."""

    ledger: Ledger
    settings: Settings
    faults: Faults
    time: Time

    def stream(self, name: str) -> Stream:
        return CLICKBANK.stream(name)

    def client(self, account: str, key: str | None = None) -> ClickBankClient:
        return client_of(self.settings, key or KEYS.get(account, "no key"), self.time)

    def read(self, stream_name: str, account: str, window: Window) -> Parsed:
        """Fetch and parse."""
        stream, client = self.stream(stream_name), self.client(account)
        pages = [lines(page) for page in stream.fetch(client, account, window)]
        about = client.describe(account)
        return stream.parse(pages, ParseContext(account, about.currency, about.timezone, window, frozenset({"USD"})))

    def total(self, account: str, window: Window) -> Totals:
        ask = self.stream("campaign_daily").total
        assert ask is not None
        return ask(self.client(account), account, window)


@contextmanager
def running(ledger: Ledger, roles: dict[str, tuple[str, ...]] | None = None) -> Iterator[World]:
    """A world of a ledger."""
    faults = Faults()
    platform = ClickBank(ledger, Clock(TODAY), ClickBankCredentials(KEYS, roles or {}), faults)
    with serve(Starlette(routes=[Mount("/clickbank", routes=routes(platform))])) as url:
        yield World(ledger, configured(f"{url}/clickbank"), faults, Time())


@pytest.fixture(scope="package")
def served() -> Iterator[World]:
    with running(Ledger.default(1)) as world:
        yield world


@pytest.fixture
def world(served: World) -> Iterator[World]:
    yield served
    served.faults.clear()
    served.time.waits.clear()
