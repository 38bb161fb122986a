"""What Naver's errors mean: the next thing to do. The gateway's are judged by type, the application's by code.

https://github.com/naver/searchad-apidoc/blob/master/NaverSA_API_Error_Code_MAP.md
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from resources.errors import (
    CredentialsRejected,
    PermissionDenied,
    PlatformError,
    RateLimited,
    RequestRejected,
    RetryableError,
)

PROBLEM = "urn:naver:api:problem:"

KEYS = (
    "the access licence or its secret key is not accepted; look both up under Tools > API Manager of the Naver ads "
    "centre, then `adwarehouse accounts rotate-token naver {account}` takes ACCESS_LICENCE:SECRET_KEY"
)
CLOCK = "the clock of this machine is off by more than 5 minutes; set it"
HEADERS = "the request was sent with it; look for a proxy on the way that takes headers off"
FOREIGN = "the access licence may not read this customer; use one of an ads centre account that manages it"


class NotFound(RequestRejected):
    """Nothing is known, or no longer, under the id that was asked for."""


@dataclass(frozen=True)
class Meaning:
    """What to raise, and what to tell people to do."""

    kind: type[PlatformError]
    advice: str = ""


PROBLEMS: dict[str, Meaning] = {
    "missing-header": Meaning(RequestRejected, HEADERS),
    "invalid-apikey": Meaning(CredentialsRejected, KEYS),
    "invalid-signature": Meaning(CredentialsRejected, KEYS),
    "invalid-timestamp": Meaning(RequestRejected, CLOCK),
    "auth-failed": Meaning(PermissionDenied, FOREIGN),
    "toomanyrequest": Meaning(RateLimited),
}
"""By the last part of the type. All but the last come with HTTP 403, a missing header of a download with 400."""

CODES: dict[str, Meaning] = {
    **dict.fromkeys(("429", "1016"), Meaning(RateLimited)),
    **dict.fromkeys(("1006", "1018"), Meaning(PermissionDenied, FOREIGN)),
    **dict.fromkeys(("1001", "3501", "3701", "4601"), Meaning(NotFound)),
}
"""1018 comes with HTTP 404. 1014 is a limit on how many things there may be, which no waiting changes."""


def classify(status: int, document: Mapping[str, Any], text: str, where: Mapping[str, Any]) -> PlatformError:
    """The exception for an error document; `text` is what it says. What is unknown is refused unless `status` or the
    code blames the platform."""
    problem = str(document.get("type", "")).removeprefix(PROBLEM)
    code = str(document.get("code", problem))
    place = {**where, "code": code}
    meaning = PROBLEMS.get(problem) or CODES.get(code)
    if meaning is None:
        is_theirs = status >= 500 or code == "503"
        meaning = Meaning(RateLimited if status == 429 else RetryableError if is_theirs else RequestRejected)
    if meaning.kind is RateLimited:
        return rate_limited(text, place)
    advice = meaning.advice.format(account=where.get("account") or "ACCOUNT")
    return meaning.kind(f"{text}; {advice}" if advice else text, **place)


def rate_limited(text: str, place: Mapping[str, Any]) -> RateLimited:
    """Over a limit; Naver does not say for how long."""
    return RateLimited(text, retry_after=None, **place)
