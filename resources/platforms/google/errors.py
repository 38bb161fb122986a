"""What Google's errors mean: the next thing to do. Judged by the failure's code, then by the status of the call.

https://developers.google.com/google-ads/api/docs/common-errors
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from resources.errors import (
    AccountError,
    CredentialsRejected,
    DailyQuotaSpent,
    PermissionDenied,
    PlatformError,
    RateLimited,
    RequestRejected,
    RetryableError,
    TokenExpired,
)
from resources.redaction import redact

PLATFORM = "google"

ROTATE = (
    "let a Google user who can open the account consent anew, and give the new refresh token: "
    "`adwarehouse accounts rotate-token google {account}`"
)
MANAGER = (
    "GOOGLE_ADS_LOGIN_CUSTOMER_ID must be the id of the manager account through which the user reaches this account, "
    "and is {manager}"
)
NOT_ENABLED = (
    "the account is cancelled, closed, or was never set up to the end; enable it in Google Ads, or stop reading it: "
    "`adwarehouse accounts pause google {account}`"
)
SUSPENDED = "Google has suspended the account; its owner has to settle that with Google"
UNKNOWN_ACCOUNT = "Google knows no such account; check its id, the ten digits at the top of the Google Ads page"
A_MANAGER = "a manager account has no figures of its own; connect the accounts below it"
DEVELOPER_TOKEN = "check GOOGLE_ADS_DEVELOPER_TOKEN: the API Center of the manager account in Google Ads shows it"  # noqa: S105
APPROVAL = (
    "the developer token, or the Google Cloud project of GOOGLE_OAUTH_CLIENT_ID, is approved for test accounts only; "
    "apply for more in the API Center of the manager account in Google Ads"
)
PROJECT = "check the Google Cloud project of GOOGLE_OAUTH_CLIENT_ID: the Google Ads API must be enabled there"
VERSION = "Google does not serve {version}, or no longer; set GOOGLE_ADS_API_VERSION to one that it serves"
TOO_OLD = "Google keeps days and hours for 37 months; ask for later days"


@dataclass(frozen=True)
class Fault:
    """An error as it came. `status` is gRPC's (PERMISSION_DENIED), `codes` are Google's
    (AuthorizationError.CUSTOMER_NOT_ENABLED), `retry_after` the seconds to wait where Google says it."""

    status: str
    message: str
    codes: tuple[str, ...] = ()
    retry_after: float | None = None
    request_id: str | None = None


@dataclass(frozen=True)
class Meaning:
    """What to raise, and what to tell people to do."""

    kind: type[PlatformError]
    advice: str = ""


def _all(category: str, kind: type[PlatformError], *names: str, advice: str = "") -> dict[str, Meaning]:
    return {f"{category}.{name}": Meaning(kind, advice) for name in names}


MEANINGS: dict[str, Meaning] = {
    **_all("AuthenticationError", TokenExpired, "OAUTH_TOKEN_EXPIRED", "OAUTH_TOKEN_INVALID"),
    **_all(
        "AuthenticationError",
        CredentialsRejected,
        *("OAUTH_TOKEN_REVOKED", "OAUTH_TOKEN_DISABLED", "OAUTH_TOKEN_HEADER_INVALID", "NOT_ADS_USER"),
        *("GOOGLE_ACCOUNT_DELETED", "TWO_STEP_VERIFICATION_NOT_ENROLLED", "ADVANCED_PROTECTION_NOT_ENROLLED"),
        advice=ROTATE,
    ),
    **_all(
        "AuthenticationError", AccountError, "CUSTOMER_NOT_FOUND", "CLIENT_CUSTOMER_ID_INVALID", advice=UNKNOWN_ACCOUNT
    ),
    **_all("AuthenticationError", RequestRejected, "DEVELOPER_TOKEN_INVALID", advice=DEVELOPER_TOKEN),
    **_all("AuthorizationError", AccountError, "CUSTOMER_NOT_ENABLED", "INCOMPLETE_SIGNUP", advice=NOT_ENABLED),
    **_all("AuthorizationError", AccountError, "ACTION_NOT_PERMITTED_FOR_SUSPENDED_ACCOUNT", advice=SUSPENDED),
    **_all(
        "AuthorizationError",
        PermissionDenied,
        *("USER_PERMISSION_DENIED", "INVALID_LOGIN_CUSTOMER_ID_SERVING_CUSTOMER_ID_COMBINATION"),
        advice=MANAGER,
    ),
    **_all(
        "AuthorizationError",
        RequestRejected,
        *("DEVELOPER_TOKEN_PROHIBITED", "DEVELOPER_TOKEN_NOT_ON_ALLOWLIST"),
        advice=DEVELOPER_TOKEN,
    ),
    **_all(
        "AuthorizationError",
        RequestRejected,
        *("DEVELOPER_TOKEN_NOT_APPROVED", "CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION"),
        advice=APPROVAL,
    ),
    **_all("AuthorizationError", RequestRejected, "PROJECT_DISABLED", advice=PROJECT),
    **_all("HeaderError", RequestRejected, "INVALID_LOGIN_CUSTOMER_ID", advice=MANAGER),
    **_all("QuotaError", RequestRejected, "ACCESS_PROHIBITED", advice=DEVELOPER_TOKEN),
    **_all("RequestError", RequestRejected, "UNSUPPORTED_VERSION", advice=VERSION),
    **_all("RequestError", RequestRejected, "LOGIN_CUSTOMER_ID_PARAMETER_MISSING", advice=MANAGER),
    **_all("RequestError", RequestRejected, "DEVELOPER_TOKEN_PARAMETER_MISSING", advice=DEVELOPER_TOKEN),
    **_all("RequestError", RequestRejected, "CLOUD_PROJECT_NOT_FOUND", advice=PROJECT),
    **_all("RequestError", AccountError, "INVALID_CUSTOMER_ID", advice=UNKNOWN_ACCOUNT),
    **_all("QueryError", AccountError, "REQUESTED_METRICS_FOR_MANAGER", advice=A_MANAGER),
    **_all("DateRangeError", RequestRejected, "REQUESTED_DATE_GRANULARITY_NOT_SUPPORTED", advice=TOO_OLD),
}
"""By Google's code. A user without permission is often one who reaches the account through a manager."""

