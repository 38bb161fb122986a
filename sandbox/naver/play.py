"""What the faults that are on make the platform say."""

from __future__ import annotations

from sandbox.faults import Faults
from sandbox.naver import errors
from sandbox.naver.calls import Call


def play(call: Call, faults: Faults) -> None:
    """Raises NaverError for the first fault that strikes."""

    def strikes(name: str) -> str | None:
        fault = faults.take(name, call.path, call.customer_id)
        return None if fault is None else fault.variant or ""

    licence, customer_id = call.headers.get("x-api-key", ""), call.customer_id or ""
    if (variant := strikes("throttle")) is not None:
        raise errors.throttled(variant)
    if strikes("maintenance") is not None:
        raise errors.maintenance()
    if strikes("account_down") is not None:
        raise errors.unavailable()
    if strikes("error_200") is not None:
        raise errors.unavailable(200)
    if strikes("token_revoked") is not None:
        raise errors.invalid_apikey(licence)
    if strikes("stale_clock") is not None:
        raise errors.invalid_timestamp(call.headers.get("x-timestamp", ""))
    if (variant := strikes("permission_lost")) is not None:
        raise errors.foreign() if variant == "1018" else errors.auth_failed(licence, customer_id)
