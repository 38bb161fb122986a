"""What Shopee says, pages and records when a fault is on."""

from __future__ import annotations

import time
from typing import Any

import pytest
import requests

from sandbox.faults import Fault
from tests.sandbox.conftest import Sandbox
from tests.sandbox.shop import Application, Shop, refusal
from tests.sandbox.test_shopee_ads import DAYS, FEBRUARY, SETTINGS, SHOP_DAYS, campaigns, rows
from tests.sandbox.test_shopee_catalogue import BASE, EVERY_STATUS, LIST, ids, listed
from tests.sandbox.test_shopee_orders import DETAIL, details, lately
from tests.sandbox.test_shopee_orders import LIST as ORDERS
from tests.sandbox.test_shopee_returns import RETURNS

INFO = "shop/get_shop_info"


@pytest.fixture
def shop(sandbox: Sandbox) -> Shop:
    """The shop in Bangkok."""
    return Application.of(sandbox).shop("2001")


@pytest.mark.parametrize(
    ("name", "variant", "answer"),
    [
        ("too_many_requests", None, (200, "error_rate_limit")),
        ("too_many_requests", "403", (403, "error_rate_limit")),
        ("too_many_requests", "ads.rate_limit.exceed_shop_api", (200, "ads.rate_limit.exceed_shop_api")),
        ("daily_limit", None, (429, "error_limit")),
        ("error_200", None, (200, "error_server")),
        ("account_down", None, (500, "error_server")),
        ("shop_unlinked", None, (403, "shop_no_linked")),
        ("permission_lost", None, (403, "error_permission")),
        ("permission_lost", "error_auth", (403, "error_auth")),
        ("permission_lost", "error_api_permission", (403, "error_api_permission")),
        ("token_expired", None, (403, "invalid_acceess_token")),
        ("token_expired", "error_auth", (403, "error_auth")),
    ],
)
def test_one_shop_is_refused_and_the_others_are_not(
    sandbox: Sandbox, shop: Shop, name: str, variant: str | None, answer: tuple[int, str]
) -> None:
    other = shop.application.shop("2002")
    sandbox.faults.add(Fault(name, account="2001", variant=variant))
    for path, asked in ((INFO, {}), (ORDERS, lately()), (SHOP_DAYS, FEBRUARY)):
        assert refusal(shop.get(path, **asked))[:2] == answer
        assert other.get(path, **asked).json()["error"] == ""


