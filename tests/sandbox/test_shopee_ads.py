"""Shopee's ads: totals that are sums, days that are restated, dates that are refused."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest

from resources.windows import Window
from tests.sandbox.conftest import TODAY, Sandbox, Start
from tests.sandbox.shop import Application, Shop, refusal

SHOP_DAYS, SHOP_HOURS = "ads/get_all_cpc_ads_daily_performance", "ads/get_all_cpc_ads_hourly_performance"
DAYS, HOURS = "ads/get_product_campaign_daily_performance", "ads/get_product_campaign_hourly_performance"
IDS, SETTINGS = "ads/get_product_level_campaign_id_list", "ads/get_product_level_campaign_setting_info"
FEBRUARY = {"start_date": "01-02-2026", "end_date": "28-02-2026"}
SUMMED = {
    "impression": "impression",
    "clicks": "clicks",
    "expense": "expense",
    "broad_order": "broad_order",
    "broad_gmv": "broad_gmv",
    "direct_order": "direct_order",
    "direct_gmv": "direct_gmv",
    "broad_item_sold": "broad_order_amount",
    "direct_item_sold": "direct_order_amount",
}
"""The shop's names of what its campaigns' rows add up to."""
SHOPS = ("2001", "2003", "2004", "2006")


@pytest.fixture
def shop(sandbox: Sandbox) -> Shop:
    """The shop in Bangkok."""
    return Application.of(sandbox).shop("2001")


def campaigns(shop: Shop) -> str:
    """Every campaign's id, comma-joined."""
    return ",".join(str(each["campaign_id"]) for each in shop.ask(IDS, limit=5_000)["campaign_list"])


def rows(shop: Shop, path: str, **asked: Any) -> list[dict[str, Any]]:
    """Metrics of every campaign, flat."""
    (there,) = shop.ask(path, campaign_id_list=campaigns(shop), **asked)
    assert (there["shop_id"], len(there["region"])) == (int(shop.shop_id), 2)
    nested = [(campaign, campaign.pop("metrics_list")) for campaign in there["campaign_list"]]
    return [{**campaign, **metrics} for campaign, every in nested for metrics in every]


def day_of(row: dict[str, Any]) -> dt.date:
    """The date of a row."""
    return dt.datetime.strptime(row["date"], "%d-%m-%Y").date()  # noqa: DTZ007


@pytest.mark.parametrize("shop_id", SHOPS)
def test_campaign_days_are_the_ledgers(sandbox: Sandbox, shop_id: str) -> None:
    shop = Application.of(sandbox).shop(shop_id)
    window = Window.closed(dt.date(2026, 2, 1), TODAY)
    truth = {
        (int(row["campaign_id"]), row["date"]): row
        for row in sandbox.ledger.metrics("shopee", shop_id, window, TODAY).to_pylist()
    }
    told = rows(shop, DAYS, **FEBRUARY)
    delivered = {(row["campaign_id"], day_of(row)): row for row in told if row["impression"]}
    assert delivered.keys() == truth.keys()
    for key, row in truth.items():
        came = delivered[key]
        assert (came["impression"], came["clicks"], came["broad_order"]) == (
            row["impressions"],
            row["clicks"],
            row["purchases"],
        )
        assert (Decimal(came["expense"]), Decimal(came["broad_gmv"])) == (row["spend"], row["purchase_value"])
        assert came["campaign_placement"] == row["placement"]
        assert came["direct_order"] <= came["broad_order"]
        assert came["direct_gmv"] <= came["broad_gmv"]


