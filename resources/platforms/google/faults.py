"""From the exceptions of Google's library to a Fault.

It raises two kinds: its own for most failures, and the core library's for those with status RESOURCE_EXHAUSTED or
INTERNAL, whose failure is left in the call's trailing metadata. Both lead to that metadata.
"""

from __future__ import annotations

import re
from typing import Any

from google.ads.googleads.errors import GoogleAdsException
from google.api_core.exceptions import GoogleAPICallError
from google.protobuf.message import DecodeError

from resources.platforms.google.errors import Fault

RAISED = (GoogleAdsException, GoogleAPICallError)
_FAILURE_KEY = re.compile(r"google\.ads\.googleads\.v\d+\.errors\.googleadsfailure-bin")
"""The version of the API is in the key. The failure of another one reads the same."""
_REQUEST_KEY = "request-id"


def fault_of(error: GoogleAdsException | GoogleAPICallError, failure_type: Any) -> Fault:
    """What an exception says. `failure_type` is the class GoogleAdsFailure of the version in use."""
    call = error.error if isinstance(error, GoogleAdsException) else next(iter(error.errors), None)
    if call is None:
        status = error.grpc_status_code
        return Fault(status.name if status else "UNKNOWN", str(error.message))
    metadata = list(call.trailing_metadata() or ())
    request_id = next((value for key, value in metadata if key == _REQUEST_KEY), None)
    failure = _failure(metadata, failure_type)
    if failure is None or not failure.errors:
        return Fault(call.code().name, str(call.details()), request_id=request_id)
    delays = [each.details.quota_error_details.retry_delay for each in failure.errors]
    return Fault(
        call.code().name,
        "; ".join(_said(each) for each in failure.errors),
        tuple(_code(each.error_code) for each in failure.errors),
        max((delay.seconds + delay.nanos / 1e9 for delay in delays), default=0) or None,
        failure.request_id or request_id,
    )


def _failure(metadata: list[tuple[str, Any]], failure_type: Any) -> Any:
    for key, value in metadata:
        if _FAILURE_KEY.fullmatch(key):
            try:
                return failure_type.FromString(value)
            except DecodeError:
                return None
    return None


def _code(error_code: Any) -> str:
    """The code as Google writes it: AuthorizationError.CUSTOMER_NOT_ENABLED."""
    category = error_code.WhichOneof("error_code")
    if category is None:
        return "UNKNOWN"
    number = getattr(error_code, category)
    kind = error_code.DESCRIPTOR.fields_by_name[category].enum_type
    value = kind.values_by_number.get(number)
    return f"{kind.name}.{value.name if value else f'UNKNOWN({number})'}"


def _said(error: Any) -> str:
    rate = error.details.quota_error_details.rate_name
    return f"{_code(error.error_code)}: {error.message}" + (f" (limit {rate!r})" if rate else "")
