"""A connection to one customer: signed, guarded, paced, and tried again where that helps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests

from resources.errors import BadPage
from resources.http import LARGEST_BODY, Reply, exchange
from resources.platforms.base import AccountInfo
from resources.platforms.naver.guard import Document, UnexpectedShape, file, objects, sound
from resources.platforms.naver.signing import PLATFORM, Licence, customer
from resources.platforms.retry import Pace, Retry, Sleep
from resources.settings import Settings

T = TypeVar("T")

CURRENCY, TIMEZONE = "KRW", "Asia/Seoul"
"""Of every customer."""
CAMPAIGNS = "/ncc/campaigns"
DOWNLOAD = "/report-download"
DEADLINE = 90.0
LARGEST_FILE = 512 << 20
REQUESTS_A_SECOND = 5.0
RETRY = Retry(attempts=9, first=2.0, longest=300.0)
"""Naver publishes no limit. It asks for minutes of quiet after a series of refusals, so waits grow to that."""


class NaverClient:
    """One access licence on a session of its own. Counts every request, repeated ones too. For one thread.

    `unlisted` remembers, by account and id, the campaigns that reports had and the list of campaigns had not.
    `deadline` bounds a request in seconds, from sending it to the last byte of the answer.
    """

    def __init__(
        self,
        settings: Settings,
        secret: str,
        *,
        retry: Retry = RETRY,
        pace: Pace | None = None,
        deadline: float = DEADLINE,
    ) -> None:
        self.api_calls = 0
        self.unlisted: dict[str, dict[str, Document]] = {}
        self._url = settings.naver_api_url
        self._licence = Licence.parse(secret)
        self._session = requests.Session()
        self._retry = retry
        self._pace = pace or Pace(REQUESTS_A_SECOND)
        self._deadline = deadline

    @property
    def sleep(self) -> Sleep:
        """How this client waits for a report."""
        return self._retry.sleep

    def ask(
        self,
        method: str,
        path: str,
        read: Callable[[Any], T],
        *,
        account: str,
        window: object | None = None,
        params: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        retried: bool = True,
    ) -> T:
        """What `read` makes of the reply to a request of `path` (/ncc/...); `body` is sent as JSON.

        A reply in which `read` finds an UnexpectedShape is no better than one that was cut short.
        Retries what may pass, unless that is not worth the time.

        Raises:
            PlatformError: whichever kind says what to do next; located, and without licence or key.
        """
        where: dict[str, Any] = {"platform": PLATFORM, "account": account, "window": window}

        def once() -> T:
            reply = self._send(method, path, where, params=params, json=body)
            try:
                return read(sound(reply, where))
            except UnexpectedShape as error:
                raise BadPage(f"{path}: {error}", **where) from None

        return self._retry(once) if retried else once()

    def download(self, address: str, *, account: str, window: object | None = None) -> bytes:
        """The file of a report. Of its address only the query is used, as it is; it goes where everything goes.

        Raises:
            PlatformError: as `ask` does.
        """
        where: dict[str, Any] = {"platform": PLATFORM, "account": account, "window": window}
        parts = urlsplit(address)
        if not parts.path.endswith(DOWNLOAD) or not parts.query:
            raise BadPage(f"downloadUrl: expected {DOWNLOAD} with a token, got another address", **where)

        def once() -> bytes:
            reply = self._send("GET", DOWNLOAD, where, query=f"?{parts.query}", largest=LARGEST_FILE)
            return file(reply, where)

        return self._retry(once)

    def describe(self, account_id: str) -> AccountInfo:
        """Make sure that the customer can be read; nothing in the API tells its name. Raises PlatformError."""
        params = {"recordSize": 1, "selector": "NEXT"}
        self.ask("GET", CAMPAIGNS, lambda document: objects(document, "campaigns"), account=account_id, params=params)
        return AccountInfo(account_id, f"Naver {account_id}", CURRENCY, TIMEZONE, "ACTIVE")

    def _send(
        self,
        method: str,
        path: str,
        where: Mapping[str, Any],
        *,
        query: str = "",
        largest: int = LARGEST_BODY,
        **request: Any,
    ) -> Reply:
        customer_id = customer(where["account"])
        self._pace.wait()
        self.api_calls += 1
        return exchange(
            self._session,
            method,
            f"{self._url}{path}{query}",
            seconds=self._deadline,
            where=where,
            largest=largest,
            headers=self._licence.headers(method, path, customer_id),
            **request,
        )


def connect(settings: Settings, secret: str) -> NaverClient:
    """A client with `ACCESS_LICENCE:SECRET_KEY`. Raises CredentialsRejected when that is not what it is."""
    return NaverClient(settings, secret)