@pytest.mark.parametrize("shop_id", SHOPS)
def test_the_shops_days_and_hours_are_the_exact_sums_over_its_campaigns(sandbox: Sandbox, shop_id: str) -> None:
    shop = Application.of(sandbox).shop(shop_id)
    day = {"performance_date": "27-02-2026"}
    for path, of_shop, asked, key in ((DAYS, SHOP_DAYS, FEBRUARY, "date"), (HOURS, SHOP_HOURS, day, "hour")):
        sums: defaultdict[tuple[Any, str], Decimal] = defaultdict(Decimal)
        for row in rows(shop, path, **asked):
            for name, part in SUMMED.items():
                sums[row[key], name] += row[part]
        totals = {(row[key], name): Decimal(row[name]) for row in shop.ask(of_shop, **asked) for name in SUMMED}
        assert {name: total for name, total in totals.items() if total} == {n: each for n, each in sums.items() if each}


def test_hours_add_up_to_their_day(shop: Shop) -> None:
    hours = rows(shop, HOURS, performance_date="26-02-2026")
    days = [row for row in rows(shop, DAYS, start_date="25-02-2026", end_date="26-02-2026") if row["date"][:2] == "26"]
    assert {row["hour"] for row in hours} == set(range(24))
    for name in ("impression", "clicks", "expense", "broad_order", "broad_gmv"):
        for day in days:
            parts = [row[name] for row in hours if row["campaign_id"] == day["campaign_id"]]
            assert sum(parts) == day[name]


def test_a_day_without_delivery_is_sometimes_absent_and_sometimes_zero(shop: Shop) -> None:
    told = {(row["campaign_id"], day_of(row)): row["impression"] for row in rows(shop, DAYS, **FEBRUARY)}
    possible = len(campaigns(shop).split(",")) * 28
    assert 0 in told.values()
    assert len(told) < possible
    assert told == {(row["campaign_id"], day_of(row)): row["impression"] for row in rows(shop, DAYS, **FEBRUARY)}


def test_a_share_is_in_percent_and_a_cost_is_of_a_conversion(shop: Shop) -> None:
    row = next(row for row in rows(shop, DAYS, **FEBRUARY) if row["broad_order"])
    assert row["ctr"] == pytest.approx(Decimal(row["clicks"]) * 100 / row["impression"], abs=Decimal("0.01"))
    assert row["cpc"] == pytest.approx(row["expense"] / row["broad_order"], abs=Decimal("0.01"))
    assert row["broad_roi"] == pytest.approx(row["broad_gmv"] / row["expense"], abs=Decimal("0.01"))


def test_days_are_restated_within_the_week_and_then_stay(start: Start) -> None:
    def told(today: dt.date) -> list[dict[str, Any]]:
        shop = Application.of(start(today=today)).shop("2003")
        return rows(shop, DAYS, start_date="01-02-2026", end_date="05-02-2026")

    first, settled, later = (told(dt.date(2026, 2, day)) for day in (5, 12, 26))
    assert first != settled
    assert settled == later


@pytest.mark.parametrize(
    ("start_date", "end_date", "error"),
    [
        ("2026-02-01", "28-02-2026", "error_param"),
        ("01-02-2026", "30-02-2026", "error_param"),
        ("", "28-02-2026", "error_param"),
        ("01-02-2026", "01-02-2026", "error_same_start_end_dates"),
        ("02-02-2026", "01-02-2026", "error_start_later_than_end"),
        ("27-01-2026", "28-02-2026", "error_date_range_too_long"),
        ("31-01-2026", "01-03-2026", "error_date_range_too_long"),
        ("28-02-2026", "01-03-2026", "error_date_in_future"),
        ("27-08-2025", "01-09-2025", "error_date_too_old"),
    ],
)
@pytest.mark.parametrize("path", [SHOP_DAYS, DAYS])
def test_days_that_cannot_be_asked_for(shop: Shop, path: str, start_date: str, end_date: str, error: str) -> None:
    ids = {"campaign_id_list": campaigns(shop)} if path == DAYS else {}
    status, word, _ = refusal(shop.get(path, start_date=start_date, end_date=end_date, **ids))
    assert (status, word.removeprefix("ads.performance.")) == (200, error)


