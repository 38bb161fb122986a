"""Asynchronous reports, with plain requests and with the unmodified official client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.user import User
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

from sandbox.faults import Fault
from tests.sandbox.conftest import TODAY, Sandbox, days
from tests.sandbox.test_meta_insights import DAILY

QUARTER = DAILY | {"time_range": days("2025-10-01", TODAY)}


def created(sandbox: Sandbox, **parameters: Any) -> str:
    reply = sandbox.post("act_1001/insights", **QUARTER | parameters)
    assert set(reply.json()) == {"report_run_id"}, reply.text
    run_id: str = reply.json()["report_run_id"]
    return run_id


def climbed(sandbox: Sandbox, run_id: str) -> list[tuple[str, int]]:
    """Poll until the end; the steps that were seen."""
    assert sandbox.error(sandbox.get(f"{run_id}/")) == (400, 100, 33)
    steps = []
    for _ in range(10):
        node = sandbox.get(f"{run_id}/").json()
        steps.append((node["async_status"], node["async_percent_completion"]))
        if node["async_status"] in ("Job Completed", "Job Failed", "Job Skipped"):
            break
    return steps


def results(sandbox: Sandbox, run_id: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        reply = sandbox.get(f"{run_id}/insights", limit=500, **after).json()
        rows += reply["data"]
        if "next" not in reply.get("paging", {}):
            return rows
        after = {"after": reply["paging"]["cursors"]["after"]}


def test_a_run_climbs_its_ladder_and_gives_the_rows_of_the_ledger(sandbox: Sandbox) -> None:
    run_id = created(sandbox)
    steps = climbed(sandbox, run_id)
    assert steps[-2:] == [("Job Running", 100), ("Job Completed", 100)]
    rows = results(sandbox, run_id)
    parts = [("2025-10-01", "2025-12-31"), ("2026-01-01", str(TODAY))]
    synchronous = [row for part in parts for row in sandbox.insights(**DAILY | {"time_range": days(*part)})]
    assert rows == synchronous


def test_ladders_differ_in_length(sandbox: Sandbox) -> None:
    assert len({len(climbed(sandbox, created(sandbox))) for _ in range(3)}) == 3


def test_results_are_not_there_before_the_run_is_complete(sandbox: Sandbox) -> None:
    run_id = created(sandbox)
    assert sandbox.error(sandbox.get(f"{run_id}/insights")) == (400, 2601, None)


def test_parameters_may_be_in_the_query_of_the_post(sandbox: Sandbox) -> None:
    address = f"{sandbox.graph}/v26.0/act_1001/insights"
    query = sandbox.credentials() | {"level": "account", "time_range": json.dumps(days(TODAY, TODAY))}
    assert "report_run_id" in sandbox.http.post(address, params=query, data={"time_increment": "1"}, timeout=10).json()


def test_a_run_belongs_to_its_account(sandbox: Sandbox) -> None:
    assert sandbox.error(sandbox.get(f"{created(sandbox)}/", account="1002")) == (403, 200, None)


def test_a_post_is_as_strict_as_a_get(sandbox: Sandbox) -> None:
    for wrong in ({"level": "ad"}, {"colour": "blue"}, {"time_range": days("2020-01-01", TODAY)}):
        assert sandbox.post("act_1001/insights", **QUARTER | wrong).status_code == 400


@pytest.mark.parametrize(
    ("fault", "last"),
    [("job_failed", ("Job Failed", 99)), ("job_skipped", ("Job Skipped", 0)), ("job_stuck", ("Job Running", 99))],
)
def test_a_run_may_end_badly(sandbox: Sandbox, fault: str, last: tuple[str, int]) -> None:
    sandbox.faults.add(Fault(fault, times=1))
    run_id = created(sandbox)
    assert climbed(sandbox, run_id)[-1] == last
    node = sandbox.get(f"{run_id}/").json()
    assert (node.get("error_subcode") == 2490547) is (fault != "job_stuck")
    assert sandbox.get(f"{run_id}/insights").status_code == 400
    assert climbed(sandbox, created(sandbox))[-1] == ("Job Completed", 100)


def test_results_may_expire_or_be_short(sandbox: Sandbox) -> None:
    whole = created(sandbox)
    sandbox.faults.add(Fault("job_expired", times=1))
    expired = created(sandbox)
    sandbox.faults.add(Fault("short_result", times=1))
    short = created(sandbox)
    for run_id in (whole, expired, short):
        climbed(sandbox, run_id)
    assert sandbox.error(sandbox.get(f"{expired}/insights")) == (400, 100, 33)
    assert 0 < len(results(sandbox, short)) < len(results(sandbox, whole))


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[FacebookAdsApi]:
    """The official client; only its base address is set."""
    meta = sandbox.issued["meta"]
    session = FacebookSession(meta["app_id"], meta["app_secret"], meta["tokens"]["1001"], timeout=5)
    session.GRAPH = sandbox.graph
    yield FacebookAdsApi(session)
    session.requests.close()


def test_the_official_client_reads_account_campaigns_and_reports(sandbox: Sandbox, client: FacebookAdsApi) -> None:
    account = AdAccount("act_1001", api=client)
    assert account.api_get(fields=["currency", "timezone_name"])["timezone_name"] == "America/Los_Angeles"
    assert [each["id"] for each in User("me", api=client).get_ad_accounts()] == ["act_1001"]
    listed = account.get_campaigns(fields=["name", "daily_budget"], params={"limit": 2})
    assert [each["id"] for each in listed] == [row["id"] for row in sandbox.get("act_1001/campaigns").json()["data"]]
    assert listed.total() == 5
    report = account.get_insights(fields=DAILY["fields"], params={**DAILY, "limit": 5_000})
    assert [row.export_all_data() for row in report] == sandbox.insights(**DAILY)
    assert "acc_id_util_pct" in report.headers()["x-fb-ads-insights-throttle"]


def test_the_official_client_runs_a_report(sandbox: Sandbox, client: FacebookAdsApi) -> None:
    run = AdAccount("act_1001", api=client).get_insights(params=dict(QUARTER), is_async=True)
    with pytest.raises(FacebookRequestError) as refused:
        run.api_get()
    assert (refused.value.api_error_code(), refused.value.api_error_subcode()) == (100, 33)
    while run.api_get()["async_status"] != "Job Completed":
        pass
    rows = [row.export_all_data() for row in run.get_insights(params={"limit": 5_000})]
    assert rows == results(sandbox, run["id"])


def test_the_official_client_stops_at_an_empty_page(sandbox: Sandbox, client: FacebookAdsApi) -> None:
    sandbox.faults.add(Fault("empty_page"))
    rows = list(AdAccount("act_1001", api=client).get_insights(params={**DAILY, "limit": 100}))
    assert len(rows) == 100 < len(sandbox.insights(**DAILY))


def test_the_official_client_polls_in_a_batch(sandbox: Sandbox, client: FacebookAdsApi) -> None:
    run = AdAccount("act_1001", api=client).get_insights(params=dict(QUARTER), is_async=True)
    sandbox.get(f"{run['id']}/")
    batch, seen = client.new_batch(), []
    run.api_get(batch=batch, success=lambda reply: seen.append(reply.json()["async_status"]))
    assert batch.execute() is None
    assert seen[0].startswith("Job ")
