"""A client of a scripted Naver, a sandbox with its truth, and time that only passes on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
import simplejson
from starlette.applications import Starlette
from starlette.routing import Mount

from resources.clock import Clock
from resources.platforms.base import ParseContext, Parsed, Stream, Totals
from resources.platforms.naver import NAVER
from resources.platforms.naver.client import NaverClient
from resources.platforms.naver.guard import member
from resources.platforms.retry import Pace, Retry
from resources.settings import Settings
from resources.windows import Window
from sandbox.faults import Faults
from sandbox.ledger import Ledger
from sandbox.naver.access import NaverCredentials
from sandbox.naver.platform import Naver
from sandbox.naver.routes import routes
from sandbox.server import serve
from tests.resources.scripted import Answer, Script, Time, scripted

LICENCE, KEY = "0100000000b47f8309b6e4c457716929c5", "AQAAAAC0f4MJtuTEV3FpKcWynSg+CU2VXAZjgpI0rmnttAJCrA=="
SECRET = f"{LICENCE}:{KEY}"
JSON = "application/json"
PATH = "/stat-reports/12345"
TODAY = dt.date(2026, 2, 28)
CUSTOMERS = ("401001", "401002")


def ok(document: Any, status: int = 200) -> Answer:
    """A success."""
    return Answer(document, status, media_type=JSON)


def problem(kind: str, status: int = 403, **told: object) -> Answer:
    """An error of the gateway."""
    document = {"type": f"urn:naver:api:problem:{kind}", "title": "Title", "detail": "Detail.", "status": status}
    return Answer({**document, **told}, status, media_type=JSON)


def refused(code: int, status: int = 400, title: str = "no") -> Answer:
    """An error of the application."""
    return Answer({"code": code, "status": status, "title": title}, status, media_type=JSON)


def configured(url: str) -> Settings:
    """Settings for a platform at an address."""
    return Settings.model_validate({"naver_api_url": url})


@pytest.fixture
def naver() -> Iterator[Script]:
    with scripted() as script:
        yield script


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def client(naver: Script, time: Time) -> NaverClient:
    """With three attempts a request."""
    retry = Retry(attempts=3, first=2, seed=1, sleep=time.sleep)
    pace = Pace(1000, time.sleep, time.clock)
    return NaverClient(configured(f"{naver.url}/base"), SECRET, retry=retry, pace=pace, deadline=2)


def ask(client: NaverClient, method: str = "GET") -> Any:
    """A request of customer 5, for a day."""
    return client.ask(
        method,
        PATH,
        lambda found: member(found, "a", (int, Decimal)),
        account="5",
        window="2026-01-01",
        params={"b": 1},
    )


@dataclass
class World:
    """A sandbox with its truth, and time that only passes on paper."""

    ledger: Ledger
    settings: Settings
    faults: Faults
    time: Time

    def stream(self, name: str) -> Stream:
        return NAVER.stream(name)

    def client(self, *, secret: str = SECRET) -> NaverClient:
        retry = Retry(attempts=3, seed=1, sleep=self.time.sleep)
        pace = Pace(10_000, self.time.sleep, self.time.clock)
        return NaverClient(self.settings, secret, retry=retry, pace=pace, deadline=10)

    def pages(self, stream: str, customer: str, window: Window, client: NaverClient | None = None) -> list[bytes]:
        """Fetch, with the pages written as landing writes them."""
        fetched = self.stream(stream).fetch(client or self.client(), customer, window)
        return [
            "".join(simplejson.dumps(each, use_decimal=True) + "\n" for each in page.records).encode()
            for page in fetched
        ]

    def read(self, stream: str, customer: str, window: Window, client: NaverClient | None = None) -> Parsed:
        """Fetch and parse."""
        context = ParseContext(customer, "KRW", "Asia/Seoul", window, frozenset({"KRW"}))
        return self.stream(stream).parse(self.pages(stream, customer, window, client), context)

    def total(self, stream: str, customer: str, window: Window, client: NaverClient | None = None) -> Totals:
        ask = self.stream(stream).total
        assert ask is not None
        return ask(client or self.client(), customer, window)


@contextmanager
def running(ledger: Ledger, today: dt.date = TODAY) -> Iterator[World]:
    faults = Faults()
    credentials = NaverCredentials({each["account_id"]: (LICENCE, KEY) for each in ledger.accounts("naver")})
    platform = Naver(ledger, Clock(today), credentials, faults)
    with serve(Starlette(routes=[Mount("/naver", routes=routes(platform))])) as url:
        yield World(ledger, configured(f"{url}/naver"), faults, Time())


@pytest.fixture(scope="package")
def served() -> Iterator[World]:
    with running(Ledger.default(1)) as world:
        yield world


@pytest.fixture
def world(served: World) -> Iterator[World]:
    yield served
    served.faults.clear()
    served.time.waits.clear()
