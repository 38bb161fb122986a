"""Who asks: the partner application, and the signature under each of its requests.

https://open.shopee.com/developer-guide/16
"""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass, field

from resources.errors import AccountError
from resources.redaction import register
from resources.settings import Settings

PLATFORM = "shopee"


@dataclass(frozen=True)
class Application:
    """The partner's id and key, and the address of the platform, which may have a path of its own."""

    url: str
    partner_id: int
    key: str = field(repr=False)

    @classmethod
    def from_settings(cls, settings: Settings) -> Application:
        """As configured; the key is redacted from now on. Raises ConfigurationError naming a missing setting."""
        key = settings.require("shopee_partner_key")
        register(key)
        return cls(settings.shopee_api_url, int(settings.require("shopee_partner_id")), key)

    def signed(self, path: str, token: str = "", shop: str = "") -> dict[str, str | int]:
        """The parameters of a request made now to `path` (/api/v2/...), a shop's with its token or a public one.

        The platform accepts a timestamp for five minutes.
        """
        timestamp = int(time.time())
        base = f"{self.partner_id}{path}{timestamp}{token}{shop}"
        sign = hmac.new(self.key.encode(), base.encode(), hashlib.sha256).hexdigest()
        own = {"access_token": token, "shop_id": shop} if token else {}
        return {"partner_id": self.partner_id, "timestamp": timestamp, "sign": sign, **own}


def shop_number(account_id: str) -> int:
    """An account's id as the platform counts shops. Raises AccountError."""
    if account_id.isascii() and account_id.isdigit():
        return int(account_id)
    raise AccountError("expected a shop id, which has digits only", platform=PLATFORM, account=account_id)
