"""Consent and its tokens: the link, the exchange, the renewal, and that a token worth one use is not used twice."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from resources.errors import AccountError, CredentialsRejected, PlatformError, RetryableError, Unreachable
from resources.platforms.base import Tokens
from resources.platforms.retry import Retry
from resources.platforms.shopee import SHOPEE, consent
from resources.platforms.shopee.consent import OutcomeUnknown
from resources.redaction import redact
from tests.resources.platforms.shopee.conftest import JSON, KEY, PARTNER, configured, refused
from tests.resources.scripted import Answer, Script, Time

Ask = Callable[..., Tokens]
BOTH = pytest.mark.parametrize("ask", [consent.exchange_code, consent.renew])


def tokens(**changes: Any) -> Answer:
    whole = {
        "error": "",
        "message": "",
        "partner_id": PARTNER,
        "shop_id": 5,
        "access_token": "freshaccesstoken",
        "refresh_token": "freshrefreshtoken",
        "expire_in": 14400,
    }
    return Answer({**whole, **changes}, media_type=JSON)


def test_the_link_is_signed_and_leads_back(shopee: Script) -> None:
    assert SHOPEE.consent is not None
    link = urlsplit(SHOPEE.consent.link(configured(f"{shopee.url}/base"), "https://example.com/back?a=1"))
    assert link.path == f"/base{consent.LINK}"
    params = {name: values[0] for name, values in parse_qs(link.query).items()}
    base = f"{PARTNER}{consent.LINK}{params['timestamp']}"
    assert params["sign"] == hmac.new(KEY.encode(), base.encode(), hashlib.sha256).hexdigest()
    assert params["redirect"] == "https://example.com/back?a=1"
    assert "access_token" not in params


@BOTH
def test_tokens_come_with_their_ends_and_are_secret_from_then_on(shopee: Script, retry: Retry, ask: Ask) -> None:
    shopee.will_answer(tokens())
    before = dt.datetime.now(dt.UTC)
    given = ask(configured(shopee.url), "5", "secretthatwasgiven", retry=retry)
    assert (given.access_token, given.refresh_token) == ("freshaccesstoken", "freshrefreshtoken")
    assert before + dt.timedelta(hours=4) <= given.expires_at <= dt.datetime.now(dt.UTC) + dt.timedelta(hours=4)
    assert given.renewable_until - given.expires_at == dt.timedelta(days=30, hours=-4)
    for secret in ("freshaccesstoken", "freshrefreshtoken", "secretthatwasgiven", KEY):
        assert redact(f"<{secret}>") == "<***>"
    assert "fresh" not in repr(given)
    assert shopee.asked[0].method == "POST"


def test_the_end_of_a_token_may_come_as_an_instant(shopee: Script, retry: Retry) -> None:
    shopee.will_answer(tokens(expire_in=1767001812, shop_id_list=[4, 5]))
    given = consent.exchange_code(configured(shopee.url), "5", "codecode", retry=retry)
    assert given.expires_at == dt.datetime(2025, 12, 29, 9, 50, 12, tzinfo=dt.UTC)


def test_consent_for_another_shop_is_refused(shopee: Script, retry: Retry) -> None:
    for other in ({"shop_id": 6}, {"shop_id_list": [6, 7]}):
        shopee.will_answer(tokens(**other))
        with pytest.raises(CredentialsRejected, match=r"for shop 6.*expected 5.*rotate-token shopee 5`"):
            consent.exchange_code(configured(shopee.url), "5", "codecode", retry=retry)
    with pytest.raises(AccountError, match="shop id"):
        consent.renew(configured(shopee.url), "shop", "refreshrefresh", retry=retry)


@BOTH
@pytest.mark.parametrize(
    "reply",
    [
        refused("error_auth", "Invalid code", 403),
        refused("error_auth", "Invalid refresh_token.", 403),
        refused("invalid_code"),
        refused("invalid_shop_id"),
        refused("error_shop_refresh_token"),
        refused("refresh_token_expired"),
        refused("shop_access_expired"),
        refused("shop_no_linked"),
    ],
    ids=lambda reply: str(reply.body["error"]),
)
def test_what_is_worth_nothing_any_more_says_how_to_consent_anew(
    shopee: Script, retry: Retry, reply: Answer, ask: Ask
) -> None:
    shopee.will_answer(reply)
    advice = r"`adwarehouse accounts authorize shopee`.*`adwarehouse accounts rotate-token shopee 5`"
    with pytest.raises(CredentialsRejected, match=advice):
        ask(configured(shopee.url), "5", "secretthatwasgiven", retry=retry)
    assert len(shopee.asked) == 1


@BOTH
@pytest.mark.parametrize("reply", [refused("error_server"), refused("error_rate_limit"), refused("error_network")])
def test_an_error_that_may_pass_is_tried_again(shopee: Script, retry: Retry, reply: Answer, ask: Ask) -> None:
    shopee.will_answer(reply, reply, tokens())
    assert ask(configured(shopee.url), "5", "secretthatwasgiven", retry=retry).access_token == "freshaccesstoken"
    assert len(shopee.asked) == 3


@BOTH
@pytest.mark.parametrize(
    "reply",
    [
        Answer(b"<html>bad gateway</html>", 502, media_type="text/html"),
        Answer(b"<html>maintenance</html>", media_type="text/html"),
        Answer(b"Too Many Requests", 429, media_type="text/plain"),
        tokens(access_token=None),
        tokens(expire_in=0),
        tokens(expire_in="14400"),
        Answer(b'{"error": "", "access_token": "fr', media_type=JSON),
        Answer(b'{"error": ""}', missing=5),
    ],
)
def test_a_request_that_may_have_been_carried_out_is_not_sent_again(
    shopee: Script, time: Time, retry: Retry, reply: Answer, ask: Ask
) -> None:
    shopee.will_answer(reply)
    with pytest.raises(OutcomeUnknown, match="platform=shopee, account=5") as caught:
        ask(configured(shopee.url), "5", "secretthatwasgiven", retry=retry)
    assert isinstance(caught.value, RetryableError)
    assert (len(shopee.asked), time.waits) == (1, [])


@BOTH
def test_a_request_that_was_not_sent_is_tried_again(time: Time, retry: Retry, ask: Ask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(Unreachable):
        ask(configured(url), "5", "secretthatwasgiven", retry=retry)
    assert len(time.waits) == 2


def test_no_secret_is_in_an_error(shopee: Script, retry: Retry) -> None:
    shopee.will_answer(refused("error_param", f"what is refreshrefresh with {KEY}"))
    with pytest.raises(PlatformError) as caught:
        consent.renew(configured(shopee.url), "5", "refreshrefresh", retry=retry)
    assert not [secret for secret in ("refreshrefresh", KEY) if secret in str(caught.value)]
