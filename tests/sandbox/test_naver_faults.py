"""Naver's faults: what it says, what becomes of jobs, and what lines and campaigns look like."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from resources.windows import Window
from sandbox.faults import Fault
from tests.sandbox.naver import DAY, OURS, THEIRS, Client, refusal, serving, small

CAMPAIGNS, JOBS = "/ncc/campaigns", "/stat-reports"
YESTERDAY = {"datePreset": "last30days", "fields": '["salesAmt"]'}


@pytest.fixture(scope="module")
def running() -> Iterator[Client]:
    with serving(small(Window.closed(DAY, DAY))) as client:
        yield client


@pytest.fixture
def client(running: Client) -> Iterator[Client]:
    yield running
    running.faults.clear()
    running.customer_id = OURS


@pytest.mark.parametrize(
    ("name", "variant", "answer"),
    [
        ("throttle", None, (429, 429)),
        ("throttle", "toomanyrequest", (429, "toomanyrequest")),
        ("throttle", "1014", (400, 1014)),
        ("throttle", "1016", (400, 1016)),
        ("maintenance", None, (503, 503)),
        ("account_down", None, (500, 1004)),
        ("error_200", None, (200, 1004)),
        ("token_revoked", None, (403, "invalid-apikey")),
        ("stale_clock", None, (403, "invalid-timestamp")),
        ("permission_lost", None, (403, "auth-failed")),
        ("permission_lost", "1018", (404, 1018)),
    ],
)
def test_one_customer_is_refused_and_the_others_are_not(
    client: Client, name: str, variant: str | None, answer: tuple[int, object]
) -> None:
    client.faults.add(Fault(name, account=OURS, variant=variant))
    paths = (CAMPAIGNS, "/stats", JOBS, "/report-download", "/billing/bizmoney/cost")
    assert [refusal(client.get(path)) for path in paths] == [answer] * len(paths)
    client.customer_id = THEIRS
    assert client.get(CAMPAIGNS).status_code == 200


def test_too_many_requests_are_told_by_code_without_a_hint(client: Client) -> None:
    client.faults.add(Fault("throttle", times=1))
    reply = client.get(CAMPAIGNS)
    title = "Cannot handle the request. Too many requests already exist."
    assert reply.json() == {"code": 429, "status": 429, "title": title}
    assert "retry-after" not in reply.headers
    assert client.get(CAMPAIGNS).status_code == 200


@pytest.mark.parametrize(("name", "status"), [("server_error", 500), ("bad_gateway", 502), ("html_200", 200)])
def test_replies_that_are_not_the_platforms(client: Client, name: str, status: int) -> None:
    client.faults.add(Fault(name, match="stats", times=1))
    reply = client.get("/stats")
    assert reply.status_code == status
    assert "code" not in reply.text
    assert client.get(CAMPAIGNS).status_code == 200


@pytest.mark.parametrize("name", ["cut_body", "reset"])
def test_connections_break_while_a_report_is_downloaded(client: Client, name: str) -> None:
    job = client.built("AD", DAY)
    client.faults.add(Fault(name, match="report-download", times=1))
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        client.download(job)
    assert client.download(job).status_code == 200


def test_bodies_are_cut_and_carry_numbers_json_does_not_allow(client: Client) -> None:
    whole = client.download(client.built("AD", DAY)).content
    job = client.built("AD", DAY)
    client.faults.add(Fault("truncated_json", match="report-download", times=1))
    assert client.download(job).content == whole[: len(whole) // 2]
    client.faults.add(Fault("nan", field="salesAmt", times=1))
    name = next(iter(client.truth()))
    assert '"salesAmt":NaN' in client.get("/stats", ids=name, **YESTERDAY).text


@pytest.mark.parametrize(
    ("name", "status"),
    [("job_failed", "ERROR"), ("job_stuck", "RUNNING"), ("job_changed", "CHANGED"), ("job_aggregating", "AGGREGATING")],
)
def test_jobs_that_never_have_a_file(client: Client, name: str, status: str) -> None:
    client.faults.add(Fault(name, match=f"stat-reports/AD/{DAY}", times=1))
    job = client.built("AD", DAY)
    assert (job["status"], job["downloadUrl"]) == (status, "")
    assert client.built("AD", DAY)["status"] == "BUILT"


def test_a_job_whose_file_is_gone(client: Client) -> None:
    client.faults.add(Fault("job_expired", times=1))
    assert refusal(client.download(client.built("AD", DAY))) == (404, 1001)
    assert client.lines("AD")


@pytest.mark.parametrize("name", ["short_result", "collapsed_report", "empty_report"])
def test_reports_are_short_while_statistics_stay_true(client: Client, name: str) -> None:
    whole = client.lines("AD")
    campaign = next(iter(client.truth()))
    total = client.read("/stats", ids=campaign, **YESTERDAY)["data"]
    client.faults.add(Fault(name, match="/AD/"))
    if name == "empty_report":
        assert client.built("AD", DAY)["status"] == "NONE"
    else:
        expected = {"short_result": whole[: (len(whole) + 1) // 2], "collapsed_report": whole[-(len(whole) // 10) :]}
        assert client.lines("AD") == expected[name]
    assert client.read("/stats", ids=campaign, **YESTERDAY)["data"] == total
    assert client.built("AD_CONVERSION", DAY)["status"] == "BUILT"


SPOILED: dict[str, tuple[str, Callable[[list[str]], bool]]] = {
    "missing_key": ("AD", lambda line: len(line) == 13 and line[2].startswith("grp-")),
    "null_key": ("AD", lambda line: line[2] == ""),
    "not_a_number": ("AD", lambda line: line[11] == "twelve"),
    "negative_impressions": ("AD", lambda line: line[9] == "-5"),
    "clicks_above_impressions": ("AD", lambda line: int(line[10]) > int(line[9])),
    "spend_in_micros": ("AD", lambda line: float(line[11]) >= 1_000_000),
    "date_outside": ("AD", lambda line: line[0] == "20250220"),
    "bad_date": ("AD", lambda line: line[0] == "20260230"),
    "extra_field": ("AD_DETAIL", lambda line: len(line) == 17),
    "new_type": ("AD_CONVERSION", lambda line: line[10] == "teleportation"),
}


@pytest.mark.parametrize("name", SPOILED)
def test_record_faults_spoil_the_chosen_lines_and_no_other(client: Client, name: str) -> None:
    report_type, is_spoiled = SPOILED[name]
    whole = client.lines(report_type)
    client.faults.add(Fault(name, match=f"/{report_type}/{DAY}", records=2, where={"pcMobile": "M"}))
    told = client.lines(report_type)
    changed = [after for before, after in zip(whole, told, strict=True) if before != after]
    assert len(changed) == 2
    assert all(is_spoiled(line) and "M" in line for line in changed)


def test_a_column_may_be_named_and_the_lines_scattered(client: Client) -> None:
    whole = client.lines("AD_CONVERSION")
    client.faults.add(Fault("not_a_number", field="convCount", records=3, seed=7))
    told = client.lines("AD_CONVERSION")
    spoiled = [n for n, line in enumerate(told) if line[11] == "twelve"]
    assert len(spoiled) == 3
    assert spoiled != [0, 1, 2]
    assert [line for n, line in enumerate(told) if n not in spoiled] == [
        line for n, line in enumerate(whole) if n not in spoiled
    ]


SPOILED_CAMPAIGNS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "missing_key": lambda campaign: "nccCampaignId" not in campaign,
    "null_key": lambda campaign: campaign["nccCampaignId"] is None,
    "not_a_number": lambda campaign: campaign["dailyBudget"] == "twelve",
    "nul_byte": lambda campaign: "\x00" in campaign["name"],
    "lone_surrogate": lambda campaign: "\ud83d" in campaign["name"],
    "long_name": lambda campaign: len(campaign["name"]) == 10_000,
    "new_placement": lambda campaign: campaign["campaignTp"] == "HOLOGRAM",
    "new_status": lambda campaign: campaign["status"] == "TELEPORTED",
    "extra_field": lambda campaign: "loyaltyCoins" in campaign,
}


@pytest.mark.parametrize("name", SPOILED_CAMPAIGNS)
def test_campaigns_are_spoiled_too(client: Client, name: str) -> None:
    whole = client.read(CAMPAIGNS)
    client.faults.add(Fault(name, where={"campaignTp": "SHOPPING"}))
    changed = [after for before, after in zip(whole, client.read(CAMPAIGNS), strict=True) if before != after]
    assert len(changed) == 1
    assert SPOILED_CAMPAIGNS[name](changed[0])


@pytest.mark.parametrize(("name", "expected"), [("duplicate_page", [0, 1, 0, 1]), ("lost_page", [0, 1, 4, 5])])
def test_pages_do_not_add_up(client: Client, name: str, expected: list[int]) -> None:
    whole = [each["nccCampaignId"] for each in client.read(CAMPAIGNS)]
    client.faults.add(Fault(name, times=1))
    told = [each["nccCampaignId"] for each in client.read(CAMPAIGNS, recordSize="2")]
    told += [each["nccCampaignId"] for each in client.read(CAMPAIGNS, recordSize="2", baseSearchId=told[-1])]
    assert told == [whole[n] for n in expected]
