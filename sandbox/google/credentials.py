"""What the sandbox's Google accepts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class GoogleCredentials:
    """One application, one manager, one refresh token an account ({account_id: token}); accounts may share a token.

    Every token belongs to a user of the manager `login_customer_id`: through it the user reads all accounts below.
    Directly, without the manager, a user reads only the accounts that the token stands beside.
    """

    developer_token: str = field(repr=False)
    client_id: str
    client_secret: str = field(repr=False)
    login_customer_id: str
    refresh_tokens: Mapping[str, str] = field(repr=False)

    def accounts_of(self, refresh_token: str) -> frozenset[str]:
        """The accounts that a refresh token stands beside; none for an unknown token."""
        return frozenset(account for account, known in self.refresh_tokens.items() if known == refresh_token)
