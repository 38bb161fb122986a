"""The OAuth token endpoint over HTTP."""

from __future__ import annotations

import hmac
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox import wire
from sandbox.faults import Fault
from sandbox.google import tokens
from sandbox.google.platform import Google, retry_seconds

_SCOPE = "https://www.googleapis.com/auth/adwords"


def routes(google: Google) -> list[Route]:
    """The routes to mount."""

    async def endpoint(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        path, refresh_token = request.url.path, form.get("refresh_token", "")
        account = min(google.credentials.accounts_of(refresh_token), default=None)
        if fault := google.faults.take("too_many_requests", path, account):
            return _throttled(fault)
        if refused := wire.instead(google.faults, path, account):
            return refused
        is_revoked = google.faults.take("token_revoked", path, account) is not None
        reply = _refused("invalid_grant", "Token has been revoked.") if is_revoked else _reply(google, form)
        return wire.spoiled(reply, google.faults, path, account)

    return [Route("/token", endpoint, methods=["POST"])]


def _reply(google: Google, form: dict[str, str]) -> Response:
    credentials = google.credentials
    if form.get("grant_type") != "refresh_token":
        return _refused("unsupported_grant_type", "Only refresh tokens can be exchanged here.")
    given = (form.get("client_id", ""), form.get("client_secret", ""))
    known = (credentials.client_id, credentials.client_secret)
    if not all(hmac.compare_digest(one.encode(), other.encode()) for one, other in zip(given, known, strict=True)):
        return _refused("invalid_client", "The OAuth client was not found.", 401)
    refresh_token = form.get("refresh_token")
    if not refresh_token:
        return _refused("invalid_request", "Missing required parameter: refresh_token")
    if not credentials.accounts_of(refresh_token):
        return _refused("invalid_grant", "Bad Request")
    return JSONResponse(
        {
            "access_token": tokens.mint(credentials, refresh_token),
            "expires_in": tokens.LIFETIME_SECONDS - 1,
            "scope": _SCOPE,
            "token_type": "Bearer",
        }
    )


def _throttled(fault: Fault) -> Response:
    delay = retry_seconds(fault)
    return PlainTextResponse("Too Many Requests", 429, {} if delay is None else {"Retry-After": str(delay)})


def _refused(error: str, description: str, status: int = 400) -> Response:
    return JSONResponse({"error": error, "error_description": description}, status)
