"""The guard around the Open Platform: what is signed, what is an answer, and that no secret is told."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import time as real_time
import traceback
from decimal import Decimal

import pytest

from resources.errors import AccountError, BadPage, ConfigurationError, PlatformError, RateLimited, RetryableError
from resources.platforms.base import AccountInfo
from resources.platforms.shopee.client import ShopeeClient, connect
from resources.settings import Settings
from tests.resources.platforms.shopee.conftest import JSON, KEY, PARTNER, PATH, TOKEN, ask, ok, refused, shop_info
from tests.resources.scripted import Answer, Script


def test_a_request_is_signed_for_now_without_the_base_path_and_without_its_own_parameters(
    client: ShopeeClient, shopee: Script
) -> None:
    shopee.will_answer(ok({}))
    ask(client)
    (asked,) = shopee.asked
    assert (asked.method, asked.path) == ("GET", f"/base{PATH}")
    timestamp = asked.params["timestamp"]
    assert abs(int(timestamp) - real_time.time()) < 5
    base = f"{PARTNER}{PATH}{timestamp}{TOKEN}5"
    assert asked.params == {
        "a": "1",
        "partner_id": str(PARTNER),
        "timestamp": timestamp,
        "sign": hmac.new(KEY.encode(), base.encode(), hashlib.sha256).hexdigest(),
        "access_token": TOKEN,
        "shop_id": "5",
    }


@pytest.mark.parametrize("missing", ["shopee_partner_id", "shopee_partner_key"])
def test_a_missing_setting_is_named(missing: str) -> None:
    known = {"shopee_partner_id": PARTNER, "shopee_partner_key": KEY}
    del known[missing]
    with pytest.raises(ConfigurationError, match=missing.upper()):
        connect(Settings.model_validate(known), TOKEN)


def test_a_shop_is_described_by_its_region(client: ShopeeClient, shopee: Script) -> None:
    shopee.will_answer(shop_info("MY"))
    ends = dt.datetime(2026, 3, 14, 15, 59, 59, tzinfo=dt.UTC)
    assert client.describe("5") == AccountInfo("5", "One", "MYR", "Asia/Kuala_Lumpur", "NORMAL", ends)
    assert client.shop("5").currency == "MYR"
    assert len(shopee.asked) == 1
    shopee.will_answer(shop_info(expire_time=0))
    assert client.describe("5").access_ends_at is None


def test_an_unknown_region_is_named(client: ShopeeClient, shopee: Script) -> None:
    shopee.will_answer(shop_info("PL"))
    with pytest.raises(AccountError, match=r"region 'PL'; expected one of SG, MY.*account=5, field=region"):
        client.describe("5")


@pytest.mark.parametrize(("field", "value"), [("shop_name", None), ("region", 5), ("expire_time", "soon")])
def test_a_shop_that_is_not_as_documented_names_the_field(
    client: ShopeeClient, shopee: Script, field: str, value: object
) -> None:
    shopee.will_answer(shop_info(**{field: value}))
    with pytest.raises(BadPage, match=f"{field}: expected"):
        client.describe("5")


def test_an_id_that_is_none_is_refused_without_asking(client: ShopeeClient, shopee: Script) -> None:
    with pytest.raises(AccountError, match="shop id"):
        client.describe("act_5")
    assert shopee.asked == []


@pytest.mark.parametrize("error", ["", "-", 0, None, " "])
def test_what_stands_for_no_error_is_a_success(client: ShopeeClient, shopee: Script, error: object) -> None:
    for warning in (None, "", [], ["partly"], "-"):
        shopee.will_answer(Answer({"error": error, "warning": warning, "response": {"a": 1}}, media_type=JSON))
        assert ask(client) == {"a": 1}
    shopee.will_answer(Answer({"response": {"a": 1}}, media_type="text/plain"))
    assert ask(client) == {"a": 1}


def test_numbers_are_exact(client: ShopeeClient, shopee: Script) -> None:
    body = b'{"error": "", "response": {"a": 1188000.10, "b": 33.300000000000004, "c": 12345678901234567890}}'
    shopee.will_answer(Answer(body, media_type=JSON))
    assert ask(client) == {"a": Decimal("1188000.10"), "b": Decimal("33.300000000000004"), "c": 12345678901234567890}


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Answer(b"<html>502</html>", 502, media_type="text/html"), RetryableError),
        (Answer({"message": "Internal Server Error"}, 500), RetryableError),
        (Answer(b"Too Many Requests", 429, media_type="text/plain"), RateLimited),
        (Answer(b"<html>maintenance</html>", media_type="text/html"), BadPage),
        (Answer(b"", 302, {"Location": "/elsewhere"}), BadPage),
        (Answer({"error": "", "response": {}}, 404), BadPage),
        (Answer(b""), BadPage),
        (Answer(b'{"error": "", "resp'), BadPage),
        (Answer(b'\xef\xbb\xbf{"error": "", "response": {}}'), BadPage),
        (Answer(b'{"error": "", "response": {"a": NaN}}'), BadPage),
        (Answer(b'{"error": "", "response": {"a": -Infinity}}'), BadPage),
        (Answer(b'{"error": "", "response": {"a": 1e309}}'), BadPage),
        (Answer(b'{"error": "\xff"}'), BadPage),
        (Answer(b"[" * 100_000), BadPage),
        (Answer([]), BadPage),
        (Answer({"error": "", "response": None}), BadPage),
        (Answer({"error": ""}), BadPage),
        (Answer({"error": "", "response": [1]}), BadPage),
    ],
)
def test_what_is_no_sound_document_is_tried_again_and_then_an_error(
    client: ShopeeClient, shopee: Script, reply: Answer, kind: type[PlatformError]
) -> None:
    shopee.will_answer(reply)
    with pytest.raises(RetryableError, match="expected") as caught:
        ask(client)
    assert type(caught.value) is kind
    assert len(shopee.asked) == client.api_calls == 3
    shopee.will_answer(reply, ok({"a": 1}))
    assert ask(client) == {"a": 1}


def test_neither_token_nor_key_nor_signature_is_in_any_error(client: ShopeeClient, shopee: Script) -> None:
    echo = f"Malformed {TOKEN} and {KEY}"
    replies = (
        refused("error_auth", echo),
        refused("error_param", echo),
        Answer({"a": 1}, missing=9),
        Answer(b"<html>"),
    )
    for reply in replies:
        shopee.will_answer(reply)
        with pytest.raises(PlatformError) as caught:
            ask(client)
        text = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(vars(caught.value))
        secrets = (TOKEN, KEY, *(asked.params["sign"] for asked in shopee.asked))
        assert not [secret for secret in secrets if secret in text]
    assert KEY not in repr(vars(client))
