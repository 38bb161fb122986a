"""Who asks: an access licence with its secret key, and the signature over each request.

https://naver.github.io/searchad-apidoc/
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass, field

from resources.errors import AccountError, CredentialsRejected
from resources.redaction import register

PLATFORM = "naver"


@dataclass(frozen=True)
class Licence:
    """An access licence and its secret key, which looks like base64 but is used as it is written."""

    name: str = field(repr=False)
    key: str = field(repr=False)

    @classmethod
    def parse(cls, secret: str) -> Licence:
        """Read `ACCESS_LICENCE:SECRET_KEY`; both are redacted from now on. Raises CredentialsRejected."""
        name, _, key = (part.strip() for part in secret.partition(":"))
        for part in (secret, name, key):
            register(part)
        if not (name.isascii() and name.isalnum() and key.isascii() and key.isprintable() and key):
            raise CredentialsRejected(
                "expected ACCESS_LICENCE:SECRET_KEY, as Tools > API Manager of the Naver ads centre shows them; "
                "`adwarehouse accounts rotate-token naver ACCOUNT` takes them",
                platform=PLATFORM,
            )
        return cls(name, key)

    def headers(self, method: str, path: str, customer_id: str) -> dict[str, str]:
        """The headers of a request made now to `path` (/ncc/campaigns), without host and query, for a customer."""
        timestamp = str(time.time_ns() // 1_000_000)
        message = f"{timestamp}.{method}.{path}"
        digest = hmac.new(self.key.encode(), message.encode(), hashlib.sha256).digest()
        return {
            "X-Timestamp": timestamp,
            "X-API-KEY": self.name,
            "X-Customer": customer_id,
            "X-Signature": base64.b64encode(digest).decode(),
        }


def customer(account_id: str) -> str:
    """An account's id as a customer's number. Raises AccountError."""
    if account_id.isascii() and account_id.isdigit():
        return account_id
    raise AccountError("expected a customer id, which has digits only", platform=PLATFORM, account=account_id)
