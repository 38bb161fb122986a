"""Who is asking: headers, licence, time, signature and customer, one by one, in the platform's order."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import re
from dataclasses import dataclass, field

from sandbox.naver.calls import Call
from sandbox.naver.errors import (
    FORBIDDEN,
    auth_failed,
    invalid_apikey,
    invalid_signature,
    invalid_timestamp,
    missing_header,
)

HEADERS = ("X-Timestamp", "X-API-KEY", "X-Customer", "X-Signature")
VALID_SECONDS = 300
DOWNLOAD = "/report-download"


@dataclass(frozen=True)
class NaverCredentials:
    """The access licence and the secret key of each customer; customers of one agency share them."""

    accounts: dict[str, tuple[str, str]] = field(repr=False)


def check(call: Call, credentials: NaverCredentials, now: dt.datetime) -> str:
    """The customer whose data may be read. `now` is real time. Raises NaverError."""
    status = 400 if call.path == DOWNLOAD else FORBIDDEN
    for name in HEADERS:
        if not call.headers.get(name.lower()):
            raise missing_header(name, status)
    timestamp, licence, customer_id, sign = (call.headers[name.lower()] for name in HEADERS)
    secret = dict(credentials.accounts.values()).get(licence)
    if secret is None:
        raise invalid_apikey(licence)
    if not re.fullmatch(r"[0-9]{1,15}", timestamp) or abs(int(timestamp) / 1000 - now.timestamp()) > VALID_SECONDS:
        raise invalid_timestamp(timestamp)
    if not hmac.compare_digest(sign.encode(), signature(secret, timestamp, call.method, call.path).encode()):
        raise invalid_signature(sign)
    if credentials.accounts.get(customer_id, ("", ""))[0] != licence:
        raise auth_failed(licence, customer_id)
    return customer_id


def signature(secret: str, timestamp: str, method: str, path: str) -> str:
    """HMAC-SHA256 in base64. The secret looks like base64 and is used as it is."""
    message = f"{timestamp}.{method}.{path}"
    return base64.b64encode(hmac.new(secret.encode(), message.encode(), hashlib.sha256).digest()).decode()
