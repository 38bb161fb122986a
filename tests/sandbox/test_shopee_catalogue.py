"""Shopee's products: listed, described, counted, with their variants."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.conftest import TODAY, Sandbox, Start
from tests.sandbox.shop import Application, Shop, refusal, second

LIST, BASE, EXTRA = "product/get_item_list", "product/get_item_base_info", "product/get_item_extra_info"
MODELS = "product/get_model_list"
EVERY_STATUS = ["NORMAL", "BANNED", "UNLIST", "REVIEWING", "SELLER_DELETE", "SHOPEE_DELETE"]


@pytest.fixture
def shop(sandbox: Sandbox) -> Shop:
    """The shop in Brazil."""
    return Application.of(sandbox).shop("2006")


def listed(shop: Shop, size: int = 100, **parameters: Any) -> list[dict[str, Any]]:
    """Every item of a list."""
    items: list[dict[str, Any]] = []
    offset = 0
    while True:
        found = shop.ask(LIST, offset=offset, page_size=size, **{"item_status": EVERY_STATUS} | parameters)
        items += found.get("item", [])
        if not found["has_next_page"]:
            assert "next_offset" not in found
            assert len(items) == found["total_count"]
            return items
        offset = found["next_offset"]


def ids(items: list[dict[str, Any]]) -> str:
    """Comma-joined."""
    return ",".join(str(item["item_id"]) for item in items)


def test_every_product_of_the_ledger_is_told_with_its_counters_and_models(sandbox: Sandbox, shop: Shop) -> None:
    truth = {row["item_id"]: row for row in sandbox.ledger.products("shopee", "2006", TODAY).to_pylist()}
    counted = {row["item_id"]: row for row in sandbox.ledger.product_counters("shopee", "2006", TODAY).to_pylist()}
    models: dict[str, list[dict[str, Any]]] = {}
    for row in sandbox.ledger.product_models("shopee", "2006").to_pylist():
        models.setdefault(row["item_id"], []).append(row)
    items = listed(shop, 7)
    assert {str(item["item_id"]): item["item_status"] for item in items} == {
        name: row["status"] for name, row in truth.items()
    }
    bases, extras = (shop.ask(path, item_id_list=ids(items))["item_list"] for path in (BASE, EXTRA))
    assert [base["item_id"] for base in bases] == [extra["item_id"] for extra in extras]
    for base, extra in zip(bases, extras, strict=True):
        row, counters = truth[str(base["item_id"])], counted[str(base["item_id"])]
        variants = models.get(row["item_id"], [])
        assert base["has_model"] == bool(variants)
        assert ("price_info" in base) == (not variants)
        assert base["update_time"] == int(row["update_time"].timestamp())
        if not variants:
            (price,) = base["price_info"]
            assert (price["currency"], price["current_price"]) == ("BRL", row["current_price"])
            assert base["stock_info_v2"]["summary_info"]["total_available_stock"] == row["stock"]
        assert (extra["sale"], extra["views"], extra["comment_count"]) == (
            counters["sales"],
            counters["views"],
            counters["comments"],
        )
        assert Decimal(extra["rating_star"]) == counters["rating"]
        told = shop.ask(MODELS, item_id=base["item_id"])
        assert [(model["model_id"], model["price_info"][0]["current_price"]) for model in told["model"]] == [
            (int(variant["model_id"]), variant["current_price"]) for variant in variants
        ]
        assert bool(told["tier_variation"]) == bool(variants)
    assert sum(bool(variants) for variants in models.values()) > 2


def test_a_list_has_the_statuses_that_were_asked_for_and_no_item_when_there_is_none(shop: Shop) -> None:
    normal = shop.ask(LIST, offset=0, page_size=100, item_status="NORMAL")
    assert {item["item_status"] for item in normal["item"]} == {"NORMAL"}
    empty = shop.ask(LIST, offset=0, page_size=100, item_status=["REVIEWING", "SHOPEE_DELETE"])
    assert empty == {"total_count": 0, "has_next_page": False}


def test_a_list_can_be_limited_to_what_changed(shop: Shop) -> None:
    since = second(dt.date(2026, 2, 1), "America/Sao_Paulo")
    items, recent = listed(shop), listed(shop, update_time_from=since)
    assert recent == [item for item in items if item["update_time"] >= since]
    assert 0 < len(recent) < len(items)
    assert refusal(shop.get(LIST, offset=0, page_size=1, item_status="NORMAL", update_time_from=9, update_time_to=9))[
        :2
    ] == (200, "error_update_time_range")


def test_prices_and_statuses_are_those_of_the_business_day(start: Start, sandbox: Sandbox) -> None:
    versions = sandbox.ledger.snapshot(TODAY)["products"].to_pylist()
    banned = next(row for row in versions if row["account_id"] == "2006" and row["status"] != "NORMAL")
    day = banned["update_time"].date()
    for today, status in ((day - dt.timedelta(days=1), "NORMAL"), (day, banned["status"])):
        shop = Application.of(start(today=today)).shop("2006")
        (base,) = shop.ask(BASE, item_id_list=banned["item_id"])["item_list"]
        assert base["item_status"] == status


@pytest.mark.parametrize(
    ("path", "asked", "error"),
    [
        (LIST, {"offset": 0, "page_size": 10}, "error_param_item_status"),
        (LIST, {"offset": 0, "page_size": 10, "item_status": ["NORMAL", "LOST"]}, "error_param_item_status"),
        (LIST, {"offset": 0, "page_size": 101, "item_status": "NORMAL"}, "error_param"),
        (LIST, {"offset": -1, "page_size": 10, "item_status": "NORMAL"}, "error_param"),
        (BASE, {}, "error_param"),
        (BASE, {"item_id_list": ",".join(["1"] * 51)}, "error_param"),
        (BASE, {"item_id_list": "1,x"}, "error_param"),
        (BASE, {"item_id_list": "1"}, "error_item_not_found"),
        (EXTRA, {"item_id_list": "1", "language": "en"}, "error_param"),
        (MODELS, {}, "product.error_param"),
        (MODELS, {"item_id": "x"}, "error_param"),
        (MODELS, {"item_id": "1"}, "error_item_not_found"),
    ],
)
def test_questions_about_products_that_are_refused(shop: Shop, path: str, asked: dict[str, Any], error: str) -> None:
    assert refusal(shop.get(path, **asked))[:2] == (200, error)


def test_ids_may_be_in_brackets_and_unknown_ones_are_left_out(shop: Shop) -> None:
    first = listed(shop)[0]["item_id"]
    (base,) = shop.ask(BASE, item_id_list=f"[{first},7]", need_tax_info="false")["item_list"]
    assert base["item_id"] == first
