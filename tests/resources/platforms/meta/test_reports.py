"""Pages and report runs, against a scripted Graph."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from resources.errors import (
    BadPage,
    CredentialsRejected,
    PermissionDenied,
    RequestRejected,
    RequestTooLarge,
    RetryableError,
)
from resources.platforms.meta.client import MetaClient
from resources.platforms.meta.reports import STATUSES, Reader, Report
from resources.windows import Window
from tests.resources.platforms.meta.conftest import error
from tests.resources.scripted import Answer, Script, Time

MONTH = Window.closed(dt.date(2026, 1, 1), dt.date(2026, 1, 31))
"""As long as a report may be to be asked for at once."""
QUARTER = Window.closed(dt.date(2026, 1, 1), dt.date(2026, 3, 31))
DAILY = Report("campaign", ("campaign_id", "spend"), ("publisher_platform",))


def page(*campaigns: str, after: str | None = None, more: bool = True) -> dict[str, Any]:
    """A page of records; `after` is the cursor to the next one."""
    document: dict[str, Any] = {"data": [{"campaign_id": each} for each in campaigns]}
    if after is not None:
        document["paging"] = {"cursors": {"before": "b", "after": after}}
        if more:
            document["paging"]["next"] = "https://graph.facebook.com/never-followed"
    return document


def run(status: str, percent: int, **more: Any) -> dict[str, Any]:
    return {"id": "6", "async_status": status, "async_percent_completion": percent, **more}


STARTED: dict[str, Any] = {"report_run_id": "6"}
COMPLETED = run("Job Completed", 100)


def read(client: MetaClient, window: Window = MONTH, report: Report = DAILY) -> list[list[str]]:
    return [[record["campaign_id"] for record in records] for records in Reader(client, "1", report).pages(window)]


def test_a_report_is_asked_for_with_every_status_by_day(client: MetaClient, graph: Script) -> None:
    graph.will_answer(page("a"))
    assert read(client) == [["a"]]
    params = graph.asked[0].params
    assert graph.asked[0].path == "/v26.0/act_1/insights"
    assert json.loads(params["time_range"]) == {"since": "2026-01-01", "until": "2026-01-31"}
    assert (params["level"], params["time_increment"], params["fields"]) == ("campaign", "1", "campaign_id,spend")
    assert json.loads(params["breakdowns"]) == ["publisher_platform"]
    assert json.loads(params["filtering"]) == [
        {"field": "campaign.effective_status", "operator": "IN", "value": list(STATUSES)}
    ]


def test_a_total_has_no_increment_no_breakdown_and_no_filter(client: MetaClient, graph: Script) -> None:
    graph.will_answer(page())
    assert read(client, report=Report("account", ("spend",), daily=False)) == []
    assert not {"time_increment", "breakdowns", "filtering"} & set(graph.asked[0].params)


def test_reading_goes_on_through_an_empty_page(client: MetaClient, graph: Script) -> None:
    graph.will_answer(page("a", after="1"), page(after="2"), page("b", after="3"), page("c", after="4", more=False))
    assert read(client) == [["a"], ["b"], ["c"]]
    assert [asked.params.get("after") for asked in graph.asked] == [None, "1", "2", "3"]


def test_only_an_absent_next_ends_the_reading_not_an_absent_cursor(client: MetaClient, graph: Script) -> None:
    broken = page("a", after="1")
    del broken["paging"]["cursors"]
    graph.will_answer(broken)
    with pytest.raises(BadPage, match=r"expected paging\.cursors\.after beside paging\.next, got None.*account=1"):
        read(client)


def test_a_cursor_that_leads_to_itself_raises(client: MetaClient, graph: Script) -> None:
    graph.will_answer(*(3 * [page("a", after="1"), page("b", after="1")]))
    with pytest.raises(BadPage, match=r"expected every cursor once.*on page 3.*window=2026-01-01\.\.2026-01-31"):
        read(client)


def test_a_page_that_comes_twice_is_read_again_from_the_start(client: MetaClient, graph: Script) -> None:
    graph.will_answer(
        page("a", after="1"), page("a", after="2"), page("a", after="1"), page("b", after="2", more=False)
    )
    assert read(client) == [["a"], ["b"]]


def test_a_page_that_is_too_large_is_asked_for_with_half_the_limit(client: MetaClient, graph: Script) -> None:
    reduce = error(1, status=500, message="Please reduce the amount of data you're asking for")
    graph.will_answer(page("a", after="1"), reduce, reduce, page("b"))
    assert read(client) == [["a"], ["b"]]
    assert [(asked.params["limit"], asked.params.get("after")) for asked in graph.asked] == [
        ("500", None),
        ("500", "1"),
        ("250", "1"),
        ("125", "1"),
    ]


def test_a_report_that_is_too_large_at_once_becomes_a_run(client: MetaClient, graph: Script) -> None:
    graph.will_answer(error(100, 1487534), STARTED, COMPLETED, page("a", after="1"), page("b"))
    assert read(client) == [["a"], ["b"]]
    assert [(asked.method, asked.path) for asked in graph.asked] == [
        ("GET", "/v26.0/act_1/insights"),
        ("POST", "/v26.0/act_1/insights"),
        ("GET", "/v26.0/6/"),
        ("GET", "/v26.0/6/insights"),
        ("GET", "/v26.0/6/insights"),
    ]


def test_a_long_report_is_a_run_from_the_start(client: MetaClient, graph: Script, time: Time) -> None:
    not_yet = error(100, 33)
    graph.will_answer(
        STARTED,
        not_yet,
        run("Job Not Started", 0),
        run("Job Running", 100),
        run("Job Completed", 99),
        COMPLETED,
        page("a"),
    )
    assert read(client, QUARTER) == [["a"]]
    assert len(time.waits) == 5
    assert time.waits == sorted(time.waits)


@pytest.mark.parametrize(
    "ending",
    [
        [run("Job Failed", 99, error_code=-2, error_subcode=2490547, error_message="failed")],
        [run("Job Failed", 99)],
        [run("Job Skipped", 0)],
        [COMPLETED, error(100, 33)],
        [error(100, 33)] * 5,
    ],
)
def test_a_lost_run_is_started_anew(client: MetaClient, graph: Script, ending: list[Any]) -> None:
    graph.will_answer(STARTED, *ending, {"report_run_id": "7"}, COMPLETED, page("a"))
    assert read(client, QUARTER) == [["a"]]
    assert graph.asked[-1].path == "/v26.0/7/insights"


def test_a_run_that_fails_for_good_reason_is_not_started_anew(client: MetaClient, graph: Script) -> None:
    graph.will_answer(STARTED, run("Job Failed", 0, error_code=190, error_message="token"))
    with pytest.raises(CredentialsRejected, match="token"):
        read(client, QUARTER)


def test_a_stuck_run_ends_at_the_time_limit(client: MetaClient, graph: Script, time: Time) -> None:
    graph.will_answer(STARTED, run("Job Running", 99))
    with pytest.raises(RetryableError, match="within 1800 seconds, got Job Running at 99 %"):
        read(client, QUARTER)
    assert 1800 <= sum(time.waits) < 1840


def test_what_is_too_large_as_a_run_is_halved_by_days_then_by_campaigns(client: MetaClient, graph: Script) -> None:
    """An account of three campaigns that cannot give more than one of them on one day."""
    reader = Reader(client, "1", DAILY)
    window = Window.closed(MONTH.start, MONTH.start + (MONTH.end - MONTH.last))
    large = error(2, 1504038, status=500)

    def answers(*documents: Any) -> list[Any]:
        return [large, large] if documents == (None,) else [*documents]

    graph.will_answer(
        *answers(None),
        *answers(None),
        *answers(page("a", "b", "c")),
        *answers(page("a")),
        *answers(None),
        *answers(page("b")),
        *answers(page("c")),
        *answers(page("z")),
    )
    assert [[record["campaign_id"] for record in records] for records in reader.pages(window)] == [
        ["a"],
        ["b"],
        ["c"],
        ["z"],
    ]
    ids = graph.asked[4].params
    assert (ids["fields"], ids.get("breakdowns"), ids.get("time_increment")) == ("campaign_id", None, None)
    assert json.loads(graph.asked[5].params["filtering"])[1] == {
        "field": "campaign.id",
        "operator": "IN",
        "value": ["a"],
    }


def test_one_campaign_on_one_day_that_is_too_large_is_an_error(client: MetaClient, graph: Script) -> None:
    large = error(2, 1504038, status=500)
    graph.will_answer(large, large, page("a"))
    with pytest.raises(RequestTooLarge, match="no"):
        read(client, Window.closed(MONTH.start, MONTH.start))


@pytest.mark.parametrize(
    ("reply", "kind"),
    [(error(100), RequestRejected), (error(100, 33), PermissionDenied), (error(190), CredentialsRejected)],
)
def test_other_errors_end_the_reading(client: MetaClient, graph: Script, reply: Answer, kind: type[Exception]) -> None:
    graph.will_answer(reply)
    with pytest.raises(kind):
        read(client, QUARTER)
    assert len(graph.asked) == 1
