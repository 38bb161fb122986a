"""Naver's stat reports: their life, from the order to the day they are forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import pytest

from resources.windows import Window
from tests.sandbox.naver import (
    DAY,
    OURS,
    THEIRS,
    TODAY,
    Client,
    campaign,
    delivered,
    figures,
    refusal,
    serving,
    small,
    sums,
)

PATH = "/stat-reports"
ONE = dt.timedelta(days=1)
QUIET = dt.date(2026, 1, 5)
RUNNING = Window.closed(dt.date(2026, 2, 1), TODAY)


@pytest.fixture
def client() -> Iterator[Client]:
    late = delivered(campaign(OURS, 0, "WEB_SITE", "ACTIVE"), DAY, impressions=5_000, clicks=99)
    restated = [late | {"effective_from": TODAY + ONE, "removed": False}]
    with serving(small(RUNNING, restated)) as running:
        yield running


def test_a_job_is_registered_runs_and_is_built(client: Client) -> None:
    for _ in range(3):
        job = client.order("AD", DAY)
        assert (job["status"], job["reportTp"], job["statDt"]) == ("REGIST", "AD", "2026-02-19T15:00:00Z")
        assert job["downloadUrl"] == ""
        steps = [client.read(f"{PATH}/{job['reportJobId']}")["status"] for _ in range(5)]
        climb = ["REGIST", "WAITING", "RUNNING"]
        assert steps[: steps.index("BUILT")] == climb[-steps.index("BUILT") :]
        assert set(steps[steps.index("BUILT") :]) == {"BUILT"}


def test_a_day_may_be_asked_for_as_an_instant_and_an_end_is_ignored(client: Client) -> None:
    asked = {"reportTp": "AD", "statDt": "2026-02-19T15:00:00Z", "endDt": "20260225"}
    job = client.call("POST", PATH, json=asked).json()
    assert job["statDt"] == "2026-02-19T15:00:00Z"


def test_a_day_without_data_has_no_report(client: Client) -> None:
    job = client.built("AD", QUIET)
    assert (job["status"], job["downloadUrl"]) == ("NONE", "")


def test_today_is_not_final_until_it_is_over(client: Client) -> None:
    job = client.built("AD", TODAY)
    assert job["status"] == "AGGREGATING"
    client.clock.turn(TODAY + ONE)
    assert client.read(f"{PATH}/{job['reportJobId']}")["status"] == "BUILT"


def test_a_restatement_changes_what_was_built_and_nothing_else(client: Client) -> None:
    job, other = client.built("AD", DAY), client.built("AD", DAY - ONE)
    before = client.lines("AD")
    client.clock.turn(TODAY + ONE)
    assert refusal(client.download(job)) == (404, 1001)
    changed = client.read(f"{PATH}/{job['reportJobId']}")
    assert (changed["status"], changed["downloadUrl"]) == ("CHANGED", "")
    assert client.read(f"{PATH}/{other['reportJobId']}")["status"] == "BUILT"
    assert client.call("DELETE", f"{PATH}/{job['reportJobId']}").status_code == 204
    assert client.lines("AD") != before
    assert sums(client.lines("AD"), 9, 10) == figures(client, "impressions", "clicks")


def test_jobs_and_files_are_gone_after_two_weeks(client: Client) -> None:
    job = client.built("AD", DAY - ONE)
    client.clock.turn(TODAY + 13 * ONE)
    assert client.download(job).status_code == 200
    client.clock.turn(TODAY + 14 * ONE)
    assert refusal(client.download(job)) == (404, 1001)
    assert refusal(client.get(f"{PATH}/{job['reportJobId']}")) == (404, 4601)
    assert client.read(PATH) == []


def test_the_list_has_the_newest_hundred(client: Client) -> None:
    numbers = [client.order("AD", DAY)["reportJobId"] for _ in range(102)]
    assert [job["reportJobId"] for job in client.read(PATH)] == numbers[:1:-1]
    assert client.read(f"{PATH}/{numbers[0]}")["reportJobId"] == numbers[0]


def test_jobs_are_deleted_one_by_one_or_all(client: Client) -> None:
    jobs = [client.built("AD", DAY) for _ in range(3)]
    assert client.call("DELETE", f"{PATH}/{jobs[0]['reportJobId']}").status_code == 204
    assert refusal(client.download(jobs[0])) == (404, 1001)
    assert len(client.read(PATH)) == 2
    assert client.call("DELETE", PATH).status_code == 204
    assert client.read(PATH) == []


def test_jobs_of_another_customer_are_not_shown(client: Client) -> None:
    job = client.built("AD", DAY)
    client.customer_id = THEIRS
    assert refusal(client.get(f"{PATH}/{job['reportJobId']}")) == (404, 1018)
    assert refusal(client.download(job)) == (404, 1001)
    assert client.read(PATH) == []


@pytest.mark.parametrize(
    ("report_type", "day", "is_good"),
    [
        ("AD", TODAY - 365 * ONE, True),
        ("AD", TODAY - 366 * ONE, False),
        ("AD_CONVERSION", TODAY - 366 * ONE, False),
        ("AD_DETAIL", TODAY - 30 * ONE, True),
        ("AD_DETAIL", TODAY - 31 * ONE, False),
        ("AD", TODAY + ONE, False),
        ("CAMPAIGN", DAY, False),
        ("AD_COST", DAY, False),
    ],
)
def test_reports_exist_for_some_types_and_days(client: Client, report_type: str, day: dt.date, is_good: bool) -> None:
    reply = client.call("POST", PATH, json={"reportTp": report_type, "statDt": f"{day:%Y%m%d}"})
    assert reply.status_code == (201 if is_good else 400)
    assert is_good or refusal(reply) == (400, 1002)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"reportTp":"AD"}',
        b'{"reportTp":["AD"],"statDt":"20260220"}',
        b'{"reportTp":"AD","statDt":"20260230"}',
    ],
)
def test_orders_that_make_no_sense(client: Client, body: bytes) -> None:
    assert refusal(client.call("POST", PATH, data=body)) == (400, 1002)


def test_a_link_is_good_with_signed_headers_and_as_it_is(client: Client) -> None:
    job = client.built("AD", DAY)
    query = urlsplit(job["downloadUrl"]).query
    assert query.endswith("&fileVersion=v2")
    assert {"%2B", "%2F", "%3D"} <= {query[n : n + 3] for n in range(len(query))}
    assert client.download(job).status_code == 200
    twice = job["downloadUrl"].replace("%", "%25")
    for wrong in (twice, unquote(job["downloadUrl"])):
        assert refusal(client.download({"downloadUrl": wrong})) == (404, 1001)
    old = job["downloadUrl"].replace("v2", "v1")
    assert refusal(client.download({"downloadUrl": old})) == (400, 1002)
    assert refusal(client.http.get(job["downloadUrl"], timeout=10)) == (400, "missing-header")
