"""A running sandbox of the default ledger, and ways to talk to it."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from resources.clock import Clock
from sandbox import credentials
from sandbox.faults import Faults
from sandbox.ledger import Ledger
from sandbox.server import create_app, serve
from sandbox.shopee.grants import Grants

TODAY = dt.date(2026, 2, 28)
EVERY_STATUS = ["ACTIVE", "PAUSED", "ARCHIVED", "DELETED", "IN_PROCESS", "WITH_ISSUES"]


@dataclass
class Sandbox:
    """A sandbox at `url` and what it was made of."""

    url: str
    ledger: Ledger
    issued: dict[str, Any]
    faults: Faults
    http: requests.Session = field(default_factory=requests.Session)

    @property
    def graph(self) -> str:
        return f"{self.url}/meta"

    def credentials(self, account: str = "1001") -> dict[str, str]:
        """Token and proof as query parameters."""
        token = self.issued["meta"]["tokens"][account]
        proof = hmac.new(self.issued["meta"]["app_secret"].encode(), token.encode(), hashlib.sha256).hexdigest()
        return {"access_token": token, "appsecret_proof": proof}

    def get(self, path: str, account: str = "1001", version: str = "v26.0", **parameters: Any) -> requests.Response:
        """GET with the account's credentials; lists and objects travel as compact JSON."""
        query = self.credentials(account) | encoded(parameters)
        return self.http.get(f"{self.graph}/{version}/{path}", params=query, timeout=10)

    def post(self, path: str, account: str = "1001", **parameters: Any) -> requests.Response:
        """POST: credentials in the query, parameters in the form."""
        address = f"{self.graph}/v26.0/{path}"
        return self.http.post(address, params=self.credentials(account), data=encoded(parameters), timeout=10)

    def insights(self, account: str = "1001", **parameters: Any) -> list[dict[str, Any]]:
        """Every row of a synchronous report, in one page."""
        reply = self.get(f"act_{account}/insights", account, **{"limit": 5_000, **parameters})
        assert reply.status_code == 200, reply.text
        rows: list[dict[str, Any]] = reply.json()["data"]
        return rows

    def error(self, reply: requests.Response) -> tuple[int, int, int | None]:
        """HTTP status, code and subcode of an error reply."""
        error = reply.json()["error"]
        assert error["fbtrace_id"]
        return reply.status_code, error["code"], error.get("error_subcode")


def encoded(parameters: dict[str, Any]) -> dict[str, str]:
    """As the official client encodes them."""
    return {
        name: json.dumps(value, separators=(",", ":")) if isinstance(value, list | dict) else str(value)
        for name, value in parameters.items()
    }


def days(since: dt.date | str, until: dt.date | str) -> dict[str, str]:
    """A time_range."""
    return {"since": str(since), "until": str(until)}


Start = Callable[..., Sandbox]


@pytest.fixture(scope="session")
def ledger() -> Ledger:
    """The default ledger."""
    return Ledger.default(1)


@pytest.fixture
def start(ledger: Ledger) -> Iterator[Start]:
    """Start a sandbox; `ledger`, `today` and `grants` can be given."""
    with ExitStack() as stack:

        def run(ledger: Ledger = ledger, today: dt.date = TODAY, grants: Grants | None = None) -> Sandbox:
            issued, faults = credentials.issue(ledger), Faults()
            url = stack.enter_context(serve(create_app(ledger, Clock(today), issued, faults, grants)))
            sandbox = Sandbox(url, ledger, issued, faults)
            stack.callback(sandbox.http.close)
            return sandbox

        yield run


@pytest.fixture
def sandbox(start: Start) -> Sandbox:
    """A sandbox of the default ledger on TODAY."""
    return start()
