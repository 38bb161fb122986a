"""The guard around the Graph API: what is an answer, what is an error, and what to do next."""

from __future__ import annotations

import hashlib
import hmac
import json
import traceback
from typing import Any

import pytest
from facebook_business.api import FacebookAdsApi

from resources.errors import (
    BadPage,
    CredentialsRejected,
    PermissionDenied,
    PlatformError,
    RateLimited,
    RequestRejected,
    RequestTooLarge,
    RetryableError,
)
from resources.platforms.base import AccountInfo
from resources.platforms.meta.client import MetaClient
from resources.platforms.meta.errors import NotVisible, PageTooLarge
from tests.resources.platforms.meta.conftest import APP_SECRET, TOKEN
from tests.resources.scripted import Answer, Script, Time

NODE = {"id": "act_1", "name": "One", "currency": "KRW", "timezone_name": "Asia/Seoul", "account_status": 1}


def error(
    code: int,
    subcode: int | None = None,
    *,
    status: int = 400,
    message: str = "no",
    transient: bool = False,
    headers: dict[str, str] | None = None,
) -> Answer:
    """An error reply of Graph."""
    body: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code, "is_transient": transient}
    if subcode is not None:
        body["error_subcode"] = subcode
    return Answer({"error": body}, status, headers or {})


def ask(client: MetaClient) -> dict[str, Any]:
    return client.call("GET", ("act_1", ""), expects="id", account="1", window="2026-01-01..2026-01-31")


def test_a_request_carries_token_and_proof_and_no_global_api_is_touched(client: MetaClient, graph: Script) -> None:
    graph.will_answer(NODE)
    client.call("GET", ("act_1", ""), {"limit": 5, "flag": True, "ids": ["a", "b"]}, expects="id")
    (asked,) = graph.asked
    assert asked.path == "/v26.0/act_1/"
    proof = hmac.new(APP_SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
    assert asked.params == {
        "access_token": TOKEN,
        "appsecret_proof": proof,
        "limit": "5",
        "flag": "true",
        "ids": '["a","b"]',
    }
    assert FacebookAdsApi.get_default_api() is None


def test_a_post_sends_its_parameters_as_a_form(client: MetaClient, graph: Script) -> None:
    graph.will_answer({"report_run_id": "6"})
    assert client.call("POST", ("act_1", "insights"), {"level": "account"}, expects="report_run_id")
    assert graph.asked[0].headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert graph.asked[0].params["level"] == "account"


def test_an_account_is_described(client: MetaClient, graph: Script) -> None:
    graph.will_answer(NODE)
    assert client.describe("1") == AccountInfo("1", "One", "KRW", "Asia/Seoul", "ACTIVE")
    graph.will_answer({**NODE, "account_status": 4711})
    assert client.describe("1").platform_status == "4711"


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", None), ("currency", 5), ("timezone_name", "Mars/Olympus"), ("account_status", "ACTIVE")],
)
def test_an_account_that_is_not_as_documented_names_the_field(
    client: MetaClient, graph: Script, field: str, value: object
) -> None:
    graph.will_answer({**NODE, field: value})
    with pytest.raises(BadPage, match=f"got {value!r}.*account=1, field={field}"):
        client.describe("1")


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (error(4, 1504022), RateLimited),
        (error(17, 2446079, transient=True), RateLimited),
        (error(32), RateLimited),
        (error(613, 1487742), RateLimited),
        (error(341), RateLimited),
        (error(80000), RateLimited),
        (error(80004, 2446079), RateLimited),
        (error(80014), RateLimited),
        (error(1, status=500, message="Please reduce the amount of data you're asking for"), PageTooLarge),
        (error(100, message="Please reduce the amount of data you're asking for"), PageTooLarge),
        (error(1, 99, status=500), RetryableError),
        (error(2, status=500), RetryableError),
        (error(2, 1504038, status=500), RequestTooLarge),
        (error(2, 1504043), RetryableError),
        (error(2, 1504041, transient=True), RequestRejected),
        (error(-2, 2490547), RetryableError),
        (error(100, 1504018), RequestTooLarge),
        (error(100, 1487534), RequestTooLarge),
        (error(100, 33), NotVisible),
        (error(100), RequestRejected),
        (error(100, message="(#100) Cannot include x in summary param because they weren't there"), RetryableError),
        (error(102), CredentialsRejected),
        (error(190, 463), CredentialsRejected),
        (error(10), PermissionDenied),
        (error(200, status=403), PermissionDenied),
        (error(299), PermissionDenied),
        (error(368), PermissionDenied),
        (error(960), RetryableError),
        (error(2500), RequestRejected),
        (error(2635), RequestRejected),
        (error(3018), RequestRejected),
        (error(99999, transient=True), RetryableError),
        (error(99999, status=503), RetryableError),
        (error(99999), RequestRejected),
        (error(2, status=200, transient=True), RetryableError),
    ],
)
def test_an_error_means_what_to_do_next(
    client: MetaClient, graph: Script, reply: Answer, kind: type[PlatformError]
) -> None:
    graph.will_answer(reply)
    with pytest.raises(PlatformError) as caught:
        ask(client)
    assert type(caught.value) is kind
    assert (caught.value.platform, caught.value.account) == ("meta", "1")
    assert str(caught.value.window) == "2026-01-01..2026-01-31"
    assert caught.value.code == "/".join(
        str(reply.body["error"][name]) for name in ("code", "error_subcode") if name in reply.body["error"]
    )


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (error(190, 463), r"no; .* `adwarehouse accounts rotate-token meta 1` takes it"),
        (error(200, status=403), "no; let the token's user into the ad account, .* ads_read"),
        (error(2635), "no; set META_API_VERSION to a newer one"),
        (error(100, message="Invalid appsecret_proof provided in the API argument"), "argument; check META_APP_SECRET"),
    ],
)
def test_what_people_can_mend_is_said(client: MetaClient, graph: Script, reply: Answer, says: str) -> None:
    graph.will_answer(reply)
    with pytest.raises(PlatformError, match=says):
        ask(client)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Answer(b"<html>502</html>", 502, media_type="text/html"), RetryableError),
        (Answer(b"Service Unavailable", 503, media_type="text/plain"), RetryableError),
        (Answer({"message": "Internal Server Error"}, 500), RetryableError),
        (Answer(b"<html>maintenance</html>", media_type="text/html"), BadPage),
        (Answer(b'{"id": "1"}', media_type="text/html"), BadPage),
        (Answer(b"", 302, {"Location": "/elsewhere"}), BadPage),
        (Answer({"id": "1"}, 404), BadPage),
        (Answer(b""), BadPage),
        (Answer(b'{"id": "act'), BadPage),
        (Answer(b'\xef\xbb\xbf{"id": "1"}'), BadPage),
        (Answer(b'{"id": "1", "spend": NaN}'), BadPage),
        (Answer(b'{"id": "1", "spend": -Infinity}'), BadPage),
        (Answer(b'{"id": "1", "spend": 1e309}'), BadPage),
        (Answer(b'{"id": "\xff"}'), BadPage),
        (Answer(b"[" * 100_000), BadPage),
        (Answer([]), BadPage),
        (Answer({"data": []}), BadPage),
    ],
)
def test_what_is_no_sound_document_is_tried_again_and_then_an_error(
    client: MetaClient, graph: Script, reply: Answer, kind: type[PlatformError]
) -> None:
    graph.will_answer(reply)
    with pytest.raises(RetryableError, match="expected") as caught:
        ask(client)
    assert type(caught.value) is kind
    assert len(graph.asked) == client.api_calls == 3


