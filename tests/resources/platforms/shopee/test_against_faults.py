"""The connector and the sandbox when something is wrong: on the wire, in pages, in records, with tokens."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from resources.clock import Clock
from resources.errors import (
    BadPage,
    CredentialsRejected,
    DailyQuotaSpent,
    PermissionDenied,
    PlatformError,
    RateLimited,
    RequestRejected,
    RetryableError,
    TokenExpired,
)
from resources.platforms.retry import Retry
from resources.platforms.shopee.consent import OutcomeUnknown, exchange_code, link, renew
from resources.windows import DAY, Window
from sandbox import shopee
from sandbox.faults import Fault
from tests.resources.platforms.shopee.conftest import TODAY, World, running

SHOP = "2002"
MONTH = Window.closed(TODAY - 27 * DAY, TODAY)
REDIRECT = "http://127.0.0.1:9/back"


def named(value: Any) -> str:
    return f"{value.name}-{value.variant}" if isinstance(value, Fault) else ""


@pytest.mark.parametrize(
    "fault",
    [
        Fault("server_error", times=1),
        Fault("bad_gateway", times=2),
        Fault("unavailable", times=1),
        Fault("html_200", times=1),
        Fault("truncated_json", times=1),
        Fault("cut_body", times=1),
        Fault("slow_drip", times=1),
        Fault("hang", times=1),
        Fault("reset", times=1),
        Fault("bom", times=1),
        Fault("nan", times=1, field="expense"),
        Fault("huge_number", times=1, field="expense"),
        Fault("too_many_requests", times=1),
        Fault("too_many_requests", times=2, variant="ads.rate_limit.exceed_shop_api"),
        Fault("account_down", times=1),
        Fault("error_200", times=1),
    ],
    ids=named,
)
def test_what_passes_does_no_harm(world: World, fault: Fault) -> None:
    sound = world.read("campaign_daily", SHOP, MONTH)
    world.faults.add(replace(fault, match="daily_performance"))
    parsed = world.read("campaign_daily", SHOP, MONTH)
    assert world.faults.listing()[0]["struck"] > 0
    assert parsed.table == sound.table


@pytest.mark.parametrize("name", ["duplicate_page", "repeat_cursor", "empty_page"])
@pytest.mark.parametrize(("stream", "path"), [("orders", "get_order_list"), ("products", "get_item_list")])
def test_pages_that_repeat_once_or_are_empty_do_no_harm(large: World, name: str, stream: str, path: str) -> None:
    sound = large.read(stream, SHOP, MONTH)
    large.faults.add(Fault(name, match=path, times=1))
    parsed = large.read(stream, SHOP, MONTH)
    assert large.faults.listing()[0]["struck"] == 1
    assert parsed.table == sound.table


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault("permission_lost"), PermissionDenied),
        (Fault("permission_lost", variant="error_api_permission"), PermissionDenied),
        (Fault("account_down"), RetryableError),
        (Fault("too_many_requests"), RateLimited),
        (Fault("daily_limit"), DailyQuotaSpent),
        (Fault("token_expired"), TokenExpired),
        (Fault("shop_unlinked"), CredentialsRejected),
        (Fault("html_200"), BadPage),
        (Fault("repeat_cursor"), BadPage),
        (Fault("duplicate_page"), BadPage),
    ],
    ids=named,
)
def test_what_stays_is_an_error_that_names_the_shop_and_the_days(
    world: World, fault: Fault, kind: type[PlatformError]
) -> None:
    world.faults.add(replace(fault, match="get_order_list"))
    with pytest.raises(kind, match=rf"platform=shopee, account={SHOP}, window={MONTH}") as caught:
        world.read("orders", SHOP, MONTH)
    assert world.tokens[SHOP].access_token not in str(caught.value)


@pytest.mark.parametrize(
    ("stream", "path", "fault", "reason"),
    [
        ("orders", "order_detail", Fault("not_a_number"), "total_amount: expected a number"),
        ("orders", "order_detail", Fault("nul_byte"), "item_list[0].item_name: expected text"),
        ("orders", "order_detail", Fault("lone_surrogate"), "item_list[0].item_name: expected text"),
        ("orders", "order_detail", Fault("long_name"), "item_list[0].item_name: expected text"),
        ("orders", "order_detail", Fault("foreign_currency"), "currency: expected the account's currency SGD"),
        ("orders", "order_detail", Fault("missing_key", field="create_time"), "create_time: expected seconds"),
        ("orders", "return_list", Fault("not_a_number"), "refund_amount: expected a number"),
        ("orders", "return_list", Fault("null_key"), "return_sn: expected text"),
        ("products", "base_info", Fault("not_a_number"), "price_info[0].current_price: expected a number"),
        ("products", "base_info", Fault("new_status"), "item_status: expected one of"),
        ("campaigns", "setting_info", Fault("new_status"), "common_info.campaign_status: expected one of"),
        ("campaigns", "setting_info", Fault("long_name"), "common_info.ad_name: expected text"),
        ("campaign_daily", "daily", Fault("missing_key"), "campaign_id: expected an id"),
        ("campaign_daily", "daily", Fault("null_key", field="expense"), "expense: expected a number"),
        ("campaign_daily", "daily", Fault("not_a_number"), "expense: expected a number"),
        ("campaign_daily", "daily", Fault("date_outside"), "date: expected a day"),
        ("campaign_daily", "daily", Fault("bad_date"), "date: expected a day"),
        ("campaign_hourly", "hourly", Fault("nul_byte"), "ad_name: expected text"),
    ],
    ids=named,
)
def test_a_spoiled_record_is_refused_alone(world: World, stream: str, path: str, fault: Fault, reason: str) -> None:
    window = Window.closed(TODAY - DAY, TODAY) if stream == "campaign_hourly" else MONTH
    sound = world.read(stream, SHOP, window)
    world.faults.add(replace(fault, match=path, times=1))
    parsed = world.read(stream, SHOP, window)
    assert [each.reasons[0].startswith(reason) for each in parsed.rejects] == [True]
    assert parsed.table.num_rows == sound.table.num_rows - 1


@pytest.mark.parametrize(("stream", "path"), [("orders", "order_detail"), ("products", "base_info")])
def test_a_record_that_lost_its_number_is_refused_and_its_document_read_again(
    world: World, stream: str, path: str
) -> None:
    sound = world.read(stream, SHOP, MONTH)
    world.faults.add(Fault("missing_key", match=path, times=1))
    parsed = world.read(stream, SHOP, MONTH)
    assert (len(parsed.rejects), parsed.table.num_rows) == (1, sound.table.num_rows)


@pytest.mark.parametrize(
    "name", ["extra_field", "new_placement", "spend_in_micros", "negative_impressions", "clicks_above_impressions"]
)
def test_what_can_be_typed_is_left_to_the_contract(world: World, name: str) -> None:
    sound = world.read("campaign_daily", SHOP, MONTH)
    world.faults.add(Fault(name))
    parsed = world.read("campaign_daily", SHOP, MONTH)
    assert (parsed.rejects, parsed.table.num_rows) == ([], sound.table.num_rows)


def test_an_empty_report_leaves_the_total_as_the_second_witness(world: World) -> None:
    world.faults.add(Fault("empty_report"))
    assert world.read("campaign_daily", SHOP, MONTH).table.num_rows == 0
    assert world.total("campaign_daily", SHOP, MONTH).impressions > 0


def test_a_token_that_ends_half_way_is_renewed_once_and_serves_on(world: World) -> None:
    world.faults.add(Fault("token_expired", match="order_detail", after=1, times=1))
    with pytest.raises(TokenExpired):
        world.read("orders", SHOP, MONTH)
    spent = world.tokens[SHOP].refresh_token
    world.tokens[SHOP] = renew(world.settings, SHOP, spent)
    assert world.tokens[SHOP].expires_at > dt.datetime.now(dt.UTC) + dt.timedelta(hours=3)
    assert world.read("orders", SHOP, MONTH).rejects == []
    with pytest.raises(
        CredentialsRejected, match=r"Invalid refresh_token.*authorize shopee.*rotate-token shopee 2002`"
    ):
        renew(world.settings, SHOP, spent)


def test_a_renewal_whose_answer_is_lost_is_not_sent_again(world: World) -> None:
    world.faults.add(Fault("refresh_lost"))
    retry = Retry(sleep=world.time.sleep)
    with pytest.raises(OutcomeUnknown):
        renew(world.settings, "2003", world.tokens["2003"].refresh_token, retry=retry)
    assert (world.faults.listing()[0]["struck"], world.time.waits) == (1, [])
    world.faults.clear()
    with pytest.raises(CredentialsRejected, match="Invalid refresh_token"):
        renew(world.settings, "2003", world.tokens["2003"].refresh_token, retry=retry)
    world.authorize("2003")


def test_a_code_is_worth_one_use_and_one_shop(world: World) -> None:
    code = shopee.agree(link(world.settings, REDIRECT), SHOP)
    with pytest.raises(CredentialsRejected, match="invalid_shop_id"):
        exchange_code(world.settings, "2001", code)
    assert exchange_code(world.settings, SHOP, code).renewable_until > dt.datetime.now(dt.UTC) + 29 * DAY
    with pytest.raises(CredentialsRejected, match=r"used or invalid.*authorize shopee"):
        exchange_code(world.settings, SHOP, code)
    with pytest.raises(CredentialsRejected, match="Invalid code"):
        exchange_code(world.settings, SHOP, "nevergivenout")


def test_another_shops_token_or_none_at_all_is_refused(world: World) -> None:
    with pytest.raises(CredentialsRejected, match="has not let the application in"):
        world.client("2001").describe("2002")
    with pytest.raises(TokenExpired):
        world.client("2001", token="nevergivenout").describe("2001")


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"shopee_partner_key": "wrongwrongwrong"}, "Wrong sign.*SHOPEE_PARTNER_KEY"),
        ({"shopee_partner_id": 17}, "Invalid partner_id.*SHOPEE_PARTNER_ID"),
    ],
)
def test_wrong_partner_credentials_are_refused_with_advice(world: World, changes: dict[str, Any], advice: str) -> None:
    wrong = world.settings.model_validate({**world.settings.model_dump(), **changes})
    with pytest.raises(RequestRejected, match=advice):
        world.client(SHOP, settings=wrong).describe(SHOP)
    with pytest.raises(RequestRejected, match=advice):
        renew(wrong, SHOP, world.tokens[SHOP].refresh_token)


class Ahead(Clock):
    """A clock six minutes ahead of ours, or ours six minutes behind."""

    def now(self) -> dt.datetime:
        return super().now() + dt.timedelta(minutes=6)


def test_a_stale_clock_is_refused_with_advice(world: World) -> None:
    with running(world.ledger, Ahead(TODAY), shops=()) as ahead, pytest.raises(RequestRejected, match="clock of this"):
        ahead.client(SHOP, token="never looked at").describe(SHOP)
