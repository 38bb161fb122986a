"""What an error of the Graph API means: what to do next, and what people can mend."""

from __future__ import annotations

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
from resources.platforms.meta.client import MetaClient
from resources.platforms.meta.errors import NotVisible, PageTooLarge
from tests.resources.platforms.meta.conftest import NODE, ask, error
from tests.resources.scripted import Answer, Script, Time


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


def test_a_temporary_error_passes(client: MetaClient, graph: Script, time: Time) -> None:
    graph.will_answer(error(2, status=500, transient=True), Answer(b"<html>", 502, media_type="text/html"), NODE)
    assert ask(client)["id"] == "act_1"
    assert client.api_calls == 3
    assert len(time.waits) == 2


def test_an_error_document_of_an_unknown_make_is_still_an_error(client: MetaClient, graph: Script) -> None:
    graph.will_answer(Answer({"error": {"error_data": "not json", "code": "17"}}))
    with pytest.raises(RequestRejected, match="None"):
        ask(client)
