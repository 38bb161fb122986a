"""The guard around the API: what is signed, what is an answer or a file, and that no secret is told."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time as real_time
import traceback
from decimal import Decimal

import pytest

from resources.errors import (
    AccountError,
    BadPage,
    CredentialsRejected,
    PlatformError,
    RateLimited,
    RequestRejected,
    RetryableError,
)
from resources.platforms.naver.client import NaverClient, connect
from resources.platforms.naver.errors import NotFound
from resources.platforms.naver.signing import Licence
from tests.resources.platforms.naver.conftest import JSON, KEY, LICENCE, PATH, ask, configured, ok, problem, refused
from tests.resources.scripted import Answer, Script


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
