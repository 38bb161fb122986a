"""OAuth access tokens that need no memory: who and until when, signed with the application's secret.

So every process that knows the credentials accepts them, also after a restart.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

from sandbox.google.credentials import GoogleCredentials
from sandbox.google.errors import unauthenticated

LIFETIME_SECONDS = 3_600
_PREFIX = "ya29."


def mint(credentials: GoogleCredentials, refresh_token: str, ends_at: float | None = None) -> str:
    """An access token for the owner of a refresh token; it lasts an hour unless `ends_at` (seconds since 1970) says."""
    claims = {"ends_at": ends_at or time.time() + LIFETIME_SECONDS, "owner": _digest(refresh_token)}
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"{_PREFIX}{body}.{_signature(credentials, body)}"


def owner(credentials: GoogleCredentials, access_token: str) -> str:
    """The refresh token that an access token was made from.

    Raises:
        AdsError: it was not made here, its refresh token is no longer known, or its hour is over.
    """
    body, _, signature = access_token.removeprefix(_PREFIX).rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signature(credentials, body).encode()):
        raise unauthenticated("OAUTH_TOKEN_INVALID", "The OAuth access token is invalid.")
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    if claims["ends_at"] <= time.time():
        raise unauthenticated("OAUTH_TOKEN_EXPIRED", "The OAuth access token has expired.")
    for refresh_token in credentials.refresh_tokens.values():
        if _digest(refresh_token) == claims["owner"]:
            return refresh_token
    raise unauthenticated("OAUTH_TOKEN_REVOKED", "The OAuth access token has been revoked.")


def _signature(credentials: GoogleCredentials, body: str) -> str:
    return hmac.new(credentials.client_secret.encode(), body.encode(), hashlib.sha256).hexdigest()


def _digest(refresh_token: str) -> str:
    return hashlib.sha256(refresh_token.encode()).hexdigest()