def test_a_calendar_month_and_six_months_ago_can_be_asked_for(shop: Shop) -> None:
    assert shop.ask(SHOP_DAYS, start_date="28-01-2026", end_date="28-02-2026")
    assert shop.ask(SHOP_DAYS, start_date="28-08-2025", end_date="28-09-2025")
    assert refusal(shop.get(SHOP_HOURS, performance_date="01-03-2026"))[1] == "ads.performance.error_date_in_future"
    assert refusal(shop.get(SHOP_HOURS, performance_date="27-08-2025"))[1] == "ads.performance.error_date_too_old"


def test_campaigns_are_listed_by_kind_and_by_offset(sandbox: Sandbox, shop: Shop) -> None:
    whole = shop.ask(IDS, ad_type="all", offset=0, limit=5_000)
    assert not whole["has_next_page"]
    first = shop.ask(IDS, offset=0, limit=2)
    assert (first["has_next_page"], first["campaign_list"]) == (True, whole["campaign_list"][:2])
    kinds = {kind: shop.ask(IDS, ad_type=kind)["campaign_list"] for kind in ("auto", "manual")}
    assert sum(map(len, kinds.values())) == len(whole["campaign_list"])
    known = sandbox.ledger.campaigns("shopee", "2001", TODAY)["campaign_id"].to_pylist()
    assert [str(each["campaign_id"]) for each in whole["campaign_list"]] == known


def test_settings_have_the_sections_that_were_asked_for(sandbox: Sandbox) -> None:
    statuses: set[str] = set()
    budgets = set()
    for shop_id in ("2001", "2002", "2003", "2004", "2005", "2006"):
        shop = Application.of(sandbox).shop(shop_id)
        told = shop.ask(SETTINGS, info_type_list="1,3", campaign_id_list=campaigns(shop))["campaign_list"]
        assert {frozenset(each) for each in told} == {frozenset({"campaign_id", "common_info", "auto_bidding_info"})}
        statuses |= {each["common_info"]["campaign_status"] for each in told}
        budgets |= {each["common_info"]["campaign_budget"] > 0 for each in told}
        assert {each["common_info"]["campaign_placement"] for each in told} >= {"search", "discovery"}
    assert statuses == {"ongoing", "paused", "ended", "deleted"}
    assert budgets == {True, False}, "0 is unlimited"


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"campaign_id_list": "1"}, "ads.shop.campaign_not_match"),
        ({"campaign_id_list": ",".join(["1"] * 101)}, "error_param"),
        ({"campaign_id_list": ""}, "error_param"),
        ({"campaign_id_list": "1;2"}, "error_param"),
        ({"campaign_id_list": "1", "info_type_list": ""}, "error_param"),
    ],
)
def test_campaigns_that_cannot_be_asked_about(shop: Shop, asked: dict[str, Any], error: str) -> None:
    assert refusal(shop.get(SETTINGS, **{"info_type_list": "1"} | asked))[1] == error


def test_a_campaign_of_another_shop_spoils_the_whole_question(sandbox: Sandbox, shop: Shop) -> None:
    theirs = campaigns(Application.of(sandbox).shop("2002"))
    reply = shop.get(DAYS, campaign_id_list=f"{campaigns(shop)},{theirs}", **FEBRUARY)
    assert refusal(reply) == (200, "ads.shop.campaign_not_match", "Invalid campaign ID for this shop.")


def test_ads_are_read_with_get_only_and_have_a_balance(shop: Shop) -> None:
    app, path = shop.application, "ads/get_total_balance"
    assert shop.ask(path)["total_balance"] >= 0
    query = {**app.signed(path, shop.access_token, shop.shop_id)}
    query |= {"access_token": shop.access_token, "shop_id": shop.shop_id}
    reply = app.http.post(f"{app.url}/api/v2/{path}", params=query, timeout=5)
    assert refusal(reply)[1] == "ads.api.http_method_not_allowed"