def test_the_daily_limit_has_an_empty_response(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.faults.add(Fault("daily_limit"))
    document = shop.get(INFO).json()
    assert (document["response"], document["warning"]) == (None, None)
    assert "00:00 (UTC+08:00)" in document["message"]


def test_a_renewal_that_is_refused_for_a_while_costs_no_token(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.faults.add(Fault("too_many_requests", match="access_token/get", account="2001", times=1))
    assert refusal(shop.application.renew(shop.refresh_token, "2001"))[1] == "error_rate_limit"
    assert shop.application.renew(shop.refresh_token, "2001").json()["error"] == ""


@pytest.mark.parametrize("name", ["cut_body", "reset"])
def test_connections_break(sandbox: Sandbox, shop: Shop, name: str) -> None:
    sandbox.faults.add(Fault(name, times=1))
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        shop.get(INFO)
    assert shop.get(INFO).status_code == 200


def test_bodies_are_cut_and_drip_and_carry_numbers_json_does_not_allow(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.faults.add(Fault("truncated_json", times=1))
    with pytest.raises(requests.JSONDecodeError):
        shop.get(INFO).json()
    number = next(shop.pages(ORDERS, **lately()))[0]
    sandbox.faults.add(Fault("nan", field="total_amount", times=1))
    asked = {"order_sn_list": number, "response_optional_fields": "total_amount"}
    assert '"total_amount":NaN' in shop.get(DETAIL, **asked).text
    sandbox.faults.add(Fault("slow_drip", variant="0.002", times=1))
    begun = time.monotonic()
    assert shop.get(DETAIL, **asked).json()["error"] == ""
    assert time.monotonic() - begun > 0.3


@pytest.mark.parametrize(
    ("name", "more", "fewer"), [("duplicate_page", 20, 0), ("lost_page", -20, 20), ("empty_page", 0, 0)]
)
def test_pages_of_orders_that_do_not_add_up(sandbox: Sandbox, shop: Shop, name: str, more: int, fewer: int) -> None:
    asked = lately() | {"page_size": 20}
    whole = [sn for page in shop.pages(ORDERS, **asked) for sn in page]
    sandbox.faults.add(Fault(name, times=1))
    told = [sn for page in shop.pages(ORDERS, **asked) for sn in page]
    assert len(told) == len(whole) + more
    assert len(set(told)) == len(whole) - fewer
    assert [sn for page in shop.pages(ORDERS, **asked) for sn in page] == whole


def test_a_cursor_that_leads_to_itself(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.faults.add(Fault("repeat_cursor", after=1))
    pages = list(shop.pages(ORDERS, most=5, **lately() | {"page_size": 20}))
    assert pages[1] == pages[2] == pages[4] != pages[0]


def test_pages_by_offset_do_not_add_up_either(sandbox: Sandbox, shop: Shop) -> None:
    whole = listed(shop)
    sandbox.faults.add(Fault("empty_page", match="get_item_list", times=1))
    asked = {"page_size": 10, "item_status": EVERY_STATUS}
    empty = shop.ask(LIST, offset=10, **asked)
    assert ("item" not in empty, empty["has_next_page"], empty["next_offset"]) == (True, True, 10)
    sandbox.faults.add(Fault("lost_page", match="get_item_list", times=1))
    lost = shop.ask(LIST, offset=0, **asked)
    assert lost["item"] == whole[:10]
    assert lost.get("next_offset", 20) == 20


SPOILED: dict[str, Any] = {
    "missing_key": lambda order: "order_sn" not in order,
    "null_key": lambda order: order["order_sn"] is None,
    "not_a_number": lambda order: order["total_amount"] == "twelve",
    "nul_byte": lambda order: "\x00" in order["item_list"][0]["item_name"],
    "lone_surrogate": lambda order: "\ud83d" in order["item_list"][0]["item_name"],
    "long_name": lambda order: len(order["item_list"][0]["item_name"]) == 10_000,
    "new_status": lambda order: order["order_status"] == "TELEPORTED",
    "foreign_currency": lambda order: order["currency"] == "USD",
    "extra_field": lambda order: "loyalty_coins" in order,
}


@pytest.mark.parametrize("name", SPOILED)
def test_record_faults_spoil_the_chosen_orders_and_no_other(sandbox: Sandbox, shop: Shop, name: str) -> None:
    numbers = next(shop.pages(ORDERS, **lately()))[:50]
    whole = details(shop, numbers, "total_amount", "item_list")
    sandbox.faults.add(Fault(name, records=2, where={"cod": "True"}))
    told = details(shop, numbers, "total_amount", "item_list")
    changed = [after for before, after in zip(whole, told, strict=True) if before != after]
    assert len(changed) == 2
    assert all(SPOILED[name](order) and order["cod"] for order in changed)


def test_a_field_may_be_a_path_and_the_records_scattered(sandbox: Sandbox, shop: Shop) -> None:
    numbers = next(shop.pages(ORDERS, **lately()))[:50]
    sandbox.faults.add(Fault("missing_key", field="item_list.0.model_quantity_purchased", records=3, seed=7))
    told = details(shop, numbers, "item_list")
    spoiled = [n for n, order in enumerate(told) if "model_quantity_purchased" not in order["item_list"][0]]
    assert len(spoiled) == 3
    assert spoiled != [0, 1, 2]
    sandbox.faults.clear()
    sandbox.faults.add(Fault("null_key", field="nothing.like.that"))
    assert "nothing" not in details(shop, numbers, "item_list")[0]


def test_returns_products_and_settings_are_spoiled_too(sandbox: Sandbox, shop: Shop) -> None:
    span = {"update_time_from": lately()["time_from"], "update_time_to": lately()["time_to"]}
    for name in ("not_a_number", "new_status"):
        sandbox.faults.add(Fault(name))
    told = shop.ask(RETURNS, page_no=1, page_size=100, **span)["return"][0]
    assert (told["refund_amount"], told["status"]) == ("twelve", "TELEPORTED")
    asked = ids([item for item in listed(shop) if item["item_status"] == "NORMAL"][:1])
    (base,) = shop.ask(BASE, item_id_list=asked)["item_list"]
    assert base["item_status"] == "TELEPORTED"
    assert base["price_info"][0]["current_price"] == "twelve"
    (setting,) = shop.ask(SETTINGS, info_type_list="1", campaign_id_list=campaigns(shop).partition(",")[0])[
        "campaign_list"
    ]
    assert setting["common_info"]["campaign_status"] == "TELEPORTED"


PERFORMANCE: dict[str, Any] = {
    "missing_key": lambda row: "campaign_id" not in row,
    "null_key": lambda row: row["campaign_id"] is None,
    "not_a_number": lambda row: row["expense"] == "twelve",
    "negative_impressions": lambda row: row["impression"] == -5,
    "clicks_above_impressions": lambda row: row["clicks"] > row["impression"],
    "spend_in_micros": lambda row: row["expense"] > 10_000_000,
    "new_placement": lambda row: row["campaign_placement"] == "hologram",
    "lone_surrogate": lambda row: "\ud83d" in row["ad_name"],
    "date_outside": lambda row: row["date"].endswith("2025"),
    "bad_date": lambda row: row["date"] == "30-02-2026",
}


@pytest.mark.parametrize("name", PERFORMANCE)
def test_reports_are_spoiled_while_the_shops_totals_stay_true(sandbox: Sandbox, shop: Shop, name: str) -> None:
    whole, total = rows(shop, DAYS, **FEBRUARY), shop.ask(SHOP_DAYS, **FEBRUARY)
    first = next(row for row in whole if row["impression"])
    sandbox.faults.add(Fault(name, where={"date": first["date"], "campaign_id": str(first["campaign_id"])}))
    told = rows(shop, DAYS, **FEBRUARY)
    (changed,) = [after for before, after in zip(whole, told, strict=True) if before != after]
    assert PERFORMANCE[name](changed)
    assert shop.ask(SHOP_DAYS, **FEBRUARY) == total


def test_reports_are_empty_or_collapsed_while_the_shops_totals_stay_true(sandbox: Sandbox, shop: Shop) -> None:
    whole, total = rows(shop, DAYS, **FEBRUARY), shop.ask(SHOP_DAYS, **FEBRUARY)
    for name, expected in (("empty_report", []), ("collapsed_report", whole[-(len(whole) // 10) :])):
        sandbox.faults.add(Fault(name, account="2001"))
        assert rows(shop, DAYS, **FEBRUARY) == expected
        assert shop.ask(SHOP_DAYS, **FEBRUARY) == total
        sandbox.faults.clear()


def test_warnings_and_request_ids_come_in_every_shape(shop: Shop) -> None:
    replies = [shop.get(ORDERS, **lately() | {"page_size": size}).json() for size in range(1, 40)]
    assert {str(reply.get("warning", "absent")) for reply in replies} == {"", "None", "[]", "absent"}
    assert {reply["request_id"].count(":") for reply in replies} == {0, 2}
    assert len({reply["request_id"] for reply in replies}) == len(replies)
