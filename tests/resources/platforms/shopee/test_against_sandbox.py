"""The connector and the sandbox over HTTP: every row and every cent of the ledger."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from resources.platforms.base import Totals
from resources.windows import DAY, Window
from tests.resources.platforms.shopee.conftest import SHOPS, TODAY, World

MONTH = Window.closed(TODAY - 27 * DAY, TODAY)
WEEK = Window.closed(TODAY - 6 * DAY, TODAY)
FORTNIGHT = Window.closed(TODAY - 13 * DAY, TODAY)
SEASON = Window.closed(TODAY - 89 * DAY, TODAY)
ALL_SHOPS = pytest.mark.parametrize("shop", SHOPS)
MEASURES = {"impressions": "impressions", "clicks": "clicks", "spend": "cost", "purchases": "conversions"}


def day_of(world: World, shop: str, instant: dt.datetime) -> dt.date:
    return instant.astimezone(ZoneInfo(world.ledger.account("shopee", shop)["timezone"])).date()


def summed(table: pa.Table, key: list[str], names: list[str]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The sums of some columns by key, without those in which nothing happened."""
    sums = table.group_by(key).aggregate([(name, "sum") for name in names]).to_pylist()
    found = {tuple(row[name] for name in key): tuple(row[f"{name}_sum"] for name in names) for row in sums}
    return {place: values for place, values in found.items() if any(values)}


@ALL_SHOPS
def test_every_day_of_every_campaign_is_as_in_the_ledger(world: World, shop: str) -> None:
    parsed = world.read("campaign_daily", shop, MONTH)
    assert parsed.rejects == []
    key, names = ["date", "campaign_id"], ["impressions", "clicks"]
    truth = world.ledger.metrics("shopee", shop, MONTH, TODAY)
    ours, theirs = ["cost", "conversions", "revenue"], ["spend", "purchases", "purchase_value"]
    expected = summed(truth, key, [*names, *theirs])
    assert len(expected) > 50
    assert summed(parsed.table, key, [*names, *ours]) == expected
    assert set(parsed.table["currency"].to_pylist()) == {world.ledger.account("shopee", shop)["currency"]}


@ALL_SHOPS
def test_every_hour_of_every_campaign_is_as_in_the_ledger(world: World, shop: str) -> None:
    parsed = world.read("campaign_hourly", shop, WEEK)
    assert parsed.rejects == []
    key, names = ["date", "hour", "campaign_id"], ["impressions", "clicks"]
    truth = world.ledger.hourly("shopee", shop, WEEK, TODAY)
    assert summed(parsed.table, key, [*names, "cost"]) == summed(truth, key, [*names, "spend"])
    days = world.read("campaign_daily", shop, WEEK).table
    outcome = ["conversions", "revenue"]
    assert summed(parsed.table, ["date", "campaign_id"], outcome) == summed(days, ["date", "campaign_id"], outcome)


@pytest.mark.parametrize("window", [MONTH, WEEK, SEASON, Window.closed(TODAY, TODAY)], ids=str)
def test_the_shops_total_is_the_sum_of_the_rows(world: World, window: Window) -> None:
    table = world.read("campaign_daily", "2002", window).table
    sums = {name: pc.sum(table[name]).as_py() for name in ("impressions", "clicks", "cost", "conversions", "revenue")}
    assert sums["impressions"] > 0
    assert world.total("campaign_daily", "2002", window) == Totals(**sums)
    if len(window) <= 7:
        assert world.total("campaign_hourly", "2002", window) == Totals(**sums)


def test_the_earliest_day_is_served_and_a_window_before_the_shop_has_a_total_of_zero(world: World) -> None:
    oldest = TODAY - 180 * DAY
    assert world.read("campaign_daily", "2001", Window.closed(oldest, oldest)).rejects == []
    assert world.total("campaign_daily", "2001", Window.closed(oldest, oldest)).impressions > 0


@ALL_SHOPS
def test_campaigns_are_as_in_the_ledger_ended_and_deleted_ones_included(world: World, shop: str) -> None:
    parsed = world.read("campaigns", shop, WEEK)
    assert parsed.rejects == []
    truth = {
        row["campaign_id"]: (
            row["name"],
            row["objective"],
            row["effective_status"].lower(),
            row["daily_budget"],
            day_of(world, shop, row["start_time"]),
        )
        for row in world.ledger.campaigns("shopee", shop, TODAY).to_pylist()
    }
    names = ("campaign_name", "objective", "platform_status", "daily_budget", "start_date")
    assert {row["campaign_id"]: tuple(row[name] for name in names) for row in parsed.table.to_pylist()} == truth


def lines_of(table: pa.Table, key: str) -> dict[str, list[dict[str, Any]]]:
    lines: dict[str, list[dict[str, Any]]] = {}
    for row in table.sort_by([(key, "ascending"), ("line", "ascending")]).to_pylist():
        lines.setdefault(row[key], []).append(row)
    return lines


def changed_in(world: World, shop: str, table: pa.Table, window: Window) -> list[dict[str, Any]]:
    return [row for row in table.to_pylist() if day_of(world, shop, row["update_time"]) in window]


