"""The guard around the API: what is signed, what is an answer, what is an error, and what to do next."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time as real_time
import traceback
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from resources.errors import (
    AccountError,
    BadPage,
    CredentialsRejected,
    PermissionDenied,
    PlatformError,
    RateLimited,
    RequestRejected,
    RequestTooLarge,
    RetryableError,
)
from resources.platforms.naver.client import RETRY, NaverClient, connect
from resources.platforms.naver.errors import NotFound
from resources.platforms.naver.guard import member
from resources.platforms.naver.signing import Licence
from tests.resources.platforms.naver.conftest import JSON, KEY, LICENCE, SECRET, configured, ok, problem, refused
from tests.resources.scripted import Answer, Script, Time

PATH = "/stat-reports/12345"


def ask(client: NaverClient, method: str = "GET") -> Any:
    return client.ask(
        method,
        PATH,
        lambda found: member(found, "a", (int, Decimal)),
        account="5",
        window="2026-01-01",
        params={"b": 1},
    )


def test_a_request_is_signed_in_milliseconds_over_its_path_alone(client: NaverClient, naver: Script) -> None:
    naver.will_answer(ok({"a": 1}))
    ask(client)
    (asked,) = naver.asked
    assert (asked.path, asked.params) == (f"/base{PATH}", {"b": "1"})
    timestamp = asked.headers["X-Timestamp"]
    assert abs(int(timestamp) / 1000 - real_time.time()) < 5
    expected = hmac.new(KEY.encode(), f"{timestamp}.GET.{PATH}".encode(), hashlib.sha256).digest()
    assert asked.headers["X-Signature"] == base64.b64encode(expected).decode()
    assert (asked.headers["X-API-KEY"], asked.headers["X-Customer"]) == (LICENCE, "5")


def test_a_body_is_sent_as_json(client: NaverClient, naver: Script) -> None:
    naver.will_answer(ok({"a": 1}, 201))
    client.ask("POST", "/stat-reports", dict, account="5", body={"reportTp": "AD"})
    assert naver.asked[0].headers["Content-Type"].startswith("application/json")
    assert naver.asked[0].headers["Content-Length"] == str(len('{"reportTp": "AD"}'))


@pytest.mark.parametrize("secret", ["", LICENCE, f"{LICENCE}:", f":{KEY}", f"lic ence:{KEY}", f"{LICENCE}:schlüssel"])
def test_a_secret_that_is_none_says_what_is_expected(secret: str) -> None:
    with pytest.raises(CredentialsRejected, match="expected ACCESS_LICENCE:SECRET_KEY"):
        connect(configured("http://127.0.0.1:9"), secret)


def test_white_space_around_the_parts_of_a_secret_does_not_matter() -> None:
    assert Licence.parse(f" {LICENCE} : {KEY}\n") == Licence(LICENCE, KEY)


def test_a_customer_that_is_none_is_refused_without_asking(client: NaverClient, naver: Script) -> None:
    with pytest.raises(AccountError, match="customer id"):
        client.describe("abc")
    assert naver.asked == []


def test_numbers_are_exact(client: NaverClient, naver: Script) -> None:
    naver.will_answer(Answer(b'{"a": 33.300000000000004}', media_type=JSON))
    assert ask(client) == Decimal("33.300000000000004")


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


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Answer(b"<html>502</html>", 502, media_type="text/html"), RetryableError),
        (Answer({"message": "Internal Server Error"}, 500), RetryableError),
        (Answer(b"Too Many Requests", 429, media_type="text/plain"), RateLimited),
        (Answer(b"<html>maintenance</html>", media_type="text/html"), BadPage),
        (Answer(b"<html>forbidden</html>", 403, media_type="text/html"), BadPage),
        (Answer(b"", 302, {"Location": "/elsewhere"}), BadPage),
        (Answer({"a": 1}, 404), BadPage),
        (Answer(b""), BadPage),
        (Answer(b'{"a": '), BadPage),
        (Answer(b'\xef\xbb\xbf{"a": 1}'), BadPage),
        (Answer(b'{"a": NaN}'), BadPage),
        (Answer(b'{"a": 1e309}'), BadPage),
        (Answer(b'{"a": "\xff"}'), BadPage),
        (Answer(b"[" * 100_000), BadPage),
        (Answer([]), BadPage),
        (Answer({}), BadPage),
        (Answer({"a": True}), BadPage),
    ],
)
def test_what_is_no_sound_document_is_tried_again_and_then_an_error(
    client: NaverClient, naver: Script, reply: Answer, kind: type[PlatformError]
) -> None:
    naver.will_answer(reply)
    with pytest.raises(RetryableError, match="expected") as caught:
        ask(client)
    assert type(caught.value) is kind
    assert len(naver.asked) == client.api_calls == 3
    naver.will_answer(reply, ok({"a": 1}))
    assert ask(client) == 1


ADDRESS = "https://api.searchad.naver.com/report-download?authtoken=a%2Bb%2Fc+d%3D&fileVersion=v2"


def test_a_file_is_fetched_from_the_configured_address_with_its_token_as_it_came(
    client: NaverClient, naver: Script
) -> None:
    naver.will_answer(Answer(b"a\tb\n", media_type="application/octet-stream"))
    assert client.download(ADDRESS, account="5") == b"a\tb\n"
    (asked,) = naver.asked
    assert asked.path == "/base/report-download"
    assert asked.params == {"authtoken": "a+b/c d=", "fileVersion": "v2"}
    message = f"{asked.headers['X-Timestamp']}.GET./report-download"
    digest = hmac.new(KEY.encode(), message.encode(), hashlib.sha256).digest()
    assert asked.headers["X-Signature"] == base64.b64encode(digest).decode()


@pytest.mark.parametrize("address", ["", "https://example.com/", "https://example.com/report-download", "/x?a=1"])
def test_another_address_is_not_followed(client: NaverClient, naver: Script, address: str) -> None:
    with pytest.raises(BadPage, match="downloadUrl: expected /report-download"):
        client.download(address, account="5")
    assert naver.asked == []


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Answer(b"<html>maintenance</html>", media_type="text/html"), BadPage),
        (ok({"a": 1}), BadPage),
        (Answer(b"a\tb", missing=5, media_type="text/plain"), RetryableError),
        (refused(1001, 404), NotFound),
        (problem("missing-header", 400, header="X-Timestamp"), RequestRejected),
    ],
)
def test_what_is_no_file_is_an_error(
    client: NaverClient, naver: Script, reply: Answer, kind: type[PlatformError]
) -> None:
    naver.will_answer(reply)
    with pytest.raises(kind):
        client.download(ADDRESS, account="5")


def test_neither_licence_nor_key_nor_signature_is_in_any_error(client: NaverClient, naver: Script) -> None:
    echo = f"Auth failed with api-key: {LICENCE}, {KEY}"
    replies = (
        problem("auth-failed", detail=echo),
        problem("invalid-apikey", detail=echo),
        refused(1002, title=echo),
        Answer({"a": 1}, missing=9),
        Answer(b"<html>"),
    )
    for reply in replies:
        naver.will_answer(reply)
        with pytest.raises(PlatformError) as caught:
            ask(client)
        text = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(vars(caught.value))
        secrets = (LICENCE, KEY, *(asked.headers["X-Signature"] for asked in naver.asked))
        assert not [secret for secret in secrets if secret in text]
    assert KEY not in repr(vars(client))
