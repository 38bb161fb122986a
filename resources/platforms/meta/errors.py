"""What Graph's errors mean: the next thing to do, judged by subcode, then code, then is_transient, then HTTP status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from resources.errors import (
    CredentialsRejected,
    PermissionDenied,
    PlatformError,
    RateLimited,
    RequestRejected,
    RequestTooLarge,
    RetryableError,
)
from resources.platforms.meta.rules import shown

DEFAULT_WAIT = 300.0
"""Seconds to wait for a limit that does not say how long: they are counted in minutes, not in seconds."""


ROTATE = (
    "let a user who can open the ad account make a new token for this application; "
    "`adwarehouse accounts rotate-token meta {account}` takes it"
)
PERMISSION = (
    "let the token's user into the ad account, in the settings of the business that owns it, and give the token the "
    "permission ads_read"
)
SECRET = "check META_APP_SECRET: it must be the secret of META_APP_ID, the application that the token was made for"  # noqa: S105
VERSION = "set META_API_VERSION to a newer one"


class PageTooLarge(RequestTooLarge):
    """Fewer records a page may do."""


class NotVisible(PermissionDenied):
    """No such object, or not for this token. A report run that was just created, or has expired, looks the same."""


_SUBCODES: dict[int, type[PlatformError]] = {
    33: NotVisible,
    99: RetryableError,
    1487534: RequestTooLarge,
    1487742: RateLimited,
    1504018: RequestTooLarge,
    1504022: RateLimited,
    1504038: RequestTooLarge,
    1504039: RateLimited,
    1504041: RequestRejected,
    1504043: RetryableError,
    1504044: RetryableError,
    2446079: RateLimited,
    2490547: RetryableError,
}

_CODES: dict[int, type[PlatformError]] = {
    1: RetryableError,
    2: RetryableError,
    10: PermissionDenied,
    100: RequestRejected,
    102: CredentialsRejected,
    190: CredentialsRejected,
    368: PermissionDenied,
    960: RetryableError,
    2500: RequestRejected,
    2635: RequestRejected,
    **dict.fromkeys(range(200, 300), PermissionDenied),
    **dict.fromkeys((4, 17, 32, 341, 613, *range(80000, 80007), 80008, 80009, 80014), RateLimited),
}

_ADVICE: dict[int, str] = {
    **dict.fromkeys((102, 190), ROTATE),
    **dict.fromkeys((10, *range(200, 300)), PERMISSION),
    2635: VERSION,
}

_TEXTS: dict[str, type[PlatformError]] = {
    "reduce the amount of data": PageTooLarge,
    "in summary param because they weren't there": RetryableError,
}


def classify(
    status: int, error: Mapping[str, Any], where: Mapping[str, Any], *, retry_after: float | None = None
) -> PlatformError:
    """The exception for an error document (the object under "error"). `retry_after`: what the headers ask, in seconds.

    Meanings without a stable code are recognised by their text. What people can mend, the message says how.
    """
    code, subcode = error.get("code"), error.get("error_subcode")
    message = str(error.get("message"))
    kind = _meaning(status, code, subcode, message, transient=error.get("is_transient") is True)
    place = {**where, "code": shown(code) if subcode is None else f"{shown(code)}/{shown(subcode)}"}
    if issubclass(kind, RateLimited):
        return RateLimited(message, retry_after=DEFAULT_WAIT if retry_after is None else retry_after, **place)
    advice = SECRET if "appsecret_proof" in message else _ADVICE.get(code, "") if isinstance(code, int) else ""
    said = f"{message}; {advice.format(account=where.get('account') or 'ACCOUNT')}" if advice else message
    return kind(said, **place)


def _meaning(status: int, code: Any, subcode: Any, message: str, *, transient: bool) -> type[PlatformError]:
    for text, kind in _TEXTS.items():
        if text in message:
            return kind
    if isinstance(subcode, int) and subcode in _SUBCODES:
        return _SUBCODES[subcode]
    if isinstance(code, int) and code in _CODES:
        return _CODES[code]
    return RetryableError if transient or status >= 500 else RequestRejected
