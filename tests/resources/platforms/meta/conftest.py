"""A client of a scripted Graph, a sandbox with its truth, and time that only passes on paper."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from resources.clock import Clock
from resources.platforms import platform
from resources.platforms.base import ParseContext, Parsed, Totals
from resources.platforms.meta.client import MetaClient
from resources.platforms.retry import Pace, Retry
from resources.settings import Settings
from resources.windows import DAY, Window
from sandbox import credentials
from sandbox.faults import Faults
from sandbox.ledger import Ledger
from sandbox.server import create_app, serve
from tests.resources.scripted import Answer, Script, Time, scripted

TOKEN, APP_SECRET = "EAAtokentokentoken", "appsecretappsecret"
NODE = {"id": "act_1", "name": "One", "currency": "KRW", "timezone_name": "Asia/Seoul", "account_status": 1}


def error(
    code: int,
    subcode: int | None = None,
    *,
    status: int = 400,
    message: str = "no",
    transient: bool = False,
    headers: dict[str, str] | None = None,
) -> Answer:
    """An error reply of Graph."""
    body: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code, "is_transient": transient}
    if subcode is not None:
        body["error_subcode"] = subcode
    return Answer({"error": body}, status, headers or {})


@pytest.fixture
def graph() -> Iterator[Script]:
    with scripted() as script:
        yield script


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def client(graph: Script, time: Time) -> MetaClient:
    """One account's client; it tries three times."""
    settings = Settings.model_validate(
        {"meta_graph_url": graph.url, "meta_app_id": "1234", "meta_app_secret": APP_SECRET}
    )
    retry = Retry(attempts=3, seed=1, sleep=time.sleep)
    return MetaClient(settings, TOKEN, retry=retry, pace=Pace(1000, time.sleep, time.clock), deadline=2)


def ask(client: MetaClient) -> dict[str, Any]:
    """A request of account 1, for January."""
    return client.call("GET", ("act_1", ""), expects="id", account="1", window="2026-01-01..2026-01-31")


TODAY = dt.date(2026, 2, 28)
MONTH = Window.closed(TODAY - 30 * DAY, TODAY)
LONG = Window.closed(TODAY - 99 * DAY, TODAY)
META = platform("meta")


@dataclass
class World:
    """A sandbox with its truth, and time that only passes on paper."""

    url: str
    ledger: Ledger
    issued: dict[str, Any]
    faults: Faults
    time: Time

    def client(self, account: str, token: str | None = None) -> MetaClient:
        meta = self.issued["meta"]
        settings = Settings.model_validate(
            {"meta_graph_url": f"{self.url}/meta", "meta_app_id": meta["app_id"], "meta_app_secret": meta["app_secret"]}
        )
        retry = Retry(attempts=3, seed=1, sleep=self.time.sleep)
        pace = Pace(1000, self.time.sleep, self.time.clock)
        return MetaClient(settings, token or meta["tokens"][account], retry=retry, pace=pace, deadline=2)

    def read(self, stream_name: str, account: str, window: Window) -> Parsed:
        """Fetch and parse, with the pages on the way written as landing writes them."""
        stream, client = META.stream(stream_name), self.client(account)
        pages = [
            "".join(json.dumps(each) + "\n" for each in page.records) for page in stream.fetch(client, account, window)
        ]
        about = client.describe(account)
        context = ParseContext(account, about.currency, about.timezone, window, frozenset({about.currency}))
        return stream.parse([page.encode() for page in pages], context)

    def total(self, stream_name: str, account: str, window: Window) -> Totals:
        ask = META.stream(stream_name).total
        assert ask is not None
        return ask(self.client(account), account, window)


@pytest.fixture(scope="package")
def served() -> Iterator[World]:
    ledger, faults = Ledger.default(1), Faults()
    issued = credentials.issue(ledger)
    with serve(create_app(ledger, Clock(TODAY), issued, faults)) as url:
        yield World(url, ledger, issued, faults, Time())


@pytest.fixture
def world(served: World) -> Iterator[World]:
    yield served
    served.faults.clear()
    served.time.waits.clear()
