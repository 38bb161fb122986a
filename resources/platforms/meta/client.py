"""A guarded connection to the Graph API: whatever is not a sound document of the expected shape is an error."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast
from zoneinfo import available_timezones

from facebook_business.api import FacebookAdsApi
from facebook_business.session import FacebookSession

from resources.errors import BadPage
from resources.http import exchange
from resources.platforms.base import AccountInfo
from resources.platforms.meta.guard import Document, sound
from resources.platforms.meta.usage import usage
from resources.platforms.retry import Pace, Retry, Sleep
from resources.settings import Settings

PLATFORM = "meta"
DEADLINE = 90.0
REQUESTS_A_SECOND = 10.0
BUSY_PERCENT = 95.0
BUSY_PAUSE = 60.0
LONGEST_REST = 3600.0
"""Seconds that a header may make us rest, whatever it says; Graph's own longest is an hour."""
ACCOUNT_FIELDS = ("name", "currency", "timezone_name", "account_status")
ACCOUNT_STATUS = {
    1: "ACTIVE",
    2: "DISABLED",
    3: "UNSETTLED",
    7: "PENDING_RISK_REVIEW",
    8: "PENDING_SETTLEMENT",
    9: "IN_GRACE_PERIOD",
    100: "PENDING_CLOSURE",
    101: "CLOSED",
    201: "ANY_ACTIVE",
    202: "ANY_CLOSED",
}


class MetaClient(FacebookAdsApi):  # type: ignore[misc]
    """The SDK's api object on a session of its own, with one token. Counts every request, repeated ones too.

    `deadline` bounds a request in seconds, from sending it to the last byte of the answer. For one thread.
    """

    def __init__(
        self,
        settings: Settings,
        token: str,
        *,
        retry: Retry | None = None,
        pace: Pace | None = None,
        deadline: float = DEADLINE,
    ) -> None:
        secret = settings.meta_app_secret.get_secret_value() if settings.meta_app_secret else None
        session = FacebookSession(settings.meta_app_id, secret, token, timeout=deadline)
        session.GRAPH = settings.meta_graph_url
        super().__init__(session, api_version=settings.meta_api_version)
        self.api_calls = 0
        self._retry = retry or Retry()
        self._pace = pace or Pace(REQUESTS_A_SECOND)
        self._secrets = (token, secret or "", session.requests.params.get("appsecret_proof", ""))

    @property
    def sleep(self) -> Sleep:
        """How this client waits for a report."""
        return self._retry.sleep

    def call(
        self,
        method: str,
        path: Sequence[str],
        params: Mapping[str, Any] | None = None,
        *,
        expects: str,
        account: str | None = None,
        window: object | None = None,
    ) -> Document:
        """Graph's reply, a JSON object with a member `expects` ("data" means an edge: a list of objects).

        Narrower than the SDK's method: no files, no other address, and no SDK object gets round it. Retries what may
        pass. Never redirected, never longer than the deadline.

        Raises:
            PlatformError: whichever kind says what to do next; located, and without token or secret.
        """
        where = {"platform": PLATFORM, "account": account, "window": window}
        return self._retry(lambda: self._once(method, path, params or {}, expects, where))

    def describe(self, account_id: str) -> AccountInfo:
        """Read name, currency, zone and status of an account. Raises PlatformError."""
        fields = {"fields": ",".join(ACCOUNT_FIELDS)}
        document = self.call("GET", (node(account_id), ""), fields, expects="id", account=account_id)
        name, currency, timezone, status = (cast("Any", document.get(field)) for field in ACCOUNT_FIELDS)
        expectations = {
            "name": ("a string", isinstance(name, str)),
            "currency": ("an ISO 4217 code", isinstance(currency, str)),
            "timezone_name": ("an IANA time zone", isinstance(timezone, str) and timezone in available_timezones()),
            "account_status": ("a number", isinstance(status, int)),
        }
        for field, (expected, is_met) in expectations.items():
            if not is_met:
                came = f"expected {expected}, got {document.get(field)!r}"
                raise BadPage(came, platform=PLATFORM, account=account_id, field=field)
        return AccountInfo(account_id, name, currency, timezone, ACCOUNT_STATUS.get(status, str(status)))

    def _once(
        self, method: str, path: Sequence[str], params: Mapping[str, Any], expects: str, where: Mapping[str, Any]
    ) -> Document:
        self._pace.wait()
        self.api_calls += 1
        encoded = {name: _encode(value) for name, value in params.items()}
        reply = exchange(
            self._session.requests,
            method,
            "/".join((self._session.GRAPH, self._api_version, *path)),
            seconds=self._session.timeout,
            where=where,
            headers=self.HTTP_DEFAULT_HEADERS,
            params=encoded if method == "GET" else None,
            data=None if method == "GET" else encoded,
        )
        used = usage(reply.headers)
        if used.percent >= BUSY_PERCENT:
            self._pace.rest(min(used.regain_seconds or BUSY_PAUSE, LONGEST_REST))
        return sound(reply, expects, where, self._secrets)


def node(account_id: str) -> str:
    """The account's name in paths."""
    return f"act_{account_id}"


def connect(settings: Settings, secret: str) -> MetaClient:
    """A client with one account's token."""
    return MetaClient(settings, secret)


def _encode(value: Any) -> Any:
    """As the SDK does: what is not plain travels as compact JSON."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        return value
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
