"""The access token: renewed with the refresh token before a call, in our own thread and over our own HTTP.

Left to the library it would be renewed inside the call, where a revoked token looks like an outage.
https://developers.google.com/identity/protocols/oauth2/web-server#offline
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from google.auth.exceptions import RefreshError
from google.oauth2.credentials import Credentials

from resources.errors import BadPage, CredentialsRejected, PlatformError, RequestRejected, RetryableError
from resources.http import Reply, exchange
from resources.platforms.google.errors import ROTATE
from resources.redaction import redact, register
from resources.settings import Settings

DEADLINE = 30.0
CLIENT = "check GOOGLE_OAUTH_CLIENT_ID and GOOGLE_OAUTH_CLIENT_SECRET"
_REJECTED = frozenset({"invalid_grant", "access_denied"})
_CLIENT = frozenset({"invalid_client", "unauthorized_client", "deleted_client", "disabled_client"})


class Access:
    """One refresh token and what it is worth. `credentials` are what Google's library takes."""

    def __init__(self, settings: Settings, refresh_token: str) -> None:
        secret = settings.require("google_oauth_client_secret")
        register(refresh_token)
        register(secret)
        self._session = requests.Session()
        self.credentials = Credentials(  # type: ignore[no-untyped-call]
            None,
            refresh_token=refresh_token,
            token_uri=settings.google_oauth_token_url,
            client_id=settings.require("google_oauth_client_id"),
            client_secret=secret,
        )

    def ensure(self, where: Mapping[str, Any]) -> None:
        """Have an access token that is good for the next minutes.

        Raises:
            CredentialsRejected: the refresh token is revoked, expired, or another client's.
            PlatformError: the token server refuses for another reason or does not answer; located by `where`.
        """
        if self.credentials.valid:
            return
        try:
            self.credentials.refresh(_Http(self._session, where))  # type: ignore[no-untyped-call]
        except RefreshError as error:
            refusal = _classified(error, where)
        else:
            register(str(self.credentials.token))
            return
        # Outside the handler: the caught error may hold what was sent.
        raise refusal

    def forget(self) -> None:
        """The access token is no longer accepted, whatever its age."""
        self.credentials.token = None


@dataclass(frozen=True)
class _Response:
    """An answer as Google's library wants it."""

    status: int
    headers: Mapping[str, str]
    data: bytes


@dataclass(frozen=True)
class _Http:
    """What Google's library sends its requests through. Waiting and asking again is for the caller of the call."""

    session: requests.Session
    where: Mapping[str, Any]

    def __call__(
        self, url: str, method: str = "GET", body: bytes | None = None, headers: Any = None, **_: Any
    ) -> _Response:
        reply = exchange(self.session, method, url, seconds=DEADLINE, where=self.where, data=body, headers=headers)
        if reply.status == 429 or reply.status >= 500:
            raise RetryableError(f"expected an access token, got HTTP {reply.status}", **self.where)
        if reply.status == 200 and not _is_object(reply):
            came = f"{reply.media_type or 'something without content type'} of {len(reply.body)} bytes"
            raise BadPage(f"expected a JSON object with an access token, got {came}", **self.where)
        return _Response(reply.status, reply.headers, reply.body)


def _is_object(reply: Reply) -> bool:
    try:
        return isinstance(json.loads(reply.body.decode()), dict)
    except ValueError:
        return False


def _classified(error: RefreshError, where: Mapping[str, Any]) -> PlatformError:
    said = redact(str(error.args[0])) if error.args else "refused"
    response = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], dict) else {}
    code = str(response.get("error", "")) or None
    message, place = f"no access token: {said}", {**where, "code": code}
    if error.retryable:
        return RetryableError(message, **place)
    if code in _REJECTED:
        return CredentialsRejected(f"{message}; {ROTATE.format(account=where.get('account') or 'ACCOUNT')}", **place)
    return RequestRejected(f"{message}; {CLIENT}" if code in _CLIENT else message, **place)
