"""Bodies over HTTP."""

from __future__ import annotations

import secrets
from typing import Any

import simplejson
from starlette.responses import HTMLResponse, Response

TRANSACTION = "X-Transaction-ID"
_TOO_LONG = (
    "<html><head><title>414 Request-URI Too Large</title></head>"
    "<body><center><h1>414 Request-URI Too Large</h1></center></body></html>"
)


def document(found: Any, status: int = 200) -> Response:
    """JSON with decimals as they are."""
    body = simplejson.dumps(found, use_decimal=True, separators=(",", ":"))
    return _marked(Response(body, status, media_type="application/json; charset=UTF-8"))


def file(content: bytes) -> Response:
    """A report."""
    return _marked(Response(content, media_type="application/octet-stream"))


def nothing() -> Response:
    """Done."""
    return _marked(Response(status_code=204))


def too_long() -> Response:
    """What stands before the platform refuses a query, in HTML."""
    return HTMLResponse(_TOO_LONG, 414)


def _marked(reply: Response) -> Response:
    reply.headers[TRANSACTION] = secrets.token_hex(7).upper()
    return reply
