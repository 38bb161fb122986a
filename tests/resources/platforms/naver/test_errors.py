"""What an error of the API means: what to do next, what a person can mend, how long a limit is waited for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from resources.errors import (
    CredentialsRejected,
    PermissionDenied,
    PlatformError,
    RateLimited,
    RequestRejected,
    RequestTooLarge,
    RetryableError,
)
from resources.platforms.naver.client import RETRY, NaverClient
from resources.platforms.naver.errors import NotFound
from tests.resources.platforms.naver.conftest import JSON, SECRET, ask, configured, ok, problem, refused
from tests.resources.scripted import Answer, Script, Time


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (problem("missing-header", header="X-API-KEY"), RequestRejected),
        (problem("missing-header", 400, header="X-API-KEY"), RequestRejected),
        (problem("invalid-apikey"), CredentialsRejected),
        (problem("invalid-signature"), CredentialsRejected),
        (problem("invalid-timestamp"), RequestRejected),
        (problem("auth-failed"), PermissionDenied),
        (problem("toomanyrequest", 429), RateLimited),
        (problem("never-heard-of"), RequestRejected),
        (problem("never-heard-of", 500), RetryableError),
        (problem("never-heard-of", 429), RateLimited),
        (refused(1018, 404), PermissionDenied),
        (refused(1006), PermissionDenied),
        (refused(1002), RequestRejected),
        (refused(1014), RequestRejected),
        (refused(1001, 404), NotFound),
        (refused(4601), NotFound),
        (refused(11001), RequestRejected),
        (refused(429, 429), RateLimited),
        (refused(1016), RateLimited),
        (refused(503, 503), RetryableError),
        (refused(503), RetryableError),
        (refused(1004, 500), RetryableError),
        (refused(99999), RequestRejected),
        (Answer({"code": 1004, "status": 500, "title": "no"}, media_type=JSON), RetryableError),
        (Answer({"code": 99, "message": "no", "details": "x"}, 400, media_type=JSON), RequestRejected),
    ],
    ids=lambda value: str(value.body.get("type", value.body.get("code"))) if isinstance(value, Answer) else "",
)
def test_an_error_means_what_to_do_next(
    client: NaverClient, naver: Script, reply: Answer, kind: type[PlatformError]
) -> None:
    naver.will_answer(reply)
    with pytest.raises(PlatformError) as caught:
        ask(client)
    assert type(caught.value) is kind
    assert (caught.value.platform, caught.value.account, caught.value.window) == ("naver", "5", "2026-01-01")
    assert caught.value.code == str(reply.body.get("code", reply.body.get("type", "").rpartition(":")[2]))
    assert len(naver.asked) == client.api_calls == (3 if isinstance(caught.value, RetryableError) else 1)


@pytest.mark.parametrize(
    ("reply", "advice"),
    [
        (problem("invalid-timestamp"), "clock of this machine"),
        (problem("invalid-apikey"), "API Manager.*`adwarehouse accounts rotate-token naver 5` takes ACCESS_LICENCE"),
        (problem("invalid-signature"), "rotate-token naver 5`"),
        (problem("auth-failed"), "may not read this customer"),
        (refused(1018, 404), "may not read this customer"),
    ],
)
def test_an_error_that_a_person_can_mend_says_how(
    client: NaverClient, naver: Script, reply: Answer, advice: str
) -> None:
    naver.will_answer(reply)
    with pytest.raises(PlatformError, match=advice):
        ask(client)


def test_an_error_names_the_transaction_for_the_platforms_support(client: NaverClient, naver: Script) -> None:
    told = {"code": 1002, "title": "Invalid request", "detail": "statDt"}
    naver.will_answer(Answer(told, 400, {"x-transaction-id": "4F0A"}, JSON))
    with pytest.raises(RequestRejected, match=r"Invalid request; statDt; transaction 4F0A \(platform=naver"):
        ask(client)


def test_a_query_that_is_too_long_is_one_to_make_smaller(client: NaverClient, naver: Script) -> None:
    naver.will_answer(Answer(b"<html>414 Request-URI Too Large</html>", 414, media_type="text/html"))
    with pytest.raises(RequestTooLarge):
        ask(client)
    assert len(naver.asked) == 1


def test_a_limit_is_waited_for_longer_each_time(client: NaverClient, naver: Script, time: Time) -> None:
    naver.will_answer(problem("toomanyrequest", 429), refused(1016), ok({"a": 1}))
    assert ask(client) == 1
    first, second = (wait for wait in time.waits if wait >= 0.5)
    assert 1 <= first <= 2 <= second <= 4


def test_a_series_of_refusals_is_followed_by_minutes_of_quiet(naver: Script, time: Time) -> None:
    client = NaverClient(configured(naver.url), SECRET, retry=replace(RETRY, seed=1, sleep=time.sleep))
    naver.will_answer(refused(429, 429))
    with pytest.raises(RateLimited):
        ask(client)
    assert 120 < max(time.waits) <= 300
    assert sum(time.waits) < 900