STATUSES: dict[str, Meaning] = {
    "UNAUTHENTICATED": Meaning(TokenExpired),
    "PERMISSION_DENIED": Meaning(PermissionDenied),
    "UNIMPLEMENTED": Meaning(RequestRejected, VERSION),
    **dict.fromkeys(
        ("INTERNAL", "UNAVAILABLE", "DEADLINE_EXCEEDED", "ABORTED", "CANCELLED", "DATA_LOSS", "UNKNOWN"),
        Meaning(RetryableError),
    ),
}
"""By gRPC's status, for codes without a meaning of their own; every other status is a refusal."""

_DELAY = re.compile(r"[Rr]etry in (\d+(?:\.\d+)?) seconds")


def classify(fault: Fault, where: Mapping[str, Any], *, budget: float, version: str, manager: str) -> PlatformError:
    """The exception for a fault, located by `where` (see PlatformError).

    `budget` is how many seconds a call may wait; a limit that lasts longer is a DailyQuotaSpent. `version` and
    `manager` are as configured, for the advice.
    """
    meaning = next((MEANINGS[code] for code in fault.codes if code in MEANINGS), None)
    place = {**where, "code": fault.codes[0] if fault.codes else fault.status}
    said = redact(fault.message) + (f" [request {fault.request_id}]" if fault.request_id else "")
    if meaning is None and fault.status == "RESOURCE_EXHAUSTED":
        return _limited(said, fault, place, budget)
    meaning = meaning or STATUSES.get(fault.status, Meaning(RequestRejected))
    advice = meaning.advice.format(account=where.get("account") or "ACCOUNT", version=version, manager=manager)
    return meaning.kind(f"{said}; {advice}" if advice else said, **place)


def _limited(said: str, fault: Fault, place: Mapping[str, Any], budget: float) -> PlatformError:
    """The delay stands in the failure's details, else in its message, else nowhere."""
    written = _DELAY.search(fault.message)
    delay = float(written[1]) if fault.retry_after is None and written else fault.retry_after
    if delay is None or delay <= budget:
        return RateLimited(said, retry_after=delay, **place)
    until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=math.ceil(delay))
    return DailyQuotaSpent(said, until=until, **place)
