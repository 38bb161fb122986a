"""Who is asking: partner, time, signature and, where a shop is asked about, token and shop, in the platform's order."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
from dataclasses import dataclass, field

from sandbox.shopee.calls import Call
from sandbox.shopee.errors import expired_token, foreign_shop, refused, unknown_token, wrong_sign
from sandbox.shopee.grants import Grants

VALID_SECONDS = 300
_LARGEST = 4_294_967_295


@dataclass(frozen=True)
class ShopeeCredentials:
    """One application."""

    partner_id: int
    partner_key: str = field(repr=False)


def check_partner(call: Call, credentials: ShopeeCredentials, now: dt.datetime, *, is_public: bool) -> None:
    """The application, the time (real) and the signature, which names token and shop unless the call is public.

    Raises:
        ShopeeError: any of them is missing or wrong.
    """
    partner_id = call.first("partner_id")
    if not partner_id:
        raise refused("There is no partner_id in query.")
    if not _is_whole(partner_id):
        raise refused(f"Partner_id is invalid, should be an integer between 0 and {_LARGEST}.")
    if int(partner_id) != credentials.partner_id:
        raise refused("Invalid partner_id.")
    timestamp = call.first("timestamp")
    if not timestamp:
        raise refused("no timestamp")
    if not _is_whole(timestamp):
        raise refused(f"Timestamp is invalid, should be an integer between 0 and {_LARGEST}.")
    if abs(int(timestamp) - now.timestamp()) > VALID_SECONDS:
        raise refused("Timestamp is expired.")
    sign = call.first("sign")
    if not sign:
        raise refused("There is no sign in query.")
    of_shop = "" if is_public else f"{call.first('access_token') or ''}{call.first('shop_id') or ''}"
    expected = signature(credentials.partner_key, f"{partner_id}{call.path}{timestamp}{of_shop}")
    if not hmac.compare_digest(sign.encode(), expected.encode()):
        raise wrong_sign()


def check_shop(call: Call, grants: Grants) -> str:
    """The token and its shop, which is given back. Raises ShopeeError."""
    token = call.first("access_token")
    if not token:
        raise refused("There is no access_token in query.")
    grant = grants.access(token)
    if grant is None:
        raise unknown_token()
    if grants.has_ended(grant):
        raise expired_token()
    shop_id = call.first("shop_id")
    if not shop_id:
        raise refused("There is no shop_id in query.")
    if not _is_whole(shop_id):
        raise refused(f"shop_id is invalid, should be an integer between 0 and {_LARGEST}.")
    if shop_id != grant.shop_id:
        raise foreign_shop()
    return shop_id


def signature(partner_key: str, base: str) -> str:
    """HMAC-SHA256 in lower-case hexadecimal digits."""
    return hmac.new(partner_key.encode(), base.encode(), hashlib.sha256).hexdigest()


def _is_whole(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,10}", text) is not None and int(text) <= _LARGEST
