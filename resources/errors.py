"""Errors, grouped by what the caller should do next.

AdwarehouseError
├── ConfigurationError      stop: a setting is missing, unknown or malformed
├── SchemaVersionError      stop: run `adwarehouse migrate`, or install the matching code
├── MonthArchived           stop: `adwarehouse restore --month` brings the month back
├── ArchiveRefused          stop: a month cannot be archived or restored now; the message says what to do
├── IntegrityError          stop: two things that must be equal are not
├── QueryRefused            stop: not a query that can be answered; the message says why
├── BatchHeld               a person decides: `adwarehouse batches accept | reject`
└── PlatformError           something a platform said, or failed to say
    ├── RetryableError      try again (after `retry_after` seconds, when known)
    │   ├── RateLimited     wait exactly as long as the platform asks
    │   ├── DailyQuotaSpent go on after `until`: nothing is answered before
    │   ├── TokenExpired    renew the access token, then ask again
    │   ├── Unreachable     no connection could be opened, so nothing was sent
    │   └── BadPage         the body was not what its headers promised
    ├── RequestTooLarge     ask for less: fewer days, then fewer entities
    ├── AccountError        this account only: the others go on
    │   ├── CredentialsRejected
    │   └── PermissionDenied
    └── RequestRejected     a defect of ours: no retry helps
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

NOT_JSON = (ValueError, ArithmeticError, RecursionError)
"""What `json.loads` raises where numbers are read as Decimal: one beyond all exponents is an ArithmeticError."""


class AdwarehouseError(Exception):
    """Root of every error this product raises on purpose."""


class ConfigurationError(AdwarehouseError):
    """A setting is missing, unknown or malformed; the message names it and what was expected."""


class SchemaVersionError(AdwarehouseError):
    """The database schema is older or newer than the code."""


class MonthArchived(AdwarehouseError):
    """The month is served by the archive and refuses new rows."""


class ArchiveRefused(AdwarehouseError):
    """The month cannot be archived, restored or released now; the message says why and what to do."""


class IntegrityError(AdwarehouseError):
    """A verified count, sum or hash differs from the one it must equal."""


class QueryRefused(AdwarehouseError):
    """Not one reading query over the tiers, or one that cannot be answered; the message says why."""


class BatchHeld(AdwarehouseError):
    """The batch waits for a person."""


class PlatformError(AdwarehouseError):
    """Something an advertising platform said, located by platform, account, window and field."""

    def __init__(
        self,
        message: str,
        *,
        platform: str,
        account: str | None = None,
        window: object | None = None,
        field: str | None = None,
        code: str | None = None,
    ) -> None:
        self.platform = platform
        self.account = account
        self.window = window
        self.field = field
        self.code = code
        where = [f"platform={platform}"]
        where += [
            f"{name}={value}"
            for name, value in (("account", account), ("window", window), ("field", field), ("code", code))
            if value is not None
        ]
        super().__init__(f"{message} ({', '.join(where)})")


class RetryableError(PlatformError):
    """The same request may succeed later: after a short wait already where `waiting_helps`."""

    retry_after: float | None = None
    waiting_helps: ClassVar[bool] = True


class RateLimited(RetryableError):
    """The platform asked to slow down; `retry_after` is in seconds, None when it does not say how long."""

    def __init__(self, message: str, *, retry_after: float | None, platform: str, **where: Any) -> None:
        self.retry_after = retry_after
        super().__init__(message, platform=platform, **where)


class DailyQuotaSpent(RetryableError):
    """The application has asked as often as it may in a day; the next one begins at `until`."""

    waiting_helps = False

    def __init__(self, message: str, *, until: dt.datetime, platform: str, **where: Any) -> None:
        self.until = until
        super().__init__(f"{message}; nothing is answered until {until:%Y-%m-%d %H:%M %Z}", platform=platform, **where)


class TokenExpired(RetryableError):
    """The access token is no longer accepted; a renewed one may be."""

    waiting_helps = False


class Unreachable(RetryableError):
    """No connection could be opened; the request was not sent."""


class BadPage(RetryableError):
    """The body is not the document it claims to be: HTML, cut short, not JSON, or not the expected shape."""


class RequestTooLarge(PlatformError):
    """The platform cannot answer this much at once."""


class AccountError(PlatformError):
    """This account cannot be read; the others can."""


class CredentialsRejected(AccountError):
    """The token is invalid, expired or revoked: `adwarehouse accounts rotate-token`."""


class PermissionDenied(AccountError):
    """The token is good but may not read this account."""


class RequestRejected(PlatformError):
    """The platform calls the request invalid; sending it again will not help."""
