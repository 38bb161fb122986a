"""What ClickBank's refusals mean: the next thing to do.

A key that is not valid, a missing permission, an account that is not the key's and a spent limit are all HTTP 403 with
a few words of text, and no header says how long to wait.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from resources.errors import (
    AccountError,
    BadPage,
    CredentialsRejected,
    PermissionDenied,
    PlatformError,
    RateLimited,
    RequestRejected,
    RetryableError,
)
from resources.http import Reply
from resources.redaction import redact

MANAGEMENT = "API Management in the settings of the primary ClickBank account"
LIMITS = "10 requests a second from one address, 25,000 a day for an account, all of its integrations together"
_LIMIT = re.compile(r"\blimit|quota|too many|exceed|throttl", re.IGNORECASE)
_LONGEST_SAID = 200


class AnalyticsNotReady(RetryableError):
    """The figures are being rebuilt; nothing that is read now would hold."""

    waiting_helps = False


class FeedUnread(RetryableError):
    """There is no marketplace feed of today that can be read; the catalogue stays as it was last published."""

    waiting_helps = False


def said(reply: Reply) -> str:
    """The text of a refusal for a message, without registered secrets and in one line."""
    text = " ".join(redact(reply.body.decode("utf-8", "replace")).split())
    return f"HTTP {reply.status}: {text[:_LONGEST_SAID]}" if text else f"HTTP {reply.status} without text"


def no_key(where: Mapping[str, Any]) -> CredentialsRejected:
    """The error of a secret that cannot be a key."""
    return CredentialsRejected(
        f"expected a key of the form API-... (or DEV-...:API-...), got something else; take it from {MANAGEMENT}, then "
        f"{_rotate(where)}",
        **where,
    )


def refused(reply: Reply, where: Mapping[str, Any]) -> RateLimited:
    """The error of a 403 as long as it may pass."""
    return RateLimited(f"{said(reply)}; maybe a spent limit ({LIMITS})", retry_after=None, **where)


def is_limit(reply: Reply) -> bool:
    """Whether a 403 itself speaks of a limit."""
    return _LIMIT.search(reply.body.decode("utf-8", "replace")) is not None


def verdict(reply: Reply, where: Mapping[str, Any], *, is_key_good: bool) -> AccountError:
    """The error of a 403 that did not pass. `is_key_good`: with the same key another request was answered."""
    if is_key_good:
        return PermissionDenied(
            f"{said(reply)}; the key is good, but not for this: either {where['account']} is not an account of the "
            f"key, or the key lacks the permission (orders, analytics); give it both in {MANAGEMENT}",
            **where,
        )
    return CredentialsRejected(
        f"{said(reply)}, whatever is asked: either the key is not valid any more, or a limit is spent ({LIMITS}); if "
        f"{MANAGEMENT} still shows the key, try again after midnight Pacific time, else make a new one there; then "
        f"{_rotate(where)}",
        **where,
    )


def classify(reply: Reply, where: Mapping[str, Any]) -> PlatformError:
    """The error of any answer that is neither a document nor a 403."""
    if reply.status == 401:
        return CredentialsRejected(f"{said(reply)}; make a new key in {MANAGEMENT}, then {_rotate(where)}", **where)
    if reply.status == 429:
        return RateLimited(said(reply), retry_after=None, **where)
    if reply.status >= 500:
        return RetryableError(said(reply), **where)
    if reply.status >= 400:
        return RequestRejected(said(reply), **where)
    return BadPage(f"expected HTTP 200, 204 or 206, got {said(reply)}", **where)


def _rotate(where: Mapping[str, Any]) -> str:
    return f"`adwarehouse accounts rotate-token clickbank {where.get('account') or 'ACCOUNT'}`"
