"""Limits of the Graph API: waited for as its headers ask, before and after they are reached."""

from __future__ import annotations

import json
from typing import Any

import pytest

from resources.platforms.meta.client import MetaClient
from tests.resources.platforms.meta.conftest import NODE, ask, error
from tests.resources.scripted import Answer, Script, Time

BUSY = {"call_count": 3, "total_cputime": 1, "total_time": 1}
USE_CASES = {
    "77": [{"type": "ads_insights", **BUSY, "estimated_time_to_regain_access": 0}],
    "78": [
        {"type": "ads_management", **BUSY, "estimated_time_to_regain_access": 2},
        {"type": "ads_insights", **BUSY, "call_count": 100, "estimated_time_to_regain_access": 7},
    ],
}


@pytest.mark.parametrize(
    ("reply", "seconds"),
    [
        (error(80004, 2446079, headers={"X-Business-Use-Case-Usage": json.dumps(USE_CASES)}), 7 * 60),
        (error(17, 2446079, headers={"Retry-After": "33"}), 33),
        (error(17, 2446079), 300),
        (error(17, headers={"X-Business-Use-Case-Usage": "not json", "Retry-After": "soon"}), 300),
        (Answer(b"Too Many Requests", 429, {"Retry-After": "2"}, "text/plain"), 2),
        (Answer(b"Too Many Requests", 429, {}, "text/plain"), 60),
        (Answer(b"", 429, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, "text/plain"), 0),
        (Answer(b"", 429, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 -0000"}, "text/plain"), 0),
    ],
)
def test_a_limit_is_waited_for_as_the_headers_of_the_failure_ask(
    client: MetaClient, graph: Script, time: Time, reply: Answer, seconds: float
) -> None:
    graph.will_answer(reply, NODE)
    assert ask(client)["id"] == "act_1"
    assert sum(time.waits) == pytest.approx(seconds, abs=1)


@pytest.mark.parametrize(
    ("name", "usage"),
    [
        ("x-fb-ads-insights-throttle", {"app_id_util_pct": 3, "acc_id_util_pct": 95.5}),
        ("x-ad-account-usage", {"acc_id_util_pct": 96}),
        ("x-app-usage", {"call_count": 1, "total_time": 95, "total_cputime": 0}),
        ("x-business-use-case-usage", {"1": [{**BUSY}, {**BUSY, "total_cputime": 99}]}),
    ],
)
def test_close_to_a_limit_the_next_request_waits(
    client: MetaClient, graph: Script, time: Time, name: str, usage: dict[str, Any]
) -> None:
    graph.will_answer(Answer(NODE, headers={name: json.dumps(usage)}), NODE)
    ask(client)
    assert sum(time.waits) == 0
    ask(client)
    assert sum(time.waits) == pytest.approx(60, abs=1)


def test_far_from_a_limit_nothing_waits(client: MetaClient, graph: Script, time: Time) -> None:
    graph.will_answer(
        Answer(NODE, headers={"x-ad-account-usage": '{"acc_id_util_pct": 94.9, "reset_time_duration": 300}'})
    )
    ask(client)
    ask(client)
    assert sum(time.waits) < 1
