"""A seller's application that talks to the sandbox's Shopee, every request signed."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import requests
import simplejson

from sandbox import shopee
from tests.sandbox.conftest import Sandbox

PREFIX = "/api/v2/"
REDIRECT = "https://seller.example.com/back?from=shopee"


@dataclass
class Application:
    """The application that a sandbox knows, without any shop."""

    url: str
    partner_id: int
    partner_key: str = field(repr=False)
    http: requests.Session = field(default_factory=requests.Session)

    @classmethod
    def of(cls, sandbox: Sandbox) -> Application:
        """The application of a running sandbox."""
        return cls(f"{sandbox.url}/shopee", **sandbox.issued["shopee"], http=sandbox.http)

    def signed(self, path: str, *more: str, at: int | None = None) -> dict[str, Any]:
        """partner_id, timestamp and sign for a path below /api/v2/; `more` is signed as well."""
        timestamp = int(time.time()) if at is None else at
        base = f"{self.partner_id}{PREFIX}{path}{timestamp}{''.join(more)}"
        sign = hmac.new(self.partner_key.encode(), base.encode(), hashlib.sha256).hexdigest()
        return {"partner_id": self.partner_id, "timestamp": timestamp, "sign": sign}

    def link(self) -> str:
        """The address at which a shop's owner consents."""
        path = "shop/auth_partner"
        return f"{self.url}{PREFIX}{path}?{urlencode({**self.signed(path), 'redirect': REDIRECT})}"

    def post(self, path: str, **body: Any) -> requests.Response:
        """A public POST."""
        document = {"partner_id": self.partner_id, **body}
        return self.http.post(f"{self.url}{PREFIX}{path}", params=self.signed(path), json=document, timeout=10)

    def exchange(self, code: str, shop_id: str) -> requests.Response:
        """A code for tokens."""
        return self.post("auth/token/get", code=code, shop_id=int(shop_id))

    def renew(self, refresh_token: str, shop_id: str) -> requests.Response:
        """A refresh token for tokens."""
        return self.post("auth/access_token/get", refresh_token=refresh_token, shop_id=int(shop_id))

    def shop(self, shop_id: str) -> Shop:
        """A shop whose owner agrees."""
        tokens = self.exchange(shopee.agree(self.link(), shop_id), shop_id).json()
        assert tokens["error"] == "", tokens
        return Shop(self, shop_id, tokens["access_token"], tokens["refresh_token"])


@dataclass
class Shop:
    """A shop that let the application in."""

    application: Application
    shop_id: str
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)

    def get(self, path: str, **parameters: Any) -> requests.Response:
        """A signed GET."""
        app, secret = self.application, {"access_token": self.access_token, "shop_id": self.shop_id}
        query = {**app.signed(path, self.access_token, self.shop_id), **secret, **parameters}
        return app.http.get(f"{app.url}{PREFIX}{path}", params=query, timeout=10)

    def ask(self, path: str, **parameters: Any) -> Any:
        """The `response` of a reply that has to be good; decimals stay exact."""
        reply = self.get(path, **parameters)
        document = simplejson.loads(reply.content, use_decimal=True)
        assert (reply.status_code, document["error"]) == (200, ""), document
        return document["response"]

    def pages(self, path: str, most: int = 200, **parameters: Any) -> Iterator[list[str]]:
        """Numbers of the orders on each page, up to a number of pages."""
        cursor = ""
        for _ in range(most):
            found = self.ask(path, cursor=cursor, **parameters)
            yield [order["order_sn"] for order in found["order_list"]]
            if not found["more"]:
                return
            cursor = found["next_cursor"]


def refusal(reply: requests.Response) -> tuple[int, str, str]:
    """HTTP status, error and message of an error reply."""
    document = reply.json()
    assert document["request_id"]
    return reply.status_code, document["error"], document["message"]


def second(day: dt.date, zone: str) -> int:
    """Seconds since 1970 at which a day of a zone begins."""
    return int(dt.datetime.combine(day, dt.time(), ZoneInfo(zone)).timestamp())
