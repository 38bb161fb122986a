"""The guard around the Graph API: what is sent, what is an answer, and that no secret is told."""

from __future__ import annotations

import hashlib
import hmac
import json
import traceback

import pytest
from facebook_business.api import FacebookAdsApi

from resources.errors import BadPage, PlatformError, RetryableError
from resources.platforms.base import AccountInfo
from resources.platforms.meta.client import MetaClient
from tests.resources.platforms.meta.conftest import APP_SECRET, NODE, TOKEN, ask, error
from tests.resources.scripted import Answer, Script


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
