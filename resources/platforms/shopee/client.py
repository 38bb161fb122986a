"""A connection to one shop: signed, guarded, paced, and tried again where that helps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import requests

from resources.errors import AccountError, BadPage
from resources.http import exchange
from resources.platforms.base import AccountInfo
from resources.platforms.retry import Pace, Retry
from resources.platforms.shopee.guard import Document, UnexpectedShape, epoch, member, sound
from resources.platforms.shopee.regions import REGIONS
from resources.platforms.shopee.signing import PLATFORM, Application, shop_number
from resources.redaction import register
from resources.settings import Settings

T = TypeVar("T")

DEADLINE = 90.0
REQUESTS_A_SECOND = 10.0
SHOP_INFO = "/api/v2/shop/get_shop_info"
_RETRY = Retry(attempts=8, first=2.0)


class ShopeeClient:
    """One shop's access token on a session of its own. Counts every request, repeated ones too. For one thread.

    `deadline` bounds a request in seconds, from sending it to the last byte of the answer.
    """

    def __init__(
        self,
        settings: Settings,
        token: str,
        *,
        retry: Retry = _RETRY,
        pace: Pace | None = None,
        deadline: float = DEADLINE,
    ) -> None:
        register(token)
        self.api_calls = 0
        self._application = Application.from_settings(settings)
        self._token = token
        self._session = requests.Session()
        self._retry = retry
        self._pace = pace or Pace(REQUESTS_A_SECOND)
        self._deadline = deadline
        self._shops: dict[str, AccountInfo] = {}

    def ask(
        self,
        path: str,
        params: Mapping[str, Any],
        read: Callable[[Document], T],
        *,
        account: str,
        window: object | None = None,
    ) -> T:
        """What `read` makes of the whole reply to a GET of `path` (/api/v2/...).

        A reply in which `read` finds an UnexpectedShape is no better than one that was cut short.
        Retries what may pass.

        Raises:
            PlatformError: whichever kind says what to do next; located, and without token or key.
        """
        where = {"platform": PLATFORM, "account": account, "window": window}
        shop_number(account)
        return self._retry(lambda: self._once(path, params, read, where))

    def describe(self, account_id: str) -> AccountInfo:
        """Read name, currency, zone, status and end of consent of a shop. Raises PlatformError."""
        info = self.ask(SHOP_INFO, {}, lambda document: _described(document, account_id), account=account_id)
        self._shops[account_id] = info
        return info

    def shop(self, account_id: str) -> AccountInfo:
        """The shop's description, asked for once. Raises PlatformError."""
        return self._shops.get(account_id) or self.describe(account_id)

    def _once(self, path: str, params: Mapping[str, Any], read: Callable[[Document], T], where: Mapping[str, Any]) -> T:
        self._pace.wait()
        self.api_calls += 1
        reply = exchange(
            self._session,
            "GET",
            self._application.url + path,
            seconds=self._deadline,
            where=where,
            params={**params, **self._application.signed(path, self._token, where["account"])},
        )
        try:
            return read(sound(reply, where))
        except UnexpectedShape as error:
            raise BadPage(str(error), **where) from None


def connect(settings: Settings, secret: str) -> ShopeeClient:
    """A client with one shop's access token. Raises ConfigurationError when partner id or key is not set."""
    return ShopeeClient(settings, secret)


def _described(document: Document, account_id: str) -> AccountInfo:
    name, code, status = (member(document, field, str) for field in ("shop_name", "region", "status"))
    ends = epoch(document, "expire_time")
    if code not in REGIONS:
        raise AccountError(
            f"the shop is in region {code!r}; expected one of {', '.join(REGIONS)}",
            platform=PLATFORM,
            account=account_id,
            field="region",
        )
    region = REGIONS[code]
    until = dt.datetime.fromtimestamp(ends, dt.UTC) if ends else None
    return AccountInfo(account_id, name, region.currency, region.timezone, status, until)
