"""The API's errors: a gRPC status, one of the codes of GoogleAdsFailure, and a message."""

from __future__ import annotations

import grpc


class AdsError(Exception):
    """An error reply. `kind` is the member of ErrorCode and `name` its constant; without them there is no failure.

    `retry_seconds` becomes the retry delay of the quota's details.
    """

    def __init__(
        self,
        status: grpc.StatusCode,
        message: str,
        kind: str | None = None,
        name: str | None = None,
        retry_seconds: int | None = None,
    ) -> None:
        super().__init__(f"{status.name} {name}: {message}")
        self.status = status
        self.message = message
        self.kind = kind
        self.name = name
        self.retry_seconds = retry_seconds


def query_error(name: str, message: str) -> AdsError:
    """A query that is not understood or not allowed."""
    return AdsError(grpc.StatusCode.INVALID_ARGUMENT, message, "query_error", name)


def not_served(what: str) -> AdsError:
    """The API has it, the sandbox does not."""
    return query_error("QUERY_ERROR", f"The sandbox does not serve {what}.")


def request_error(name: str, message: str) -> AdsError:
    """A request that is wrong whatever its query."""
    return AdsError(grpc.StatusCode.INVALID_ARGUMENT, message, "request_error", name)


def granularity_not_supported(earliest: object) -> AdsError:
    """Days before those that are kept."""
    message = f"Data of single days is kept since {earliest}."
    status = grpc.StatusCode.INVALID_ARGUMENT
    return AdsError(status, message, "date_range_error", "REQUESTED_DATE_GRANULARITY_NOT_SUPPORTED")


def unauthenticated(name: str, message: str = "The caller cannot be identified.") -> AdsError:
    """Who is asking is not known, or no longer."""
    return AdsError(grpc.StatusCode.UNAUTHENTICATED, message, "authentication_error", name)


def denied(name: str, message: str = "The caller does not have permission.") -> AdsError:
    """Who is asking is known and may not."""
    return AdsError(grpc.StatusCode.PERMISSION_DENIED, message, "authorization_error", name)


def invalid_login(login_customer_id: str) -> AdsError:
    """A login-customer-id that is no id."""
    message = f"The login-customer-id '{login_customer_id}' is not ten digits."
    return AdsError(grpc.StatusCode.INVALID_ARGUMENT, message, "header_error", "INVALID_LOGIN_CUSTOMER_ID")


def no_permission() -> AdsError:
    """The user does not reach the account on this way."""
    return denied(
        "USER_PERMISSION_DENIED",
        "User doesn't have permission to access customer. Note: to reach a client customer, the id of its manager must "
        "be set in the 'login-customer-id' header.",
    )


def not_enabled() -> AdsError:
    """An account that was never opened or is closed."""
    return denied("CUSTOMER_NOT_ENABLED", "The customer account is not yet enabled or has been deactivated.")


def unsupported_version(version: str) -> AdsError:
    """A version that is over, or not there yet."""
    return request_error("UNSUPPORTED_VERSION", f"Version {version} is deprecated. Requests to it are blocked.")


def exhausted(name: str, retry_seconds: int | None) -> AdsError:
    """A limit of requests; None does not say when to come back."""
    hint = "" if retry_seconds is None else f" Retry in {retry_seconds} seconds."
    message = f"Too many requests.{hint}"
    return AdsError(grpc.StatusCode.RESOURCE_EXHAUSTED, message, "quota_error", name, retry_seconds)


def internal(name: str) -> AdsError:
    """Something broke on their side."""
    return AdsError(grpc.StatusCode.INTERNAL, "An internal error has occurred.", "internal_error", name)


def unavailable(message: str = "The service is currently unavailable.") -> AdsError:
    """No answer from behind the front."""
    return AdsError(grpc.StatusCode.UNAVAILABLE, message)
