"""How a shop's owner lets the application in, and how its tokens are renewed.

https://open.shopee.com/developer-guide/20
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import requests

from resources.errors import CredentialsRejected, RetryableError, Unreachable
from resources.http import Reply, exchange
from resources.platforms.base import Consent, Tokens
from resources.platforms.retry import Retry
from resources.platforms.shopee.errors import CONSENT as ADVICE
from resources.platforms.shopee.guard import Document, UnexpectedShape, epoch, member, sound
from resources.platforms.shopee.signing import PLATFORM, Application, shop_number
from resources.redaction import register
from resources.settings import Settings

LINK = "/api/v2/shop/auth_partner"
EXCHANGE = "/api/v2/auth/token/get"
RENEW = "/api/v2/auth/access_token/get"
DEADLINE = 60.0
RENEWABLE = dt.timedelta(days=30)
"""How long a refresh token lasts."""
EARLIEST_INSTANT = 1_000_000_000
"""`expire_in` is documented as seconds left and shown as an instant; as seconds left this would be 31 years."""


class OutcomeUnknown(RetryableError):
    """The platform may have used up the code or refresh token without the new tokens having arrived."""

    waiting_helps = False


def link(settings: Settings, redirect: str) -> str:
    """The address to open, good for five minutes; it leads to `redirect` with a code. Raises ConfigurationError."""
    application = Application.from_settings(settings)
    return f"{application.url}{LINK}?{urlencode({**application.signed(LINK), 'redirect': redirect})}"


def exchange_code(settings: Settings, account_id: str, code: str, *, retry: Retry | None = None) -> Tokens:
    """The first tokens for a code, which is worth one use within ten minutes. Raises as `renew` does."""
    return _tokens(settings, EXCHANGE, account_id, {"code": code}, retry or Retry())


def renew(settings: Settings, account_id: str, refresh_token: str, *, retry: Retry | None = None) -> Tokens:
    """The next tokens; the refresh token is worth nothing afterwards.

    Asks again only when the request was not sent, or was answered with an error that may pass.

    Raises:
        CredentialsRejected: the owner must consent anew; says how.
        OutcomeUnknown: no answer, or none that can be read.
        PlatformError: anything else the platform says.
        ConfigurationError: partner id or key is not set.
    """
    return _tokens(settings, RENEW, account_id, {"refresh_token": refresh_token}, retry or Retry())


CONSENT = Consent(link, exchange_code, renew)


def _tokens(settings: Settings, path: str, account_id: str, secret: Mapping[str, str], retry: Retry) -> Tokens:
    application = Application.from_settings(settings)
    where = {"platform": PLATFORM, "account": account_id}
    for value in secret.values():
        register(value)

    def once() -> Tokens:
        now = dt.datetime.now(dt.UTC)
        document = _answer(_post(application, path, account_id, secret, where), where)
        if account_id not in (shops := _shops(document) or [account_id]):
            came = f"the code is consent for shop {', '.join(shops)}, expected {account_id}"
            raise CredentialsRejected(f"{came}; {ADVICE.format(account=account_id)}", **where)
        try:
            return _read(document, now)
        except UnexpectedShape as error:
            raise OutcomeUnknown(str(error), **where) from None

    return retry(once)


def _post(
    application: Application, path: str, account_id: str, secret: Mapping[str, str], where: Mapping[str, Any]
) -> Reply:
    """On a new connection: one that was kept open may break after the request was sent on it."""
    with requests.Session() as session:
        try:
            return exchange(
                session,
                "POST",
                application.url + path,
                seconds=DEADLINE,
                where=where,
                params=application.signed(path),
                json={**secret, "partner_id": application.partner_id, "shop_id": shop_number(account_id)},
            )
        except Unreachable:
            raise
        except RetryableError as error:
            raise OutcomeUnknown(f"whether the {next(iter(secret))} was used is unknown: {error}", **where) from None


def _answer(reply: Reply, where: Mapping[str, Any]) -> Document:
    try:
        return sound(reply, where)
    except RetryableError as error:
        if error.code is None:
            raise OutcomeUnknown(f"whether the request was carried out is unknown: {error}", **where) from None
        raise


def _shops(document: Document) -> list[str]:
    several = document.get("shop_id_list")
    one = document.get("shop_id")
    return [str(each) for each in (several if isinstance(several, list) else [] if one is None else [one])]


def _read(document: Document, now: dt.datetime) -> Tokens:
    access, refresh = (member(document, name, str) for name in ("access_token", "refresh_token"))
    for token in (access, refresh):
        register(token)
    seconds = epoch(document, "expire_in")
    if not seconds:
        raise UnexpectedShape(f"expire_in: expected seconds, got {document.get('expire_in')!r}")
    if seconds >= EARLIEST_INSTANT:
        expires_at = dt.datetime.fromtimestamp(seconds, dt.UTC)
    else:
        expires_at = now + dt.timedelta(seconds=seconds)
    return Tokens(access, refresh, expires_at, now + RENEWABLE)
