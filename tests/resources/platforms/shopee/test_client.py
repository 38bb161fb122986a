"""The guard around the Open Platform: what is signed, what is an answer, what is an error, and what to do next."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import time as real_time
import traceback
from decimal import Decimal
from typing import Any

import pytest

from resources.errors import (
    AccountError,
    BadPage,
    ConfigurationError,
    CredentialsRejected,
    DailyQuotaSpent,
    PermissionDenied,
    PlatformError,
    RateLimited,
    RequestRejected,
    RetryableError,
    TokenExpired,
)
from resources.platforms.base import AccountInfo
from resources.platforms.shopee.client import ShopeeClient, connect
from resources.platforms.shopee.errors import NotFound, next_quota_day
from resources.platforms.shopee.guard import member
from resources.settings import Settings
from tests.resources.platforms.shopee.conftest import JSON, KEY, PARTNER, TOKEN, ok, refused, shop_info
from tests.resources.scripted import Answer, Script, Time

PATH = "/api/v2/ads/get_total_balance"


def ask(client: ShopeeClient) -> Any:
    return client.ask(
        PATH,
        {"a": 1},
        lambda document: member(document, "response", dict),
        account="5",
        window="2026-01-01..2026-01-31",
    )


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
        (refused("error_auth", "Invalid access_token.", 403), TokenExpired),
        (refused("common.error_auth", "Invalid access_token."), TokenExpired),
        (refused("invalid_acceess_token", "Invalid access_token, please have a check.", 403), TokenExpired),
        (refused("invalid_access_token"), TokenExpired),
        (refused("error_auth", "Invalid partner_id or shopid."), CredentialsRejected),
        (refused("error_auth", "No permission to current api."), PermissionDenied),
        (refused("error_auth", "The App is deleted, and you'll be unable to make any API call."), PermissionDenied),
        (refused("error_auth", "System error, please try again later."), RetryableError),
        (refused("error_auth", "partner_id is invalid"), RequestRejected),
        (refused("error_permission", status=403), PermissionDenied),
        (refused("error_api_permission"), PermissionDenied),
        (refused("error_permission_denied"), PermissionDenied),
        (refused("error_api_call_restricted"), PermissionDenied),
        (refused("error_kyc_auth"), PermissionDenied),
        (refused("shop_banned"), PermissionDenied),
        (refused("ads.shop.status_not_normal"), AccountError),
        (refused("shop_no_linked"), CredentialsRejected),
        (refused("partner_shop_no_link"), CredentialsRejected),
        (refused("shop_access_expired"), CredentialsRejected),
        (refused("error_sign", "Wrong sign.", 403), RequestRejected),
        (refused("source_ip_undeclared"), RequestRejected),
        (refused("error_partner_key_expired"), RequestRejected),
        (refused("error_rate_limit"), RateLimited),
        (refused("error_rate_limit", status=429), RateLimited),
        (refused("ads.rate_limit.exceed_api"), RateLimited),
        (refused("ads.rate_limit.exceed_partner_api"), RateLimited),
        (refused("ads.rate_limit.exceed_shop_api"), RateLimited),
        (refused("ads_rate_limit_total_api"), RateLimited),
        (refused("error_limit", status=429), DailyQuotaSpent),
        (refused("common.error_limit"), DailyQuotaSpent),
        (refused("error_param", "Wrong parameters, detail: x."), RequestRejected),
        (refused("order.order_list_invalid_time"), RequestRejected),
        (refused("ads.performance.error_date_too_old"), RequestRejected),
        (refused("error_not_found"), NotFound),
        (refused("product.error_item_not_found"), NotFound),
        (refused("error_server"), RetryableError),
        (refused("internal_error_server"), RetryableError),
        (refused("error_network"), RetryableError),
        (refused("error_inner"), RetryableError),
        (refused("never_heard_of"), RequestRejected),
        (refused("never_heard_of", status=502), RetryableError),
        (refused(17), RequestRejected),
    ],
    ids=lambda value: str(value.body["error"]) if isinstance(value, Answer) else "",
)
def test_an_error_means_what_to_do_next(
    client: ShopeeClient, shopee: Script, reply: Answer, kind: type[PlatformError]
) -> None:
    shopee.will_answer(reply)
    with pytest.raises(PlatformError) as caught:
        ask(client)
    assert type(caught.value) is kind
    assert (caught.value.platform, caught.value.account) == ("shopee", "5")
    assert str(caught.value.window) == "2026-01-01..2026-01-31"
    assert caught.value.code == str(reply.body["error"])
    is_retried = isinstance(caught.value, RetryableError) and kind not in (TokenExpired, DailyQuotaSpent)
    assert len(shopee.asked) == client.api_calls == (3 if is_retried else 1)


@pytest.mark.parametrize(
    ("reply", "advice"),
    [
        (refused("error_param", "Timestamp is expired."), "clock of this machine"),
        (refused("error_sign", "Wrong sign."), "SHOPEE_PARTNER_KEY"),
        (refused("error_partner_key_expired"), "reset the partner key"),
        (refused("error_param", "Invalid partner_id."), "SHOPEE_PARTNER_ID"),
        (refused("invalid_partner_id"), "SHOPEE_PARTNER_ID"),
        (refused("source_ip_undeclared", "Request Source IP (1.2.3.4) is undeclared."), "IP Address Whitelist"),
        (refused("shop_access_expired"), r"consent has ended.*authorize shopee.*rotate-token shopee 5`"),
        (refused("shop_no_linked"), r"has not let the application in.*authorize shopee.*rotate-token shopee 5`"),
        (refused("shop_banned"), "settled that with Shopee"),
    ],
)
def test_an_error_that_a_person_can_mend_says_how(
    client: ShopeeClient, shopee: Script, reply: Answer, advice: str
) -> None:
    shopee.will_answer(reply)
    with pytest.raises(PlatformError, match=advice):
        ask(client)


def test_the_quota_of_a_day_is_not_waited_for_and_says_when_the_next_one_begins(
    client: ShopeeClient, shopee: Script, time: Time
) -> None:
    limit = {"error": "error_limit", "message": "reached the daily API call limit", "warning": None, "response": None}
    shopee.will_answer(Answer(limit, 429, media_type=JSON))
    with pytest.raises(DailyQuotaSpent, match=r"nothing is answered until 20\d\d-\d\d-\d\d 00:00 UTC\+08:00") as caught:
        ask(client)
    assert dt.timedelta(0) < caught.value.until - dt.datetime.now(dt.UTC) <= dt.timedelta(days=1)
    assert sum(time.waits) < 1


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (dt.datetime(2026, 11, 20, 15, 59, 59, tzinfo=dt.UTC), dt.datetime(2026, 11, 20, 16, tzinfo=dt.UTC)),
        (dt.datetime(2026, 11, 20, 16, tzinfo=dt.UTC), dt.datetime(2026, 11, 21, 16, tzinfo=dt.UTC)),
    ],
)
def test_the_day_of_a_quota_begins_at_midnight_in_utc_plus_8(now: dt.datetime, until: dt.datetime) -> None:
    assert next_quota_day(now) == until


def test_a_limit_of_the_gateway_is_waited_for_longer_each_time(
    client: ShopeeClient, shopee: Script, time: Time
) -> None:
    shopee.will_answer(refused("error_rate_limit"), refused("ads.rate_limit.exceed_shop_api"), ok({"a": 1}))
    assert ask(client) == {"a": 1}
    first, second = (wait for wait in time.waits if wait >= 0.5)
    assert 1 <= first <= 2 <= second <= 4


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
