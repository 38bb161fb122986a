"""Who is asking: a key belongs to one account and may read what its roles let it."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

ORDERS = "api_order_read"
ANALYTICS = "api_analytics_client"
EVERY_ROLE = (
    ORDERS,
    "api_order_write",
    "api_products_client",
    ANALYTICS,
    "api_subscription_modifications",
)

_DEVELOPER = "DEV-"


@dataclass(frozen=True)
class ClickBankCredentials:
    """The Authorization value of each account, `API-...` or `DEV-...:API-...`, and the roles of its key.

    An account that `roles` does not name has every role.
    """

    keys: dict[str, str] = field(repr=False)
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def account(self, authorization: str) -> str | None:
        """The account whose key this is. A developer's key is not needed any more; one that is there has to fit."""
        developer, _, key = authorization.rpartition(":")
        for account_id, known in self.keys.items():
            known_developer, _, known_key = known.rpartition(":")
            is_fitting = developer in ("", known_developer) or (
                not known_developer and developer.startswith(_DEVELOPER)
            )
            if is_fitting and hmac.compare_digest(key.encode(), known_key.encode()):
                return account_id
        return None

    def roles_of(self, account_id: str) -> tuple[str, ...]:
        """What the account's key may do."""
        return self.roles.get(account_id, EVERY_ROLE)
