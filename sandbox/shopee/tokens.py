"""Codes and refresh tokens for tokens; everything at the top of the reply."""

from __future__ import annotations

from typing import Any

from sandbox.shopee.access import ShopeeCredentials
from sandbox.shopee.calls import Call, Parameters
from sandbox.shopee.errors import refused, wrong
from sandbox.shopee.grants import Grants, Pair

EXCHANGE, RENEW = "/api/v2/auth/token/get", "/api/v2/auth/access_token/get"
ABSOLUTE_ONE_IN = 3
"""Shops whose id divides by this are told the instant at which a first token ends, the others the seconds left."""


def tokens(call: Call, credentials: ShopeeCredentials, grants: Grants) -> dict[str, Any]:
    """The reply to an exchange or a renewal. Raises ShopeeError."""
    Parameters(call).finish()
    asked = call.document()
    if asked.get("partner_id") != credentials.partner_id:
        raise refused("Invalid partner_id.")
    shop_id = asked.get("shop_id")
    if not isinstance(shop_id, int):
        raise wrong("shop_id is required and should be an integer")
    given = "code" if call.path == EXCHANGE else "refresh_token"
    secret = asked.get(given)
    if not isinstance(secret, str) or not secret:
        raise wrong(f"{given} is required")
    if call.path == EXCHANGE:
        is_absolute = shop_id % ABSOLUTE_ONE_IN == 0
        return _told(grants.exchange(secret, str(shop_id)), credentials, grants, is_absolute=is_absolute)
    return _told(grants.renew(secret, str(shop_id)), credentials, grants, is_absolute=False)


def _told(pair: Pair, credentials: ShopeeCredentials, grants: Grants, *, is_absolute: bool) -> dict[str, Any]:
    return {
        "access_token": pair.access_token,
        "refresh_token": pair.refresh_token,
        "expire_in": int(pair.ends_at) if is_absolute else grants.lifetimes.access,
        "partner_id": credentials.partner_id,
        "shop_id": int(pair.shop_id),
    }
