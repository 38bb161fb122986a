"""What the sandbox's Google Ads says, sends and withholds when a fault is on."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any

import pytest
from google.ads.googleads.errors import GoogleAdsException
from google.api_core import exceptions

from sandbox.faults import Fault
from tests.sandbox.ads import DAILY, KRW, TODAY, USD, Ads, advertising, failure

QUERY = "SELECT customer.id FROM customer"
NAMED = DAILY.replace("campaign.id,", "campaign.id, campaign.name, campaign.status,")


@pytest.fixture
def ads() -> Iterator[Ads]:
    with advertising() as ads:
        yield ads


@pytest.mark.parametrize(
    ("name", "variant", "status", "code"),
    [
        ("token_revoked", None, "UNAUTHENTICATED", "authentication_error.OAUTH_TOKEN_REVOKED"),
        ("token_revoked", "OAUTH_TOKEN_EXPIRED", "UNAUTHENTICATED", "authentication_error.OAUTH_TOKEN_EXPIRED"),
        ("token_revoked", "CUSTOMER_NOT_FOUND", "UNAUTHENTICATED", "authentication_error.CUSTOMER_NOT_FOUND"),
        ("token_revoked", "NOT_ADS_USER", "UNAUTHENTICATED", "authentication_error.NOT_ADS_USER"),
        ("token_revoked", "460", "UNAUTHENTICATED", "authentication_error.OAUTH_TOKEN_REVOKED"),
        ("permission_lost", None, "PERMISSION_DENIED", "authorization_error.USER_PERMISSION_DENIED"),
        (
            "permission_lost",
            "DEVELOPER_TOKEN_PROHIBITED",
            "PERMISSION_DENIED",
            "authorization_error.DEVELOPER_TOKEN_PROHIBITED",
        ),
        (
            "permission_lost",
            "DEVELOPER_TOKEN_NOT_APPROVED",
            "PERMISSION_DENIED",
            "authorization_error.DEVELOPER_TOKEN_NOT_APPROVED",
        ),
        ("not_enabled", None, "PERMISSION_DENIED", "authorization_error.CUSTOMER_NOT_ENABLED"),
        ("version_sunset", None, "INVALID_ARGUMENT", "request_error.UNSUPPORTED_VERSION"),
        ("server_error", None, "INTERNAL", "internal_error.INTERNAL_ERROR"),
        ("server_error", "TRANSIENT_ERROR", "INTERNAL", "internal_error.TRANSIENT_ERROR"),
        ("server_error", "DEADLINE_EXCEEDED", "INTERNAL", "internal_error.DEADLINE_EXCEEDED"),
        ("account_down", None, "INTERNAL", "internal_error.INTERNAL_ERROR"),
        ("too_many_requests", None, "RESOURCE_EXHAUSTED", "quota_error.RESOURCE_EXHAUSTED"),
        ("unavailable", None, "UNAVAILABLE", ""),
        ("reset", None, "UNAVAILABLE", ""),
    ],
)
def test_one_account_is_refused_and_the_others_are_not(
    ads: Ads, name: str, variant: str | None, status: str, code: str
) -> None:
    ads.faults.add(Fault(name, account=USD, match="GoogleAdsService", variant=variant))
    service = ads.service()
    assert ads.refusal(QUERY) == (status, code)
    assert ads.refused(lambda: service.search(customer_id=USD, query=QUERY)) == (status, code)
    assert [row.customer.id for row in ads.rows(QUERY, KRW)] == [int(KRW)]
    ads.faults.clear()
    assert ads.rows(QUERY)


def test_an_old_version_is_blocked_by_its_own_name(ads: Ads) -> None:
    ads.version = "v25"
    assert ads.refusal(QUERY) == ("INVALID_ARGUMENT", "request_error.UNSUPPORTED_VERSION")
    service = ads.service()
    refused = ads.refused(lambda: service.search(customer_id=USD, query=QUERY))
    assert refused == ("INVALID_ARGUMENT", "request_error.UNSUPPORTED_VERSION")


@pytest.mark.parametrize(("variant", "seconds"), [(None, 30), ("40591", 40_591), ("none", None)])
def test_the_trailing_metadata_says_when_to_come_back(ads: Ads, variant: str | None, seconds: int | None) -> None:
    name = "RESOURCE_TEMPORARILY_EXHAUSTED"
    ads.faults.add(Fault("too_many_requests", variant=variant, field=name, match="SearchStream"))
    with pytest.raises(exceptions.ResourceExhausted) as caught:
        ads.rows(QUERY)
    (error,) = failure(caught.value).errors
    assert str(error.error_code).strip() == f"quota_error: {name}"
    assert error.details.HasField("quota_error_details") == (seconds is not None)
    assert error.details.quota_error_details.retry_delay.seconds == (seconds or 0)


def test_errors_carry_the_id_of_the_request(ads: Ads) -> None:
    ads.faults.add(Fault("not_enabled"))
    ids = set()
    for _ in range(2):
        with pytest.raises(GoogleAdsException) as caught:
            ads.rows(QUERY)
        ids |= {caught.value.request_id, caught.value.failure.request_id}
    assert len(ids) == 2


def test_faults_find_calls_by_their_query(ads: Ads) -> None:
    ads.faults.add(Fault("unavailable", match="segments.date"))
    assert ads.refusal(DAILY) == ("UNAVAILABLE", "")
    assert ads.rows(QUERY)


@pytest.mark.parametrize(
    ("variant", "error"), [(None, exceptions.InternalServerError), ("unavailable", exceptions.ServiceUnavailable)]
)
def test_a_stream_breaks_after_half_of_its_rows(ads: Ads, variant: str | None, error: type[Exception]) -> None:
    whole = ads.rows(DAILY)
    ads.faults.add(Fault("broken_stream", times=1, variant=variant))
    messages = ads.messages(DAILY)
    assert len(next(messages).results) == len(whole) // 2
    with pytest.raises(error):
        next(messages)
    assert ads.rows(DAILY) == whole


def test_a_silent_server_waits_until_the_client_goes_away(ads: Ads) -> None:
    ads.faults.add(Fault("hang", times=1, match="SearchStream"))
    begun = time.monotonic()
    with pytest.raises(exceptions.DeadlineExceeded):
        list(ads.messages(QUERY, timeout=0.5))
    assert time.monotonic() - begun < 5
    assert ads.rows(QUERY)


def test_answers_that_are_empty_or_collapsed_while_the_accounts_total_is_true(ads: Ads) -> None:
    total = f"SELECT metrics.clicks FROM customer WHERE segments.date BETWEEN '2026-03-01' AND '{TODAY}'"
    whole, clicks = ads.rows(DAILY), ads.rows(total)
    for name, rows in (("empty_report", []), ("collapsed_report", whole[-1:])):
        ads.faults.add(Fault(name, account=USD))
        assert ads.rows(DAILY) == rows
        assert ads.rows(total) == clicks
        ads.faults.clear()


SPOILED: dict[str, Any] = {
    "missing_key": lambda row: not row.campaign.HasField("id"),
    "null_key": lambda row: not row.campaign.HasField("id"),
    "negative_impressions": lambda row: row.metrics.impressions == -5,
    "clicks_above_impressions": lambda row: row.metrics.clicks > row.metrics.impressions,
    "spend_in_micros": lambda row: row.metrics.cost_micros == 12_340_000_000_000,
    "new_placement": lambda row: row.segments.ad_network_type == 97,
    "new_status": lambda row: row.campaign.status == 97,
    "nan": lambda row: math.isnan(row.metrics.conversions),
    "huge_number": lambda row: math.isinf(row.metrics.conversions),
    "nul_byte": lambda row: "\x00" in row.campaign.name,
    "long_name": lambda row: len(row.campaign.name) == 10_000,
    "date_outside": lambda row: row.segments.date == "2025-03-01",
    "bad_date": lambda row: row.segments.date == "2026-02-30",
}


@pytest.mark.parametrize("name", SPOILED)
def test_record_faults_spoil_the_chosen_records_and_no_other(ads: Ads, name: str) -> None:
    whole = ads.rows(NAMED)
    ads.faults.add(Fault(name, where={"campaign.id": "101", "segments.date": "2026-03-01"}))
    rows = ads.rows(NAMED)
    changed = [after for before, after in zip(whole, rows, strict=True) if before != after]
    assert [SPOILED[name](row) for row in changed] == [True]
    ads.faults.clear()
    assert ads.rows(NAMED) == whole
