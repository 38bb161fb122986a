"""Synchronous reports: what they hold, how they are written and what they refuse."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow.compute as pc
import pytest

from resources.windows import Window
from sandbox.ledger import Ledger
from tests.sandbox.conftest import EVERY_STATUS, TODAY, Sandbox, Start, days

PLACEMENT = "publisher_platform"
HOUR = "hourly_stats_aggregated_by_advertiser_time_zone"
EVERY_CAMPAIGN = [{"field": "campaign.effective_status", "operator": "IN", "value": EVERY_STATUS}]
FEBRUARY = Window.closed(dt.date(2026, 2, 1), TODAY)
METRICS = ["campaign_id", "impressions", "clicks", "spend", "actions", "action_values"]
DAILY: dict[str, Any] = {
    "level": "campaign",
    "time_increment": 1,
    "time_range": days(FEBRUARY.start, FEBRUARY.last),
    "breakdowns": [PLACEMENT],
    "fields": METRICS,
    "filtering": EVERY_CAMPAIGN,
}
HOURLY = DAILY | {"breakdowns": [HOUR]}


def value(row: dict[str, Any], listed: str, kind: str) -> Decimal:
    return next((Decimal(each["value"]) for each in row.get(listed, []) if each["action_type"] == kind), Decimal(0))


@pytest.mark.parametrize("account", ["1001", "1002", "1003", "1004", "1005"])
def test_a_daily_report_is_the_ledger_row_by_row(sandbox: Sandbox, account: str) -> None:
    got = {
        (row["campaign_id"], row["date_start"], row[PLACEMENT]): (
            int(row.get("impressions", 0)),
            int(row.get("clicks", 0)),
            Decimal(row.get("spend", 0)),
            value(row, "actions", "omni_purchase"),
            value(row, "action_values", "omni_purchase"),
            value(row, "actions", "post_reaction"),
            value(row, "actions", "post"),
            value(row, "actions", "comment"),
            value(row, "actions", "onsite_conversion.post_save"),
        )
        for row in sandbox.insights(account, **DAILY)
    }
    measures = ("impressions", "clicks", "spend", "purchases", "purchase_value", "likes", "shares", "comments", "saves")
    rows = sandbox.ledger.metrics("meta", account, FEBRUARY, TODAY).to_pylist()
    assert got == {
        (row["campaign_id"], str(row["date"]), row["placement"]): tuple(row[name] for name in measures) for row in rows
    }


def test_a_report_without_a_status_filter_leaves_out_archived_and_deleted_campaigns(sandbox: Sandbox) -> None:
    span: dict[str, Any] = {"time_range": days("2025-01-01", TODAY), "fields": "campaign_id,spend"}
    shown = {row["campaign_id"] for row in sandbox.insights(level="campaign", **span)}
    every = {row["campaign_id"] for row in sandbox.insights(level="campaign", filtering=EVERY_CAMPAIGN, **span)}
    states = {row["campaign_id"]: row["status"] for row in sandbox.ledger.campaigns("meta", "1001", TODAY).to_pylist()}
    assert {states[campaign] for campaign in every - shown} == {"ARCHIVED", "DELETED"}
    (account,) = sandbox.insights(level="account", time_range=span["time_range"], fields="spend")
    rows = sandbox.insights(level="campaign", filtering=EVERY_CAMPAIGN, **span)
    assert Decimal(account["spend"]) == sum(Decimal(row["spend"]) for row in rows)


def test_without_time_increment_a_range_is_one_row_an_entity(sandbox: Sandbox) -> None:
    for increment in ({}, {"time_increment": "all_days"}):
        asked = {name: each for name, each in DAILY.items() if name not in ("time_increment", "breakdowns")}
        rows = sandbox.insights(**asked, **increment)
        assert len({row["campaign_id"] for row in rows}) == len(rows)
        assert {(row["date_start"], row["date_stop"]) for row in rows} == {("2026-02-01", "2026-02-28")}


def test_numbers_are_strings_and_zeros_are_left_out(sandbox: Sandbox) -> None:
    rows = sandbox.insights(**DAILY)
    assert all(isinstance(row[name], str) for row in rows for name in ("impressions", "clicks", "spend") if name in row)
    assert any("action_values" not in row for row in rows)
    assert any("clicks" not in row for row in sandbox.insights(**HOURLY))
    assert not any(each["value"] == "0" for row in rows for each in row["actions"])


def test_a_row_has_what_was_asked_for_and_the_ids_dates_and_breakdowns(sandbox: Sandbox) -> None:
    row = sandbox.insights(**DAILY | {"fields": "spend,account_currency"})[0]
    assert set(row) == {"account_id", "account_currency", "spend", "date_start", "date_stop", PLACEMENT}
    unasked = sandbox.get("act_1001/insights", time_range=days(TODAY, TODAY)).json()["data"][0]
    assert set(unasked) == {"account_id", "impressions", "spend", "date_start", "date_stop"}


def test_fields_may_be_joined_by_commas_or_a_json_array(sandbox: Sandbox) -> None:
    assert sandbox.insights(**DAILY) == sandbox.insights(**DAILY | {"fields": ",".join(METRICS)})


def test_one_purchase_is_listed_under_three_types_and_engagement_is_a_sum(sandbox: Sandbox) -> None:
    row = next(row for row in sandbox.insights(**DAILY) if "action_values" in row)
    kinds = ("omni_purchase", "purchase", "offsite_conversion.fb_pixel_purchase")
    for listed in ("actions", "action_values"):
        assert len({value(row, listed, kind) for kind in kinds}) == 1
        assert value(row, listed, "purchase") > 0
    parts = ("link_click", "post_reaction", "post", "comment", "onsite_conversion.post_save")
    assert value(row, "actions", "post_engagement") == sum(value(row, "actions", kind) for kind in parts)


def test_attribution_windows_are_extra_keys_that_are_absent_when_empty(sandbox: Sandbox) -> None:
    rows = sandbox.insights(**DAILY | {"action_attribution_windows": ["7d_click", "1d_view"]})
    entries = [each for row in rows for each in row.get("action_values", [])]
    assert all(
        Decimal(each["value"]) == Decimal(each.get("7d_click", 0)) + Decimal(each.get("1d_view", 0)) for each in entries
    )
    assert {"1d_view" in each for each in entries} == {True, False}
    assert all("7d_click" not in each for row in sandbox.insights(**DAILY) for each in row["actions"])


def test_hours_sum_to_the_day_and_have_no_purchases(sandbox: Sandbox) -> None:
    hours = sandbox.insights(**HOURLY)
    kinds = {each["action_type"] for row in hours for each in row.get("actions", [])}
    assert kinds == {"link_click", "post_engagement"}
    assert not any("action_values" in row for row in hours)
    assert {row[HOUR] for row in hours} == {f"{hour:02d}:00:00 - {hour:02d}:59:59" for hour in range(24)}
    rows = sandbox.ledger.metrics("meta", "1001", FEBRUARY, TODAY)
    assert sum(Decimal(row.get("spend", 0)) for row in hours) == pc.sum(rows["spend"]).as_py()
    assert sum(int(row["impressions"]) for row in hours) == pc.sum(rows["impressions"]).as_py()


def test_hours_without_time_increment_sum_the_same_hour_over_the_days(sandbox: Sandbox) -> None:
    rows = sandbox.insights(**{name: each for name, each in HOURLY.items() if name != "time_increment"})
    assert len({(row["campaign_id"], row[HOUR]) for row in rows}) == len(rows)
    assert {row["date_stop"] for row in rows} == {"2026-02-28"}


def test_a_day_is_told_as_it_stood_on_the_business_day(start: Start, ledger: Ledger) -> None:
    window = Window.closed(dt.date(2026, 1, 1), dt.date(2026, 1, 10))
    asked = DAILY | {"time_range": days(window.start, window.last)}
    totals = set()
    for today in (dt.date(2026, 1, 10), dt.date(2026, 1, 20), TODAY):
        rows = start(today=today).insights(**asked)
        purchases = sum(value(row, "actions", "purchase") for row in rows)
        assert purchases == pc.sum(ledger.metrics("meta", "1001", window, today)["purchases"]).as_py()
        totals.add(purchases)
    assert len(totals) == 3


def test_a_page_has_25_rows_by_default_and_its_next_address_carries_the_token(sandbox: Sandbox) -> None:
    reply = sandbox.get("act_1001/insights", **DAILY).json()
    assert len(reply["data"]) == 25
    assert sandbox.credentials()["access_token"] in reply["paging"]["next"]
    following = sandbox.http.get(reply["paging"]["next"], timeout=10).json()
    assert following["data"] != reply["data"]


def test_some_reports_have_an_empty_page_in_the_middle(sandbox: Sandbox) -> None:
    gaps = 0
    for day in FEBRUARY.days():
        rows: list[Any] = []
        after: dict[str, str] = {}
        while True:
            asked = DAILY | {"time_range": days(day, day), "limit": 4}
            reply = sandbox.get("act_1001/insights", **asked, **after).json()
            rows += reply["data"]
            gaps += not reply["data"]
            if "next" not in reply["paging"]:
                break
            after = {"after": reply["paging"]["cursors"]["after"]}
        assert rows == sandbox.insights(**DAILY | {"time_range": days(day, day)})
    assert 0 < gaps < len(FEBRUARY)


@pytest.mark.parametrize("asked", [DAILY, HOURLY, {"level": "account"}, {"level": "account", "time_increment": 1}])
@pytest.mark.parametrize("span", [days("2024-06-01", "2024-06-02"), days("2026-03-01", "2026-03-09")])
def test_nothing_is_an_empty_list_without_paging(sandbox: Sandbox, asked: dict[str, Any], span: dict[str, str]) -> None:
    assert sandbox.get("act_1001/insights", **asked | {"time_range": span}).json() == {"data": []}


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": "ad"},
        {"level": "adset"},
        {"level": "planet"},
        {"fields": ["spend", PLACEMENT]},
        {"fields": "spend,nonsense"},
        {"breakdowns": [PLACEMENT, HOUR]},
        {"breakdowns": PLACEMENT},
        {"breakdowns": ["dma"]},
        {"time_increment": 0},
        {"time_range": days("2026-02-10", "2026-02-01")},
        {"time_range": {"since": "2026-02-10"}},
        {"time_range": "2026-02-10"},
        {"time_range": days("2026-2-30", "2026-03-01")},
        {"action_attribution_windows": ["28d_view"]},
        {"action_breakdowns": ["action_target_id"]},
        {"filtering": [{"field": "campaign.effective_status", "operator": "IN", "value": ["SLEEPING"]}]},
        {"limit": 0},
        {"after": "!"},
        {"colour": "blue"},
    ],
)
def test_what_graph_does_not_accept_is_code_100(sandbox: Sandbox, wrong: dict[str, Any]) -> None:
    assert sandbox.error(sandbox.get("act_1001/insights", **DAILY | wrong)) == (400, 100, None)


def test_history_ends_after_37_months(sandbox: Sandbox) -> None:
    oldest = dt.date(2023, 1, 28)
    base = {"level": "account"}
    assert sandbox.get("act_1001/insights", **base, time_range=days(oldest, TODAY)).status_code == 200
    older = sandbox.get("act_1001/insights", **base, time_range=days(oldest - dt.timedelta(days=1), TODAY))
    assert sandbox.error(older) == (400, 3018, None)


def test_a_long_range_with_a_breakdown_is_too_large_for_a_synchronous_report(sandbox: Sandbox) -> None:
    asked = DAILY | {"time_range": days("2025-11-01", TODAY)}
    assert sandbox.error(sandbox.get("act_1001/insights", **asked)) == (500, 2, 1504038)


def test_too_many_rows_are_refused_synchronously(sandbox: Sandbox) -> None:
    asked = HOURLY | {"time_range": days("2025-12-01", TODAY)}
    assert sandbox.error(sandbox.get("act_1001/insights", **asked)) == (400, 100, 1487534)
