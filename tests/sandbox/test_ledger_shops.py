"""The ledger's shops: pure, whole lives, the newest version of everything, and own rates."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet
import pytest

from resources.windows import Window
from sandbox.ledger import Ledger
from sandbox.ledger.shop_tables import SCHEMAS as SHOP_SCHEMAS
from sandbox.ledger.synthetic import ANCHOR, orders
from sandbox.ledger.synthetic.shops import SHOPS
from sandbox.ledger.tables import SCHEMAS
from tests.sandbox.conftest import TODAY
from tests.sandbox.test_ledger import assert_same, values

IDS = ("2001", "2002", "2003", "2004", "2005", "2006")
EARLY = dt.date(2025, 5, 17)
WHOLE = {"2003", "2004", "2005"}


def test_fourteen_months_of_six_shops_are_generated_in_two_seconds() -> None:
    begun = time.monotonic()
    ledger = Ledger.default(20_260_228)
    for shop in IDS:
        ledger.orders("shopee", shop, TODAY)
        ledger.order_items("shopee", shop, TODAY)
        ledger.products("shopee", shop, TODAY)
        ledger.product_counters("shopee", shop, TODAY)
        ledger.returns("shopee", shop, TODAY)
    assert time.monotonic() - begun < 6, "two seconds on a machine that does nothing else"
    begun = time.monotonic()
    ledger.orders("shopee", "2001", TODAY)
    assert time.monotonic() - begun < 0.5


def test_the_shops_are_as_varied_as_promised(ledger: Ledger) -> None:
    told = {shop["account_id"]: (shop["currency"], shop["timezone"]) for shop in ledger.accounts("shopee")}
    assert told == {
        "2001": ("THB", "Asia/Bangkok"),
        "2002": ("SGD", "Asia/Singapore"),
        "2003": ("IDR", "Asia/Jakarta"),
        "2004": ("VND", "Asia/Ho_Chi_Minh"),
        "2005": ("TWD", "Asia/Taipei"),
        "2006": ("BRL", "America/Sao_Paulo"),
    }
    assert {shop["status"] for shop in ledger.accounts("shopee")} == {"NORMAL"}
    fates: set[str] = set()
    for shop in IDS:
        products = ledger.products("shopee", shop, TODAY)
        fates |= set(values(products, "status"))
        assert 15 <= products.num_rows <= 40
        assert 3 <= ledger.campaigns("shopee", shop, TODAY).num_rows <= 6
        assert ledger.product_models("shopee", shop).num_rows > 0
    assert fates == {"NORMAL", "BANNED", "UNLIST", "SELLER_DELETE"}


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.account_id)
def test_every_day_has_five_to_fifteen_orders_of_its_own(ledger: Ledger, shop: Any) -> None:
    told = ledger.orders("shopee", shop.account_id, TODAY)
    zone = ZoneInfo(shop.timezone)
    created = [f"{moment.astimezone(zone):%y%m%d}" for moment in values(told, "create_time")]
    days = Counter(created)
    assert len(days) == (TODAY - ANCHOR).days + 1
    assert {5} <= set(days.values()) <= set(range(5, 16))
    assert all(len(sn) == 14 and sn.isalnum() for sn in values(told, "order_sn"))
    assert created == [sn[:6] for sn in values(told, "order_sn")]


def test_lives_are_whole_and_some_last_for_months(ledger: Ledger) -> None:
    versions = ledger.snapshot(TODAY)["orders"].sort_by("update_time")
    lives: dict[str, list[str]] = {}
    paid_late = 0
    for row in versions.to_pylist():
        lives.setdefault(row["order_sn"], []).append(row["status"])
        assert row["create_time"] <= row["update_time"]
        assert (row["cancel_by"] is None) == (row["status"] != "CANCELLED")
        paid_late += bool(row["pay_time"] and row["pay_time"] - row["create_time"] > dt.timedelta(days=30))
    whole = ["UNPAID", "READY_TO_SHIP", "PROCESSED", "SHIPPED", "TO_CONFIRM_RECEIVE", "COMPLETED"]
    told = Counter(tuple(life) for life in lives.values())
    assert told.most_common(1)[0][0] == tuple(whole)
    assert {tuple(whole[1:]), (*whole, "TO_RETURN", "COMPLETED"), ("UNPAID", "CANCELLED")} <= told.keys()
    assert ("UNPAID", "READY_TO_SHIP", "IN_CANCEL", "CANCELLED") in told
    assert paid_late > 100
    waits = [
        row["create_time"].date() - dt.datetime.strptime(row["order_sn"][:6], "%y%m%d").date()  # noqa: DTZ007
        for row in ledger.snapshot(TODAY)["returns"].to_pylist()
    ]
    assert sum(wait > dt.timedelta(days=60) for wait in waits) > 50


def test_what_a_buyer_pays_is_the_items_and_the_shipping_but_for_a_voucher(ledger: Ledger) -> None:
    for shop in IDS:
        goods: Counter[str] = Counter()
        for line in ledger.order_items("shopee", shop, TODAY).to_pylist():
            goods[line["order_sn"]] += line["quantity"] * line["discounted_price"]
        for order in ledger.orders("shopee", shop, TODAY).to_pylist():
            most = goods[order["order_sn"]] + order["shipping_fee"]
            assert most * Decimal("0.89") <= order["total_amount"] <= most
            assert shop not in WHOLE or order["total_amount"] % 1 == 0


def test_extending_never_alters_what_was_known(ledger: Ledger) -> None:
    short, long = ledger.snapshot(EARLY), Ledger.of(ledger.snapshot(dt.date(2026, 12, 31))).snapshot(EARLY)
    for name in (*SHOP_SCHEMAS, "own_rates", "campaigns"):
        assert_same(long[name], short[name])


def test_another_seed_is_another_shop_and_the_same_seed_is_the_same() -> None:
    first, again, other = (orders.month(seed, SHOPS[0], ANCHOR).orders() for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_a_reader_sees_the_newest_version_up_to_the_end_of_the_local_day(ledger: Ledger) -> None:
    versions = ledger.snapshot(TODAY)["orders"]
    for shop in SHOPS:
        rows = versions.filter(pc.field("account_id") == shop.account_id).to_pylist()
        over = shop.instant(EARLY + dt.timedelta(days=1), 0)
        expected: dict[str, dict[str, Any]] = {}
        for row in sorted(rows, key=lambda row: row["update_time"]):
            if row["update_time"] < over:
                expected[row["order_sn"]] = row
        assert ledger.orders("shopee", shop.account_id, EARLY).to_pylist() == [expected[sn] for sn in sorted(expected)]


def test_items_without_a_day_are_all_that_is_known_today(ledger: Ledger) -> None:
    some, more = ledger.order_items("shopee", "2002", EARLY), ledger.order_items("shopee", "2002")
    assert set(values(some, "order_sn")) < set(values(more, "order_sn"))
    assert ledger.return_items("shopee", "2002").num_rows > ledger.return_items("shopee", "2002", EARLY).num_rows


def test_counters_only_grow_and_the_last_ones_hold(ledger: Ledger) -> None:
    before, after = (ledger.product_counters("shopee", "2001", day).to_pylist() for day in (EARLY, TODAY))
    known = {row["item_id"]: row for row in after}
    assert len(before) < len(after)
    for row in before:
        for name in ("sales", "views", "likes", "comments"):
            assert row[name] <= known[row["item_id"]][name]
        assert 0 <= row["rating"] <= 5
    gone = [row for row in ledger.products("shopee", "2001", TODAY).to_pylist() if row["status"] != "NORMAL"]
    assert gone
    assert all(known[row["item_id"]]["date"] < TODAY for row in gone)


@pytest.mark.parametrize("shop", IDS)
def test_ads_deliver_whole_orders_in_one_placement_and_hours_sum_to_the_day(ledger: Ledger, shop: str) -> None:
    window = Window.closed(dt.date(2025, 12, 1), TODAY)
    days = ledger.metrics("shopee", shop, window, TODAY)
    assert set(values(days, "placement")) >= {"search", "discovery"}
    assert all(not any(values(days, name)) for name in ("likes", "shares", "comments", "saves"))
    by_campaign = {row["campaign_id"]: row["placement"] for row in days.to_pylist()}
    assert all(by_campaign[row["campaign_id"]] == row["placement"] for row in days.to_pylist())
    assert pc.all(pc.less_equal(days["clicks"], days["impressions"])).as_py()
    hours = ledger.hourly("shopee", shop, window, TODAY)
    assert pc.sum(hours["spend"]).as_py() == pc.sum(days["spend"]).as_py()
    if shop in WHOLE:
        amounts = [*values(hours, "spend"), *values(days, "spend"), *values(days, "purchase_value")]
        assert all(amount % 1 == 0 for amount in amounts)


def test_ads_are_restated_within_seven_days(ledger: Ledger) -> None:
    history = ledger.snapshot(TODAY)["restatements"].filter(pc.field("platform") == "shopee").to_pylist()
    assert {(row["effective_from"] - row["date"]).days for row in history} == {1, 3, 7}
    assert any(row["removed"] for row in history)


def test_own_rates_price_what_the_reference_rates_do_not_every_day(ledger: Ledger) -> None:
    rates = ledger.own_rates(TODAY)
    assert {(row["base"], row["quote"]) for row in rates.to_pylist()} == {("EUR", "TWD"), ("EUR", "VND")}
    first = pc.min(rates["date"]).as_py()
    assert first < ANCHOR
    assert rates.num_rows == 2 * ((TODAY - first).days + 1)
    assert pc.max(rates["date"]).as_py() == TODAY
    assert not {"TWD", "VND"} & set(values(ledger.rates(TODAY), "currency"))


def test_a_saved_ledger_reads_the_same(ledger: Ledger, tmp_path: Path) -> None:
    until = dt.date(2025, 4, 30)
    ledger.save(tmp_path / "csv", until)
    for name, table in ledger.snapshot(until).items():
        path = tmp_path / "parquet" / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pyarrow.parquet.write_table(table, path)
    for loaded in (Ledger.load(tmp_path / "csv"), Ledger.load(tmp_path / "parquet")):
        assert loaded.own_rates(until).equals(ledger.own_rates(until))
        for shop in IDS:
            assert loaded.orders("shopee", shop, until).equals(ledger.orders("shopee", shop, until))
            assert loaded.returns("shopee", shop, until).equals(ledger.returns("shopee", shop, until))
            assert loaded.products("shopee", shop, until).equals(ledger.products("shopee", shop, until))
            known = set(values(loaded.orders("shopee", shop, until), "order_sn"))
            assert set(values(loaded.order_items("shopee", shop), "order_sn")) == known
            day = until - dt.timedelta(days=9)
            assert loaded.product_counters("shopee", shop, day).equals(ledger.product_counters("shopee", shop, day))


def test_a_ledger_needs_accounts_and_nothing_else(tmp_path: Path) -> None:
    account = {"platform": "shopee", "account_id": "9", "name": "n", "currency": "SGD", "status": "NORMAL"}
    table = pa.Table.from_pylist([{**account, "timezone": "Asia/Singapore"}], schema=SCHEMAS["accounts"])
    pyarrow.parquet.write_table(table, tmp_path / "accounts.parquet")
    ledger = Ledger.load(tmp_path)
    for rows in (ledger.orders("shopee", "9", TODAY), ledger.order_items("shopee", "9"), ledger.own_rates(TODAY)):
        assert rows.num_rows == 0
    assert ledger.product_counters("shopee", "9", TODAY).num_rows == ledger.products("shopee", "9", TODAY).num_rows == 0
    assert ledger.metrics("shopee", "9", Window.closed(EARLY, TODAY), TODAY).num_rows == 0
