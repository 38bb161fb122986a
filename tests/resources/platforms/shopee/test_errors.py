"""What an error of the Open Platform means: what to do next, what a person can mend, how long a limit is waited for."""

from __future__ import annotations

import datetime as dt

import pytest

from resources.errors import (
    AccountError,
    CredentialsRejected,
    DailyQuotaSpent,
    PermissionDenied,
    PlatformError,
    RateLimited,
    RequestRejected,
    RetryableError,
    TokenExpired,
)
from resources.platforms.shopee.client import ShopeeClient
from resources.platforms.shopee.errors import NotFound, next_quota_day
from tests.resources.platforms.shopee.conftest import JSON, ask, ok, refused
from tests.resources.scripted import Answer, Script, Time


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
