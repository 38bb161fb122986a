"""A connection with one key: guarded, paced, and tried again where that helps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from threading import Lock
from typing import Any, Generic, NamedTuple, TypeVar

import requests

from resources.errors import BadPage, PermissionDenied, PlatformError
from resources.http import Reply, exchange
from resources.platforms.base import AccountInfo
from resources.platforms.clickbank import errors, network
from resources.platforms.clickbank.guard import JSON, sound
from resources.platforms.clickbank.network import PLATFORM
from resources.platforms.clickbank.plain import UnexpectedShape
from resources.platforms.retry import Pace, Retry
from resources.redaction import register
from resources.settings import Settings

T = TypeVar("T")

BASE = "/rest/1.3"
ACCOUNTS = "/quickstats/accounts"
PROBE = "/debug"
ACCEPT = f"{JSON}, text/plain;q=0.5"
"""Documents are JSON; counts and the probe are text wherever JSON is not offered."""
DEADLINE = 120.0
REFUSALS = 4
"""How often a request is answered with HTTP 403 before that is believed."""
_KEY = re.compile(r"(DEV-[0-9A-Za-z]+:)?API-[0-9A-Za-z]+")
_RETRY = Retry()
_PACE = Pace(10.0)
_TURN = Lock()


class Answer(NamedTuple, Generic[T]):
    """What was made of one page of an answer, and whether another one follows."""

    found: T
    has_next: bool


class ClickBankClient:
    """One key on a session of its own. Counts every request, repeated ones too. For one thread.

    The limit of requests a second is of this machine's address, so all clients of a process share a pace unless they
    are given one. `deadline` bounds a request in seconds, from sending it to the last byte of the answer.
    """

    def __init__(
        self,
        settings: Settings,
        key: str,
        *,
        retry: Retry = _RETRY,
        pace: Pace = _PACE,
        deadline: float = DEADLINE,
    ) -> None:
        if _KEY.fullmatch(key):
            for secret in (key, *key.split(":")):
                register(secret)
        self.api_calls = 0
        self._url = settings.clickbank_api_url + BASE
        self._feed_url = settings.clickbank_feed_url
        self._key = key
        self._session = requests.Session()
        self._retry = retry
        self._pace = pace
        self._deadline = deadline
        self._has_answered = False

    def ask(
        self,
        path: str,
        params: Mapping[str, Any],
        read: Callable[[Any], T],
        *,
        account: str | None,
        window: object | None = None,
        page: int = 1,
    ) -> Answer[T]:
        """What `read` makes of one page of the plain document at `path` (below /rest/1.3).

        A document in which `read` finds an UnexpectedShape is no better than one that was cut short.
        Retries what may pass; HTTP 403 is asked again a few times, because it may be a limit by the second.

        Raises:
            PlatformError: whichever kind says what to do next; located, and without the key.
        """
        where: dict[str, Any] = {"platform": PLATFORM, "account": account, "window": window}
        if not _KEY.fullmatch(self._key):
            raise errors.no_key(where)
        refusals = count(1)

        def once() -> Answer[T]:
            reply = self._get(path, params, page, where)
            if reply.status == 403:
                raise self._refusal(reply, next(refusals), where)
            document = sound(reply, where)
            self._has_answered = True
            try:
                return Answer(read(document), reply.status == 206)
            except UnexpectedShape as error:
                raise BadPage(str(error), **where) from None

        return self._retry(once)

    def feed(self, read: Callable[[bytes], T], where: Mapping[str, Any]) -> T:
        """What `read` makes of the marketplace feed, which is public.

        Raises:
            PlatformError: it is not there, or `read` found an UnexpectedShape each time.
        """

        def once() -> T:
            reply = self._send(self._feed_url, where)
            if reply.status != 200:
                raise errors.classify(reply, where)
            try:
                return read(reply.body)
            except UnexpectedShape as error:
                raise BadPage(str(error), **where) from None

        return self._retry(once)

    def describe(self, account_id: str) -> AccountInfo:
        """Look the account up among those that the key reads. Raises PlatformError."""
        if network.is_marketplace(account_id):
            return network.marketplace()
        known = self._nicknames(account_id)
        if account_id not in known:
            raise PermissionDenied(
                f"the key reads {', '.join(known) or 'no account'}, expected {account_id}; let it read that one in "
                f"{errors.MANAGEMENT}",
                platform=PLATFORM,
                account=account_id,
            )
        return network.account(known[account_id])

    def accounts(self) -> list[AccountInfo]:
        """Every account that the key reads. Raises PlatformError."""
        return [network.account(nickname) for nickname in self._nicknames(None).values()]

    def _nicknames(self, account_id: str | None) -> dict[str, str]:
        found = self.ask(ACCOUNTS, {}, lambda document: list(_nicknames(document)), account=account_id).found
        return {nickname.lower(): nickname for nickname in found}

    def _refusal(self, reply: Reply, number: int, where: Mapping[str, Any]) -> PlatformError:
        if number < REFUSALS or errors.is_limit(reply):
            return errors.refused(reply, where)
        is_key_good = self._get(PROBE, {}, 1, where).status == 200
        if not is_key_good and self._has_answered:
            return errors.refused(reply, where)
        return errors.verdict(reply, where, is_key_good=is_key_good)

    def _get(self, path: str, params: Mapping[str, Any], page: int, where: Mapping[str, Any]) -> Reply:
        headers = {"Accept": ACCEPT, "Page": str(page)}
        return self._send(self._url + path, where, params=params, headers=headers, auth=self._authorize)

    def _send(self, url: str, where: Mapping[str, Any], **request: Any) -> Reply:
        with _TURN:
            self._pace.wait()
        self.api_calls += 1
        return exchange(self._session, "GET", url, seconds=self._deadline, where=where, **request)

    def _authorize(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._key
        return request


def connect(settings: Settings, secret: str) -> ClickBankClient:
    """A client with the whole value of the Authorization header: `API-...` or `DEV-...:API-...`.

    It is looked at with the first request that needs it, which the marketplace does not.
    """
    return ClickBankClient(settings, secret)


def _nicknames(document: Any) -> Iterator[str]:
    """Every nickname in a document, however it is nested."""
    if isinstance(document, dict):
        if isinstance(document.get("nickName"), str):
            yield document["nickName"]
        document = list(document.values())
    if isinstance(document, list):
        for each in document:
            yield from _nicknames(each)
