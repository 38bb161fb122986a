"""Every error of the API and what it means."""

from __future__ import annotations

import datetime as dt

import pytest
from grpc import StatusCode

from resources.errors import (
    AccountError,
    CredentialsRejected,
    DailyQuotaSpent,
    PermissionDenied,
    PlatformError,
    RateLimited,
    RequestRejected,
    RetryableError,
)
from resources.platforms.google import reading
from resources.platforms.google.client import GoogleClient
from resources.platforms.google.errors import MEANINGS
from tests.resources.platforms.google.api import Api, Failure, Refusal, Rows, rows
from tests.resources.platforms.google.conftest import ACCOUNT
from tests.resources.scripted import Time

BAD, DENIED, UNKNOWN_CALLER, SPENT = (
    StatusCode.INVALID_ARGUMENT,
    StatusCode.PERMISSION_DENIED,
    StatusCode.UNAUTHENTICATED,
    StatusCode.RESOURCE_EXHAUSTED,
)
FINAL: list[tuple[StatusCode, tuple[str, int] | None, type[PlatformError], str]] = [
    (DENIED, ("authorization_error", 2), PermissionDenied, "USER_PERMISSION_DENIED.*LOGIN_CUSTOMER_ID.*is 3009999999"),
    (DENIED, ("authorization_error", 4), RequestRejected, "PROHIBITED.*GOOGLE_ADS_DEVELOPER_TOKEN"),
    (DENIED, ("authorization_error", 5), RequestRejected, "PROJECT_DISABLED.*must be enabled there"),
    (DENIED, ("authorization_error", 10), RequestRejected, "NOT_APPROVED.*approved for test accounts only"),
    (DENIED, ("authorization_error", 24), AccountError, "CUSTOMER_NOT_ENABLED.*accounts pause google 3001000001"),
    (DENIED, ("authorization_error", 28), AccountError, "SUSPENDED_ACCOUNT.*suspended the account"),
    (DENIED, ("authorization_error", 7), PermissionDenied, "ACTION_NOT_PERMITTED"),
    (DENIED, ("authorization_error", 999), PermissionDenied, r"AuthorizationError.UNKNOWN\(999\)"),
    (DENIED, None, PermissionDenied, "PERMISSION_DENIED"),
    (UNKNOWN_CALLER, ("authentication_error", 8), AccountError, "CUSTOMER_NOT_FOUND.*knows no such account"),
    (UNKNOWN_CALLER, ("authentication_error", 14), CredentialsRejected, "NOT_ADS_USER.*rotate-token google"),
    (UNKNOWN_CALLER, ("authentication_error", 18), CredentialsRejected, "TOKEN_REVOKED.*rotate-token google"),
    (UNKNOWN_CALLER, ("authentication_error", 29), RequestRejected, "TOKEN_INVALID.*GOOGLE_ADS_DEVELOPER_TOKEN"),
    (BAD, ("query_error", 59), AccountError, "REQUESTED_METRICS_FOR_MANAGER.*accounts below it"),
    (BAD, ("query_error", 32), RequestRejected, "UNRECOGNIZED_FIELD"),
    (BAD, ("request_error", 16), AccountError, "INVALID_CUSTOMER_ID.*ten digits"),
    (BAD, ("request_error", 38), RequestRejected, "UNSUPPORTED_VERSION.*does not serve v26.*set GOOGLE_ADS_API_VER"),
    (BAD, ("date_range_error", 7), RequestRejected, "GRANULARITY_NOT_SUPPORTED.*37 months"),
    (BAD, ("header_error", 3), RequestRejected, "INVALID_LOGIN_CUSTOMER_ID.*GOOGLE_ADS_LOGIN_CUSTOMER_ID"),
    (BAD, None, RequestRejected, "INVALID_ARGUMENT"),
    (StatusCode.UNIMPLEMENTED, None, RequestRejected, "does not serve v26.*set GOOGLE_ADS_API_VERSION"),
    (StatusCode.NOT_FOUND, None, RequestRejected, "NOT_FOUND"),
]


