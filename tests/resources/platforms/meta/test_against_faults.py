"""The connector and the sandbox when something is wrong: on the wire, in runs and pages, in records, with tokens."""

from __future__ import annotations

from dataclasses import replace

import pyarrow.compute as pc
import pytest

from resources.errors import (
    BadPage,
    CredentialsRejected,
    PermissionDenied,
    PlatformError,
    RequestTooLarge,
    RetryableError,
)
from resources.windows import Window
from sandbox.faults import Fault
from tests.resources.platforms.meta.conftest import LONG, MONTH, TODAY, World


@pytest.mark.parametrize(
    "fault",
    [
        Fault("server_error", times=1),
        Fault("bad_gateway", times=2),
        Fault("unavailable", times=1),
        Fault("html_200", times=1),
        Fault("truncated_json", times=1),
        Fault("cut_body", times=1),
        Fault("slow_drip", times=1),
        Fault("hang", times=1),
        Fault("reset", times=1),
        Fault("bom", times=1),
        Fault("nan", times=1),
        Fault("huge_number", times=1),
        Fault("too_many_requests", times=1),
        Fault("too_many_requests", times=1, variant="none"),
        Fault("throttle", times=1),
        Fault("throttle", times=1, variant="17"),
        Fault("throttle", times=1, variant="613"),
        Fault("usage", times=2),
        Fault("error_200", times=1),
        Fault("reduce_data", times=2),
    ],
    ids=lambda fault: f"{fault.name}-{fault.variant}",
)
def test_what_passes_does_no_harm(world: World, fault: Fault) -> None:
    world.faults.add(replace(fault, match="insights"))
    assert_true(world, MONTH)


@pytest.mark.parametrize(
    "fault", [Fault("duplicate_page", times=1), Fault("repeat_cursor", times=1), Fault("empty_page")]
)
def test_pages_that_repeat_once_or_are_empty_do_no_harm(world: World, fault: Fault) -> None:
    world.faults.add(fault)
    assert_true(world, LONG)


def assert_true(world: World, window: Window) -> None:
    """The rows and the sum are the ledger's, although the fault struck."""
    truth = world.ledger.metrics("meta", "1001", window, TODAY)
    parsed = world.read("campaign_daily", "1001", window)
    assert world.faults.listing()[0]["struck"] > 0
    assert (parsed.table.num_rows, pc.sum(parsed.table["cost"])) == (truth.num_rows, pc.sum(truth["spend"]))


@pytest.mark.parametrize("name", ["job_failed", "job_skipped", "job_expired"])
def test_a_lost_run_is_made_good_by_the_next(world: World, name: str) -> None:
    world.faults.add(Fault(name, times=1))
    parsed = world.read("campaign_daily", "1001", LONG)
    assert world.faults.listing()[0]["struck"] == 1
    assert parsed.table.num_rows == world.ledger.metrics("meta", "1001", LONG, TODAY).num_rows


def test_runs_that_always_fail_end_in_smaller_requests(world: World) -> None:
    world.faults.add(Fault("job_failed"))
    parsed = world.read("campaign_daily", "1001", LONG)
    assert parsed.table.num_rows == world.ledger.metrics("meta", "1001", LONG, TODAY).num_rows


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault("token_revoked"), CredentialsRejected),
        (Fault("permission_lost"), PermissionDenied),
        (Fault("account_down"), RetryableError),
        (Fault("throttle"), RetryableError),
        (Fault("repeat_cursor"), BadPage),
        (Fault("duplicate_page"), BadPage),
        (Fault("reduce_data"), RequestTooLarge),
        (Fault("job_stuck"), RetryableError),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_what_stays_is_an_error_that_names_the_account_and_the_days(
    world: World, fault: Fault, kind: type[PlatformError]
) -> None:
    world.faults.add(replace(fault, match="insights"))
    with pytest.raises(kind, match=r"platform=meta, account=1002, window=20") as caught:
        world.read("campaign_daily", "1002", LONG)
    assert world.issued["meta"]["tokens"]["1002"] not in str(caught.value)


def test_another_accounts_token_is_refused(world: World) -> None:
    with pytest.raises(PermissionDenied):
        world.client("1001", world.issued["meta"]["tokens"]["1002"]).describe("1001")
    with pytest.raises(PermissionDenied):
        world.client("1001").describe("9999")
    with pytest.raises(CredentialsRejected):
        world.client("1001", "EAAwrong").describe("1001")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault("missing_key"), "campaign_id: expected text"),
        (Fault("null_key"), "campaign_id: expected text"),
        (Fault("null_key", field="spend"), "spend: expected a decimal"),
        (Fault("not_a_number"), "spend: expected a decimal"),
        (Fault("unknown_currency"), "account_currency: expected an ISO 4217 code"),
        (Fault("nul_byte"), "campaign_name: expected text"),
        (Fault("lone_surrogate"), "campaign_name: expected text"),
        (Fault("long_name"), "campaign_name: expected text"),
        (Fault("date_outside"), "date_start: expected a day"),
        (Fault("bad_date"), "date_start: expected a day"),
        (Fault("number_instead_of_string"), "impressions: expected a whole number"),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_spoiled_record_is_refused_alone(world: World, fault: Fault, reason: str) -> None:
    truth = world.ledger.metrics("meta", "1001", MONTH, TODAY)
    world.faults.add(replace(fault, records=3))
    parsed = world.read("campaign_daily", "1001", MONTH)
    assert parsed.table.num_rows == truth.num_rows - 3
    assert [each.reasons[0].startswith(reason) for each in parsed.rejects] == [True] * 3


@pytest.mark.parametrize("name", ["extra_field", "new_placement", "spend_in_micros", "negative_impressions"])
def test_what_can_be_typed_is_left_to_the_contract(world: World, name: str) -> None:
    world.faults.add(Fault(name))
    parsed = world.read("campaign_daily", "1001", MONTH)
    assert parsed.rejects == []
    assert parsed.table.num_rows == world.ledger.metrics("meta", "1001", MONTH, TODAY).num_rows
