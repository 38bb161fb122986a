"""What is so of every ClickBank account."""

from __future__ import annotations

from resources.platforms.base import AccountInfo

PLATFORM = "clickbank"
ZONE = "America/Los_Angeles"
"""Business days are Pacific ones wherever the account is."""
CURRENCY = "USD"
"""What accounts earn is paid in it, whatever the customer paid in."""
NO_TRACKING_ID = "none"
"""The campaign of what came without a tracking id."""
MARKETPLACE = "marketplace"
"""The account id of the public catalogue, which is read without a key."""


def account(nickname: str) -> AccountInfo:
    """An account by its nickname in any case; its id is in lower case. ClickBank tells nothing else of it."""
    return AccountInfo(nickname.lower(), nickname, CURRENCY, ZONE, "ACTIVE")


def marketplace() -> AccountInfo:
    """The public catalogue as an account."""
    return AccountInfo(MARKETPLACE, "ClickBank marketplace", CURRENCY, ZONE, "ACTIVE")


def is_marketplace(account_id: str) -> bool:
    """Whether the account is the public catalogue."""
    return account_id == MARKETPLACE


def is_nickname(account_id: str) -> bool:
    """Whether the account is one that buys or sells."""
    return account_id != MARKETPLACE
