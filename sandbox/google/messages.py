"""The one version of the API that is served, as the official client's own protobuf classes.

They are looked up by name because the version is part of every name; a version costs 100 MB of memory.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from google.protobuf import any_pb2
from google.rpc import status_pb2

from sandbox.google.errors import AdsError

VERSION = "v26"
SERVICES = f"google.ads.googleads.{VERSION}.services"


def _raw(module: str, name: str) -> Any:
    wrapper = getattr(import_module(f"google.ads.googleads.{VERSION}.{module}"), name)
    return wrapper.pb()


Row = _raw("services.types.google_ads_service", "GoogleAdsRow")
SearchRequest = _raw("services.types.google_ads_service", "SearchGoogleAdsRequest")
SearchResponse = _raw("services.types.google_ads_service", "SearchGoogleAdsResponse")
StreamRequest = _raw("services.types.google_ads_service", "SearchGoogleAdsStreamRequest")
StreamResponse = _raw("services.types.google_ads_service", "SearchGoogleAdsStreamResponse")
AccessibleRequest = _raw("services.types.customer_service", "ListAccessibleCustomersRequest")
AccessibleResponse = _raw("services.types.customer_service", "ListAccessibleCustomersResponse")
Failure = _raw("errors.types.errors", "GoogleAdsFailure")

_DEVELOPER_SCOPE = 3


def trailers(error: AdsError, version: str, request_id: str) -> tuple[tuple[str, str | bytes], ...]:
    """The trailing metadata that carries an error; the failure's key names the version that was asked."""
    told: list[tuple[str, str | bytes]] = [("request-id", request_id)]
    if error.kind is None:
        return tuple(told)
    failure = _failure(error, request_id)
    status = status_pb2.Status(code=error.status.value[0], message=error.message)
    detail = any_pb2.Any()
    detail.Pack(failure)
    status.details.append(detail)
    told.append((f"google.ads.googleads.{version}.errors.googleadsfailure-bin", failure.SerializeToString()))
    told.append(("grpc-status-details-bin", status.SerializeToString()))
    return tuple(told)


def _failure(error: AdsError, request_id: str) -> Any:
    failure = Failure(request_id=request_id)
    said = failure.errors.add(message=error.message)
    code = said.error_code
    constants = code.DESCRIPTOR.fields_by_name[error.kind].enum_type.values_by_name
    setattr(code, str(error.kind), constants[error.name].number)
    if error.retry_seconds is not None:
        quota = said.details.quota_error_details
        quota.rate_scope = _DEVELOPER_SCOPE
        quota.rate_name = "Number of operations for basic access"
        quota.retry_delay.seconds = error.retry_seconds
    return failure
