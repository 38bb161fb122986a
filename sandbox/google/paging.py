"""Page tokens: good for the query and the customer that they were made for."""

from __future__ import annotations

import base64
import hashlib

from sandbox.google.errors import request_error
from sandbox.google.platform import Call


def token(start: int, call: Call) -> str:
    """The token of the page that begins with row `start`."""
    return base64.urlsafe_b64encode(f"{start}.{_digest(call)}".encode()).decode()


def start_of(page_token: str, call: Call) -> int:
    """The first row of a page; the first page has no token. Raises AdsError."""
    if not page_token:
        return 0
    try:
        start, _, digest = base64.urlsafe_b64decode(page_token).decode().partition(".")
        if digest == _digest(call):
            return int(start)
    except ValueError:
        pass
    raise request_error("INVALID_PAGE_TOKEN", "The page token is invalid.")


def _digest(call: Call) -> str:
    return hashlib.sha256(f"{call.customer_id} {call.query}".encode()).hexdigest()
