"""What the faults that are on make the platform say."""

from __future__ import annotations

from sandbox.faults import Fault, Faults
from sandbox.google import errors
from sandbox.google.messages import VERSION
from sandbox.google.platform import Call, retry_seconds


def play(call: Call, faults: Faults) -> None:
    """Raises AdsError for the first fault that strikes."""

    def strikes(name: str) -> Fault | None:
        return faults.take(name, call.path, call.customer_id or None)

    if strikes("version_sunset"):
        raise errors.unsupported_version(VERSION)
    if fault := strikes("token_revoked"):
        raise errors.unauthenticated(_constant(fault, "OAUTH_TOKEN_REVOKED"))
    if fault := strikes("permission_lost"):
        name = _constant(fault, "USER_PERMISSION_DENIED")
        raise errors.no_permission() if name == "USER_PERMISSION_DENIED" else errors.denied(name)
    if strikes("not_enabled"):
        raise errors.not_enabled()
    if fault := strikes("too_many_requests"):
        raise errors.exhausted(fault.field or "RESOURCE_EXHAUSTED", retry_seconds(fault))
    if fault := strikes("server_error") or strikes("account_down"):
        raise errors.internal(_constant(fault, "INTERNAL_ERROR"))
    if strikes("unavailable"):
        raise errors.unavailable()
    if strikes("reset"):
        raise errors.unavailable("recvmsg:Connection reset by peer")


def broken_off(call: Call, faults: Faults) -> errors.AdsError | None:
    """What ends a stream after half of its rows, if anything does."""
    fault = faults.take("broken_stream", call.path, call.customer_id or None)
    if fault is None:
        return None
    return errors.unavailable() if fault.variant == "unavailable" else errors.internal("TRANSIENT_ERROR")


def _constant(fault: Fault, default: str) -> str:
    """The variant if it is a constant of the API; other platforms have other words for the same fault."""
    return fault.variant if fault.variant and fault.variant.isupper() else default