def refusal(client: GoogleClient, api: Api, answer: Refusal | Rows) -> PlatformError:
    """The error that an answer becomes."""
    api.will_answer(answer)
    with pytest.raises(PlatformError) as caught:
        client.search(reading.CAMPAIGNS, ACCOUNT)
    return caught.value


@pytest.mark.parametrize(("status", "code", "kind", "says"), FINAL)
def test_an_error_that_will_not_pass_is_raised_at_once_with_what_to_do(
    client: GoogleClient,
    api: Api,
    time: Time,
    status: StatusCode,
    code: tuple[str, int] | None,
    kind: type[PlatformError],
    says: str,
) -> None:
    error = refusal(client, api, Refusal(status, code))
    assert type(error) is kind
    with pytest.raises(kind, match=says):
        raise error
    assert (error.account, client.api_calls, time.waits) == (ACCOUNT, 1, [])


@pytest.mark.parametrize(
    "answer",
    [
        *(Refusal(StatusCode.INTERNAL, ("internal_error", number)) for number in (2, 4, 5)),
        *(Refusal(status) for status in (StatusCode.UNAVAILABLE, StatusCode.DEADLINE_EXCEEDED, StatusCode.UNKNOWN)),
        Refusal(SPENT, ("quota_error", 4)),
        Refusal(SPENT),
    ],
    ids=str,
)
def test_an_error_that_may_pass_is_tried_again_as_often_as_allowed(
    client: GoogleClient, api: Api, time: Time, answer: Refusal
) -> None:
    error = refusal(client, api, answer)
    assert isinstance(error, RetryableError)
    assert (client.api_calls, len(time.waits)) == (3, 2)


def test_a_limit_is_waited_for_as_long_as_its_details_say(client: GoogleClient, api: Api, time: Time) -> None:
    api.will_answer(Refusal(SPENT, ("quota_error", 2), delay=30.5), rows())
    assert list(client.search(reading.CAMPAIGNS, ACCOUNT)) == []
    assert time.waits == [30.5]


def test_a_limit_may_say_its_delay_in_words_only(client: GoogleClient, api: Api, time: Time) -> None:
    message = "Too many requests. Retry in 12 seconds."
    error = refusal(client, api, Refusal(SPENT, ("quota_error", 2), message))
    assert isinstance(error, RateLimited)
    assert time.waits == [12, 12]


@pytest.mark.parametrize("version", ["v26", "v24"])
def test_a_limit_beyond_the_budget_is_not_waited_for_and_says_until_when(
    client: GoogleClient, api: Api, time: Time, version: str
) -> None:
    before = dt.datetime.now(dt.UTC)
    error = refusal(client, api, Refusal(SPENT, ("quota_error", 2), "Too many", delay=40_591, version=version))
    assert isinstance(error, DailyQuotaSpent)
    assert dt.timedelta(seconds=40_591) <= error.until - before < dt.timedelta(seconds=40_600)
    assert (client.api_calls, time.waits) == (1, [])
    assert f"'Requests per account') [request REQ1]; nothing is answered until {error.until:%Y-%m-%d %H:%M UTC}" in str(
        error
    )


def test_a_limit_that_strikes_amid_a_stream_is_waited_for_too(client: GoogleClient, api: Api, time: Time) -> None:
    api.will_answer(Rows([[{"campaign.id": 5}]], Refusal(SPENT, ("quota_error", 2), delay=7)), rows({"campaign.id": 5}))
    (page,) = client.search(reading.CAMPAIGNS, ACCOUNT)
    assert (len(page), time.waits) == (1, [7])


def test_a_failure_that_cannot_be_decoded_leaves_the_status_of_the_call(client: GoogleClient, api: Api) -> None:
    class Garbled(Refusal):
        def failure(self) -> bytes:
            return b"\xff\xff\xff"

    error = refusal(client, api, Garbled(SPENT, ("quota_error", 2)))
    assert (type(error), error.code) == (RateLimited, "RESOURCE_EXHAUSTED")


def test_every_meaning_is_of_a_code_that_the_api_has() -> None:
    codes = {
        f"{field.enum_type.name}.{value.name}"
        for field in Failure().errors.add().error_code.DESCRIPTOR.fields
        for value in field.enum_type.values
    }
    assert MEANINGS.keys() - codes == set()
