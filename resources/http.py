"""One bounded HTTP exchange: a total deadline, a largest size, no redirect, and no address in any message."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
import urllib3

from resources.errors import BadPage, RetryableError, Unreachable

CONNECT_SECONDS = 10.0
LARGEST_BODY = 64 << 20
UNPACKED = ("gzip", "deflate", "identity")
"""Encodings of an answer that are read, each alone: gzip within gzip grows a million times before it can be counted."""
_CHUNK = 1 << 16

# The DEBUG lines of this logger hold whole addresses, tokens included.
logging.getLogger("urllib3.connectionpool").addFilter(lambda record: record.levelno > logging.DEBUG)


@dataclass(frozen=True)
class Reply:
    """A complete answer; header names are case-insensitive."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def exchange(
    session: requests.Session,
    method: str,
    url: str,
    *,
    seconds: float,
    where: Mapping[str, Any],
    largest: int = LARGEST_BODY,
    **request: Any,
) -> Reply:
    """Send a request and read the whole answer, whatever its status. `where` locates errors (see PlatformError).

    Raises:
        Unreachable: no connection could be opened, so nothing was sent.
        RetryableError: no complete answer: reset, cut short, no sign of life or no end within `seconds`.
        BadPage: the body is larger than `largest` bytes once it is unpacked, or packed in another way than UNPACKED.
    """
    deadline = time.monotonic() + seconds
    try:
        with session.request(
            method, url, stream=True, allow_redirects=False, timeout=(CONNECT_SECONDS, seconds), **request
        ) as response:
            packed = response.headers.get("Content-Encoding", "identity").strip().lower()
            if packed in UNPACKED:
                body = _read(response.raw, deadline, largest)
                if len(body) <= largest:
                    return Reply(response.status_code, response.headers, body)
            failure = None
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        failure, kind = type(error).__name__, Unreachable if _is_unopened(error) else RetryableError
    # Outside the handler: the caught error holds the address, and with it the token.
    if failure is None and packed not in UNPACKED:
        raise BadPage(f"expected an answer as {' or '.join(UNPACKED)}, got {packed:.40}", **where)
    if failure is None:
        raise BadPage(f"expected at most {largest} bytes, got more", **where)
    raise kind(f"expected a complete answer within {seconds:g} seconds, got {failure}", **where)


def _is_unopened(error: Exception) -> bool:
    """Whether the connection failed before anything was sent on it."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError)


def _read(raw: urllib3.BaseHTTPResponse, deadline: float, largest: int) -> bytes:
    """The body, or a little more than `largest` bytes of it. Raises TimeoutError past the deadline."""
    body = bytearray()
    while len(body) <= largest and (chunk := raw.read1(_CHUNK, decode_content=True)):
        body += chunk
        if time.monotonic() > deadline:
            raise TimeoutError
    return bytes(body)