@ALL_SHOPS
def test_every_order_that_changed_in_the_window_is_as_in_the_ledger(world: World, shop: str) -> None:
    parsed = world.read("orders", shop, MONTH)
    assert parsed.rejects == []
    lines = lines_of(world.ledger.order_items("shopee", shop, TODAY), "order_sn")
    truth = {}
    for row in changed_in(world, shop, world.ledger.orders("shopee", shop, TODAY), MONTH):
        mine = lines[row["order_sn"]]
        truth[row["order_sn"]] = {
            "order_date": day_of(world, shop, row["create_time"]),
            "ordered_at": row["create_time"],
            "platform_status": row["status"],
            "quantity": sum(line["quantity"] for line in mine),
            "items_amount": sum(line["quantity"] * line["discounted_price"] for line in mine),
            "total_amount": row["total_amount"],
            "shipping_fee": row["shipping_fee"],
            "payment_method": row["payment_method"],
            "paid_at": row["pay_time"],
            "cancelled_by": row["cancel_by"],
            "reason": row["cancel_reason"],
            "source_updated_at": row["update_time"],
        }
    found = {row["order_sn"]: row for row in parsed.table.to_pylist() if not row["return_sn"]}
    assert len(truth) > 200, "several pages of the list"
    assert {order_sn: {name: row[name] for name in truth[order_sn]} for order_sn, row in found.items()} == truth
    for order_sn, row in found.items():
        items = [
            (each["item_id"], each["model_id"], each["quantity"], each["unit_price"])
            for each in json.loads(row["items"])
        ]
        assert [(item, model or "0", count, Decimal(price)) for item, model, count, price in items] == [
            (line["item_id"], line["model_id"], line["quantity"], line["discounted_price"]) for line in lines[order_sn]
        ]


@ALL_SHOPS
def test_every_return_that_changed_in_the_window_is_as_in_the_ledger_with_its_sign_turned(
    world: World, shop: str
) -> None:
    parsed = world.read("orders", shop, SEASON)
    lines = lines_of(world.ledger.return_items("shopee", shop, TODAY), "return_sn")
    truth = {
        row["return_sn"]: (
            row["order_sn"],
            day_of(world, shop, row["create_time"]),
            row["status"],
            -row["refund_amount"],
            row["reason"],
            -sum(line["quantity"] for line in lines[row["return_sn"]]),
            -sum(line["quantity"] * line["item_price"] for line in lines[row["return_sn"]]),
        )
        for row in changed_in(world, shop, world.ledger.returns("shopee", shop, TODAY), SEASON)
    }
    names = ("order_sn", "order_date", "platform_status", "total_amount", "reason", "quantity", "items_amount")
    found = {
        row["return_sn"]: tuple(row[name] for name in names) for row in parsed.table.to_pylist() if row["return_sn"]
    }
    assert len(truth) > 5
    assert found == truth


@ALL_SHOPS
def test_every_product_is_as_in_the_ledger_with_its_counters_and_variants(world: World, shop: str) -> None:
    parsed = world.read("products", shop, Window.closed(TODAY, TODAY))
    assert parsed.rejects == []
    models: dict[str, list[dict[str, Any]]] = {}
    for row in world.ledger.product_models("shopee", shop).to_pylist():
        models.setdefault(row["item_id"], []).append(row)
    counters = {row["item_id"]: row for row in world.ledger.product_counters("shopee", shop, TODAY).to_pylist()}
    truth = {}
    for row in world.ledger.products("shopee", shop, TODAY).to_pylist():
        variants = models.get(row["item_id"], [row])
        cheapest = min(variants, key=lambda each: each["current_price"])
        counted = counters.get(row["item_id"], {})
        truth[row["item_id"]] = {
            "title": row["name"],
            "sku": row["sku"] or None,
            "category": row["category_id"],
            "platform_status": row["status"],
            "price": cheapest["current_price"],
            "original_price": cheapest["original_price"],
            "stock": sum(each["stock"] for each in variants),
            "listed_at": row["create_time"],
            "source_updated_at": row["update_time"],
            "snapshot_date": TODAY,
            **{name: counted.get(name, 0) for name in ("sales", "views", "likes", "comments")},
            "rating": counted.get("rating", Decimal(0)),
        }
    found = {row["product_id"]: row for row in parsed.table.to_pylist()}
    assert {"NORMAL", "SELLER_DELETE"} <= {row["platform_status"] for row in truth.values()} or len(truth) > 20
    assert {item_id: {name: row[name] for name in truth[item_id]} for item_id, row in found.items()} == truth


def test_long_lists_are_read_to_their_last_page(large: World) -> None:
    parsed = large.read("orders", "2002", FORTNIGHT)
    assert parsed.rejects == []
    for name, column, at_least in (("orders", "order_sn", 500), ("returns", "return_sn", 50)):
        table = getattr(large.ledger, name)("shopee", "2002", TODAY)
        truth = {row[column] for row in changed_in(large, "2002", table, FORTNIGHT)}
        mine = [row for row in parsed.table.to_pylist() if (row["return_sn"] != "") is (name == "returns")]
        assert len(truth) > at_least
        assert len(mine) == len(truth)
        assert {row[column] for row in mine} == truth
    products = large.read("products", "2002", FORTNIGHT)
    known = large.ledger.products("shopee", "2002", TODAY)
    assert known.num_rows > 200
    assert products.table["product_id"].sort() == known["item_id"].sort()
    assert pc.sum(products.table["stock"]).as_py() > 0


def test_what_is_landed_of_an_order_tells_of_nobody(world: World) -> None:
    stream, client = world.stream("orders"), world.client("2002")
    landed = [record for page in stream.fetch(client, "2002", SEASON) for record in page.records]
    personal = {name for record in landed for name in record if name in stream.personal_fields}
    assert personal == {"message_to_seller", "user", "image", "text_reason"}
