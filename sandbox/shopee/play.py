"""What the faults that are on make the platform say."""

from __future__ import annotations

from sandbox.faults import Faults
from sandbox.shopee import errors
from sandbox.shopee.calls import Call
from sandbox.shopee.errors import DENIED


def play(call: Call, faults: Faults) -> None:
    """Raises ShopeeError for the first fault that strikes."""

    def strikes(name: str) -> str | None:
        fault = faults.take(name, call.path, call.shop_id)
        return None if fault is None else fault.variant or ""

    if (variant := strikes("too_many_requests")) is not None:
        word = variant if "limit" in variant else "error_rate_limit"
        raise errors.rate_limited(word, DENIED if variant == str(DENIED) else 200)
    if strikes("daily_limit") is not None:
        raise errors.out_of_calls()
    if strikes("account_down") is not None:
        raise errors.server_error(500)
    if strikes("error_200") is not None:
        raise errors.server_error()
    if strikes("shop_unlinked") is not None:
        raise errors.unlinked_shop()
    if (variant := strikes("permission_lost")) is not None:
        raise errors.not_permitted(variant or "error_permission")