@pytest.mark.parametrize("data", [None, {}, "x", [1], [{}, None]])
def test_an_edge_must_be_a_list_of_objects(client: MetaClient, graph: Script, data: object) -> None:
    graph.will_answer({"data": data})
    with pytest.raises(BadPage, match="expected 'data' to be a list of objects"):
        client.call("GET", ("act_1", "campaigns"), expects="data")


def test_a_temporary_error_passes(client: MetaClient, graph: Script, time: Time) -> None:
    graph.will_answer(error(2, status=500, transient=True), Answer(b"<html>", 502, media_type="text/html"), NODE)
    assert ask(client)["id"] == "act_1"
    assert client.api_calls == 3
    assert len(time.waits) == 2


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


def test_a_slow_drip_does_not_hold_the_client_for_ever(client: MetaClient, graph: Script) -> None:
    graph.will_answer(Answer(json.dumps(NODE).encode() + b" " * 1000, drip=0.1), NODE)
    assert ask(client)["id"] == "act_1"
    assert client.api_calls == 2


def test_neither_token_nor_secret_nor_proof_is_in_any_error(client: MetaClient, graph: Script) -> None:
    proof = hmac.new(APP_SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
    echo = f"Malformed access token {TOKEN} with {APP_SECRET} and {proof}"
    replies = (error(190, message=echo), error(100, message=echo), Answer({"id": "1"}, missing=9), Answer(b"<html>"))
    for reply in replies:
        graph.will_answer(reply)
        with pytest.raises(PlatformError) as caught:
            ask(client)
        text = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(vars(caught.value))
        assert not [secret for secret in (TOKEN, APP_SECRET, proof) if secret in text]


def test_an_error_document_of_an_unknown_make_is_still_an_error(client: MetaClient, graph: Script) -> None:
    graph.will_answer(Answer({"error": {"error_data": "not json", "code": "17"}}))
    with pytest.raises(RequestRejected, match="None"):
        ask(client)
