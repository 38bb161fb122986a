"""The connector and the sandbox when something is wrong: on the wire, in jobs, in lists, in records."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from resources.errors import (
    CredentialsRejected,
    PermissionDenied,
    PlatformError,
    RateLimited,
    RequestRejected,
    RetryableError,
)
from resources.platforms.naver.reading import jobs
from resources.windows import DAY, Window
from sandbox.faults import Fault
from sandbox.ledger import Ledger
from tests.resources.platforms.naver.conftest import TODAY, World, running

CUSTOMER = "401001"
YESTERDAY = TODAY - DAY
SOME = Window.closed(TODAY - 2 * DAY, YESTERDAY)
WEEK = Window.closed(TODAY - 7 * DAY, YESTERDAY)


def named(value: Any) -> str:
    return f"{value.name}-{value.variant}-{value.match}" if isinstance(value, Fault) else ""


@pytest.mark.parametrize(
    "fault",
    [
        Fault("server_error", times=1),
        Fault("bad_gateway", times=2),
        Fault("unavailable", times=1),
        Fault("html_200", times=1),
        Fault("truncated_json", match="campaigns", times=1),
        Fault("cut_body", times=1),
        Fault("reset", times=1),
        Fault("bom", match="campaigns", times=1),
        Fault("too_many_requests", times=1),
        Fault("throttle", times=2),
        Fault("throttle", variant="toomanyrequest", times=2),
        Fault("throttle", variant="1016", times=2),
        Fault("maintenance", times=1),
        Fault("account_down", times=1),
        Fault("error_200", times=1),
        Fault("html_200", match="report-download", times=1),
        Fault("reset", match="report-download", times=1),
        Fault("cut_body", match="report-download", times=2),
        Fault("server_error", match="stat-reports", times=2),
        Fault("duplicate_page", times=1),
        Fault("job_failed", times=1),
        Fault("job_changed", times=3),
        Fault("job_expired", times=3),
        Fault("job_changed", match="AD_CONVERSION", times=1),
    ],
    ids=named,
)
def test_what_passes_does_no_harm(world: World, fault: Fault) -> None:
    sound = world.read("campaign_daily", CUSTOMER, SOME)
    assert sound.table.num_rows > 5
    world.faults.add(fault)
    parsed = world.read("campaign_daily", CUSTOMER, SOME)
    assert world.faults.listing()[0]["struck"] == fault.times or fault.name == "duplicate_page"
    assert parsed == sound


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault("permission_lost"), PermissionDenied),
        (Fault("permission_lost", variant="1018"), PermissionDenied),
        (Fault("token_revoked"), CredentialsRejected),
        (Fault("stale_clock"), RequestRejected),
        (Fault("account_down"), RetryableError),
        (Fault("maintenance"), RetryableError),
        (Fault("throttle"), RateLimited),
        (Fault("throttle", variant="1014"), RequestRejected),
    ],
    ids=named,
)
def test_what_stays_is_an_error_that_names_the_customer_and_the_days(
    world: World, fault: Fault, kind: type[PlatformError]
) -> None:
    world.faults.add(fault)
    with pytest.raises(kind, match=rf"platform=naver, account={CUSTOMER}, window={SOME}"):
        world.read("campaign_daily", CUSTOMER, SOME)


@pytest.mark.parametrize(
    ("fault", "said", "at_least", "at_most"),
    [
        (Fault("job_failed"), "ERROR 2 times", 0, 60),
        (Fault("job_changed"), "CHANGED 4 times", 0, 120),
        (Fault("job_expired"), "EXPIRED 4 times", 0, 120),
        (Fault("job_stuck"), "still RUNNING after", jobs.JOB_SECONDS, jobs.JOB_SECONDS + 60),
        (Fault("job_aggregating"), "still AGGREGATING after", jobs.AGGREGATING_SECONDS, jobs.AGGREGATING_SECONDS + 60),
    ],
    ids=named,
)
def test_a_report_that_does_not_come_is_given_up_for_this_time_and_named(
    world: World, fault: Fault, said: str, at_least: float, at_most: float
) -> None:
    world.faults.add(replace(fault, match=f"stat-reports/AD/{YESTERDAY}"))
    message = rf"expected the report AD of {YESTERDAY}, got {said}.*account={CUSTOMER}, window={YESTERDAY}\.\."
    with pytest.raises(RetryableError, match=message):
        world.read("campaign_daily", CUSTOMER, SOME)
    assert at_least <= sum(world.time.waits) <= at_most


def test_today_is_not_final_and_says_so(world: World) -> None:
    with pytest.raises(RetryableError, match=f"the report AD_DETAIL of {TODAY}, got still AGGREGATING"):
        world.read("campaign_hourly", CUSTOMER, Window.closed(TODAY, TODAY))


def test_an_older_day_than_is_kept_is_refused(world: World) -> None:
    day = TODAY - 40 * DAY
    with pytest.raises(RequestRejected, match=f"statDt is out of range.*window={day}"):
        world.read("campaign_hourly", CUSTOMER, Window.closed(day, day))


@pytest.mark.parametrize(
    ("report", "fault", "reason"),
    [
        ("AD", Fault("missing_key"), f"AD of {YESTERDAY}, line 1: expected 14 columns, got 13"),
        ("AD", Fault("extra_field"), f"AD of {YESTERDAY}, line 1: expected 14 columns, got 15"),
        ("AD", Fault("null_key"), "campaignId: expected the id of a campaign, got ''"),
        ("AD", Fault("not_a_number"), "cost: expected a number with at most 10 digits before the point, got 'twelve'"),
        ("AD", Fault("negative_impressions"), "imp: expected a whole number of at most 12 digits, got '-5'"),
        ("AD", Fault("date_outside"), f"AD of {YESTERDAY}, line 1: expected the day 20260227, got 20250227"),
        ("AD", Fault("bad_date"), f"AD of {YESTERDAY}, line 1: expected the day 20260227, got 20260230"),
        ("AD_CONVERSION", Fault("not_a_number"), "salesByConversion: expected a number"),
        ("AD_CONVERSION", Fault("missing_key"), f"AD_CONVERSION of {YESTERDAY}, line 1: expected 13 columns, got 12"),
    ],
    ids=named,
)
def test_a_spoiled_line_is_refused_alone(world: World, report: str, fault: Fault, reason: str) -> None:
    sound = world.read("campaign_daily", CUSTOMER, SOME)
    world.faults.add(replace(fault, match=f"report-download/{report}/{YESTERDAY}", times=1))
    parsed = world.read("campaign_daily", CUSTOMER, SOME)
    (refused,) = parsed.rejects
    assert refused.reasons[0].startswith(reason)
    assert refused.day == YESTERDAY
    records = sound.table.num_rows + sound.summed + sound.ignored
    assert parsed.table.num_rows + parsed.summed + parsed.ignored == records - 1


def test_a_conversion_type_never_seen_before_is_no_purchase(world: World) -> None:
    sound = world.read("campaign_daily", CUSTOMER, SOME)
    where = {"convType": "purchase"}
    world.faults.add(Fault("new_type", match=f"AD_CONVERSION/{YESTERDAY}", where=where, times=1))
    parsed = world.read("campaign_daily", CUSTOMER, SOME)
    assert (parsed.rejects, parsed.ignored) == ([], sound.ignored + 1)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing_key", "nccCampaignId: expected text"),
        ("null_key", "nccCampaignId: expected text"),
        ("not_a_number", "dailyBudget: expected a number"),
        ("nul_byte", "name: expected text"),
        ("lone_surrogate", "name: expected text"),
        ("long_name", "name: expected text"),
        ("new_status", "status: expected one of ELIGIBLE, PAUSED, DELETED"),
    ],
)
def test_a_spoiled_campaign_is_refused_alone(world: World, name: str, reason: str) -> None:
    sound = world.read("campaigns", CUSTOMER, SOME)
    world.faults.add(Fault(name, times=1))
    parsed = world.read("campaigns", CUSTOMER, SOME)
    assert [each.reasons[0].startswith(reason) for each in parsed.rejects] == [True]
    assert parsed.table.num_rows == sound.table.num_rows - 1


@pytest.mark.parametrize("name", ["nul_byte", "lone_surrogate", "long_name", "missing_key", "null_key"])
def test_a_spoiled_campaign_costs_its_days_nothing_but_the_name(world: World, name: str) -> None:
    sound = world.read("campaign_daily", CUSTOMER, SOME)
    world.faults.add(Fault(name, match="/ncc/campaigns$", times=1))
    parsed = world.read("campaign_daily", CUSTOMER, SOME)
    assert parsed.rejects == []
    assert parsed.table.drop(["campaign_name"]) == sound.table.drop(["campaign_name"])


def test_an_empty_report_leaves_the_statistics_as_the_second_witness(world: World) -> None:
    world.faults.add(Fault("empty_report"))
    assert world.read("campaign_daily", CUSTOMER, SOME).table.num_rows == 0
    assert world.total("campaign_daily", CUSTOMER, SOME).impressions > 0


def without(world: World, customer: str, deleted_on: dt.date) -> tuple[Ledger, str]:
    """A ledger in which a campaign that delivered yesterday is deleted on a day."""
    truth = world.ledger.metrics("naver", customer, Window.closed(YESTERDAY, YESTERDAY), TODAY)
    gone = truth["campaign_id"][0].as_py()
    tables = world.ledger.snapshot(TODAY)
    rows = tables["campaigns"].to_pylist()
    changed = [row | {"deleted_on": deleted_on} if row["campaign_id"] == gone else row for row in rows]
    tables["campaigns"] = tables["campaigns"].from_pylist(changed, schema=tables["campaigns"].schema)
    return Ledger.of(tables), gone


def test_a_deleted_campaign_keeps_its_placement_and_is_in_the_total(world: World) -> None:
    ledger, gone = without(world, CUSTOMER, TODAY)
    sound = world.read("campaign_daily", CUSTOMER, SOME)
    total = world.total("campaign_daily", CUSTOMER, SOME)
    with running(ledger) as other:
        client = other.client()
        assert gone not in other.read("campaigns", CUSTOMER, SOME).table["campaign_id"].to_pylist()
        assert other.read("campaign_daily", CUSTOMER, SOME, client).table == sound.table
        assert other.total("campaign_daily", CUSTOMER, SOME, client) == total
        assert other.total("campaign_daily", CUSTOMER, SOME).impressions < total.impressions


def test_a_campaign_that_nobody_tells_of_any_more_is_of_unknown_placement(world: World) -> None:
    ledger, gone = without(world, CUSTOMER, TODAY)
    with running(ledger) as other:
        other.faults.add(Fault("permission_lost", match=f"/ncc/campaigns/{gone}", variant="1018"))
        client = other.client()
        rows = other.read("campaign_daily", CUSTOMER, SOME, client).table.to_pylist()
        mine = {(row["placement"], row["campaign_name"]) for row in rows if row["campaign_id"] == gone}
        assert mine == {("UNKNOWN", None)}
        assert other.faults.listing()[0]["struck"] == 1
        assert other.total("campaign_daily", CUSTOMER, SOME, client).impressions > 0
