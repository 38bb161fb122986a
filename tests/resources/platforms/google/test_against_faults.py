"""What can go wrong with Google, played by the sandbox: nothing is lost, halved or made up, and people are told why."""

from __future__ import annotations

from typing import Any

import pytest

from resources.errors import (
    AccountError,
    CredentialsRejected,
    DailyQuotaSpent,
    PermissionDenied,
    PlatformError,
    RequestRejected,
    RetryableError,
)
from resources.windows import DAY, Window
from sandbox.faults import Fault
from tests.resources.platforms.google.conftest import ACCOUNTS, TODAY, World

ACCOUNT, OTHER = ACCOUNTS[:2]
WEEK = Window.closed(TODAY - 6 * DAY, TODAY)
REPORT = "SearchStream.*FROM campaign WHERE"


def rows(world: World, account: str = ACCOUNT) -> list[dict[str, Any]]:
    return list(world.read("campaign_daily", account, WEEK).table.to_pylist())


@pytest.mark.parametrize(
    "fault",
    [
        Fault("broken_stream", REPORT, times=2),
        Fault("broken_stream", REPORT, times=2, variant="unavailable"),
        Fault("server_error", REPORT, times=2),
        Fault("server_error", REPORT, times=2, variant="TRANSIENT_ERROR"),
        Fault("unavailable", REPORT, times=2),
        Fault("reset", REPORT, times=2),
        Fault("too_many_requests", REPORT, times=2, variant="none"),
    ],
    ids=lambda fault: f"{fault.name} {fault.variant}",
)
def test_what_passes_leaves_no_trace_but_the_wait(world: World, fault: Fault) -> None:
    whole = rows(world)
    world.faults.add(fault)
    assert rows(world) == whole
    assert len(world.time.waits) == 2


def test_a_stream_that_breaks_every_time_leaves_no_half_window(world: World) -> None:
    world.faults.add(Fault("broken_stream", REPORT))
    with pytest.raises(RetryableError, match=r"TRANSIENT_ERROR.*account=3001000001, window=2026-02-22\.\.2026-02-28"):
        world.read("campaign_daily", ACCOUNT, WEEK)


def test_a_limit_is_waited_for_as_long_as_google_says(world: World) -> None:
    world.faults.add(Fault("too_many_requests", REPORT, times=1, variant="45"))
    assert rows(world)
    assert world.time.waits == [45]


def test_a_limit_longer_than_the_run_may_wait_puts_the_window_off(world: World) -> None:
    world.faults.add(Fault("too_many_requests", REPORT, variant="40591"))
    with pytest.raises(DailyQuotaSpent, match="nothing is answered until"):
        rows(world)
    assert world.time.waits == []


@pytest.mark.parametrize(
    ("fault", "kind", "says"),
    [
        (Fault("not_enabled", account=ACCOUNT), AccountError, "CUSTOMER_NOT_ENABLED.*accounts pause google 3001000001"),
        (Fault("permission_lost", account=ACCOUNT), PermissionDenied, "GOOGLE_ADS_LOGIN_CUSTOMER_ID must be"),
        (Fault("token_revoked", account=ACCOUNT), CredentialsRejected, "rotate-token google 3001000001"),
        (Fault("account_down", account=ACCOUNT), RetryableError, "INTERNAL_ERROR"),
    ],
    ids=lambda value: value.name if isinstance(value, Fault) else "",
)
def test_one_account_that_cannot_be_read_does_not_stop_the_others(
    world: World, fault: Fault, kind: type[PlatformError], says: str
) -> None:
    world.faults.add(fault)
    with pytest.raises(kind, match=says):
        rows(world)
    assert rows(world, OTHER)


def test_an_account_that_was_cancelled_says_so(world: World) -> None:
    with pytest.raises(AccountError, match="CUSTOMER_NOT_ENABLED"):
        world.client("3001000004").describe("3001000004")


def test_a_version_that_is_over_is_told_by_the_setting_that_chooses_it(world: World) -> None:
    world.faults.add(Fault("version_sunset"))
    with pytest.raises(RequestRejected, match="does not serve v26, or no longer; set GOOGLE_ADS_API_VERSION"):
        rows(world)


@pytest.mark.parametrize(
    ("changes", "kind", "says"),
    [
        ({"google_ads_developer_token": "wrongwrong"}, RequestRejected, "GOOGLE_ADS_DEVELOPER_TOKEN"),
        ({"google_oauth_client_secret": "wrongwrong"}, RequestRejected, "GOOGLE_OAUTH_CLIENT_SECRET"),
        ({"google_oauth_client_id": "another.apps"}, RequestRejected, "GOOGLE_OAUTH_CLIENT_ID"),
        ({"google_ads_login_customer_id": "1234567890"}, PermissionDenied, "and is 1234567890"),
        ({"secret": "1//nobodystoken"}, CredentialsRejected, "invalid_grant.*rotate-token google 3001000001"),
    ],
)
def test_wrong_credentials_are_refused_with_advice(
    world: World, changes: dict[str, Any], kind: type[PlatformError], says: str
) -> None:
    with pytest.raises(kind, match=says):
        world.client(ACCOUNT, **changes).describe(ACCOUNT)


def test_an_account_of_another_user_needs_the_manager(world: World) -> None:
    secret = world.secrets[OTHER]
    assert world.client(ACCOUNT, secret=secret).describe(ACCOUNT).account_id == ACCOUNT
    with pytest.raises(PermissionDenied, match=r"GOOGLE_ADS_LOGIN_CUSTOMER_ID must be .* and is not set"):
        world.client(ACCOUNT, secret=secret, google_ads_login_customer_id=None).describe(ACCOUNT)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("missing_key", "campaign_id: expected an id"),
        ("date_outside", "date: expected a day of 2026-02-22..2026-02-28"),
        ("bad_date", "date: expected a day of 2026-02-22..2026-02-28"),
        ("nan", "conversions: expected a number .* got 'nan'"),
        ("huge_number", "conversions: expected a number .* got 'inf'"),
        ("nul_byte", "campaign_name: expected text"),
        ("long_name", "campaign_name: expected text"),
    ],
)
def test_spoiled_records_are_set_aside_with_their_reason_and_the_others_stay(
    world: World, fault: str, reason: str
) -> None:
    whole = len(rows(world))
    world.faults.add(Fault(fault, REPORT, records=3))
    parsed = world.read("campaign_daily", ACCOUNT, WEEK)
    assert (parsed.table.num_rows, len(parsed.rejects)) == (whole - 3, 3)
    for refused in parsed.rejects:
        with pytest.raises(ValueError, match=reason):
            raise ValueError(*refused.reasons)


def test_a_network_that_nobody_knew_is_kept_by_its_number(world: World) -> None:
    world.faults.add(Fault("new_placement", REPORT))
    assert any(row["placement"].endswith("UNKNOWN(97)") for row in rows(world))


def test_an_empty_report_is_not_confirmed_by_the_accounts_total(world: World) -> None:
    world.faults.add(Fault("empty_report", REPORT))
    assert rows(world) == []
    assert world.total("campaign_daily", ACCOUNT, WEEK).impressions > 0
