"""Getting into the sandbox's accounts the way each platform lets an application in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from resources import accounts
from resources.accounts import Added
from resources.credentials import Vault
from resources.platforms import platform
from resources.platforms.base import Tokens
from resources.settings import Settings
from resources.warehouse.connection import Warehouse

REDIRECT = "https://adwarehouse.example.com/consent"


def secret_of(configured: Settings, issued: Mapping[str, Any], platform_name: str, account_id: str) -> str | Tokens:
    """An account's token as the sandbox issued it, or the tokens after its owner has agreed to let us in."""
    consent = platform(platform_name).consent
    if consent is None:
        token: str = issued[platform_name]["tokens"][account_id]
        return token
    from sandbox import shopee

    code = shopee.agree(consent.link(configured, REDIRECT), account_id)
    return consent.exchange(configured, account_id, code)


def connect(
    configured: Settings,
    warehouse: Warehouse,
    vault: Vault,
    issued: Mapping[str, Any],
    name: str,
    account: str,
    email: str,
) -> Added:
    """Connect a person to one of the sandbox's accounts."""
    secret = secret_of(configured, issued, name, account)
    there = platform(name)
    return accounts.add(
        warehouse,
        vault,
        name,
        account,
        email,
        secret,
        describe=lambda token, account_id: there.connect(configured, token).describe(account_id),
    )
