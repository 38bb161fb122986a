"""The connector and the sandbox over HTTP: every row and every won of the ledger."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from resources.platforms.base import AccountInfo
from resources.platforms.naver.client import NaverClient
from resources.platforms.naver.reading import entities
from resources.platforms.naver.reading.totals import billed
from resources.windows import DAY, Window
from tests.resources.platforms.naver.conftest import CUSTOMERS, TODAY, World

YESTERDAY = TODAY - DAY
FORTNIGHT = Window.closed(TODAY - 14 * DAY, YESTERDAY)
WEEK = Window.closed(TODAY - 7 * DAY, YESTERDAY)
ALL_CUSTOMERS = pytest.mark.parametrize("customer", CUSTOMERS)


def sums(table: pa.Table, key: list[str], names: list[str]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The sums of some columns by key, without those in which nothing happened."""
    added = table.group_by(key).aggregate([(name, "sum") for name in names]).to_pylist()
    found = {tuple(row[name] for name in key): tuple(row[f"{name}_sum"] for name in names) for row in added}
    return {place: values for place, values in found.items() if any(values)}


@ALL_CUSTOMERS
def test_every_day_of_every_campaign_is_as_in_the_ledger(world: World, customer: str) -> None:
    parsed = world.read("campaign_daily", customer, FORTNIGHT)
    assert parsed.rejects == []
    key = ["date", "campaign_id", "placement"]
    truth = world.ledger.metrics("naver", customer, FORTNIGHT, TODAY)
    expected = sums(truth, key, ["impressions", "clicks", "spend", "purchases", "purchase_value"])
    assert len(expected) > 40
    assert sums(parsed.table, key, ["impressions", "clicks", "cost", "conversions", "revenue"]) == expected
    assert parsed.table.group_by(key).aggregate([]).num_rows == parsed.table.num_rows
    assert set(parsed.table["currency"].to_pylist()) == {"KRW"}


@ALL_CUSTOMERS
def test_every_hour_of_every_campaign_is_as_in_the_ledger(world: World, customer: str) -> None:
    parsed = world.read("campaign_hourly", customer, WEEK)
    assert parsed.rejects == []
    key = ["date", "hour", "campaign_id", "placement"]
    truth = world.ledger.hourly("naver", customer, WEEK, TODAY)
    measures = ["impressions", "clicks"]
    assert sums(parsed.table, key, [*measures, "cost"]) == sums(truth, key, [*measures, "spend"])
    assert {parsed.table[name].null_count for name in ("conversions", "revenue")} == {parsed.table.num_rows}


@ALL_CUSTOMERS
@pytest.mark.parametrize("stream", ["campaign_daily", "campaign_hourly"])
def test_the_statistics_agree_with_the_reports_but_for_their_rounding(world: World, stream: str, customer: str) -> None:
    client = world.client()
    table = world.read(stream, customer, WEEK, client).table
    total = world.total(stream, customer, WEEK, client)
    found = {name: pc.sum(table[name]).as_py() for name in ("impressions", "clicks", "conversions", "revenue")}
    assert (total.impressions, total.clicks) == (found["impressions"], found["clicks"])
    assert (total.conversions, total.revenue) == (found["conversions"], found["revenue"])
    assert total.impressions > 0
    assert abs(total.cost - pc.sum(table["cost"]).as_py()) <= total.cost_within < 30


@ALL_CUSTOMERS
def test_what_was_billed_is_the_cost_of_each_day_but_for_its_rounding(world: World, customer: str) -> None:
    table = world.read("campaign_daily", customer, FORTNIGHT).table
    costs = sums(table, ["date"], ["cost"])
    bills = billed(world.client(), customer, FORTNIGHT)
    assert set(bills) == {day for (day,) in costs}
    campaigns = len(set(table["campaign_id"].to_pylist()))
    for (day,), (cost,) in costs.items():
        assert abs(bills[day] - cost) <= campaigns * Decimal("0.5") / Decimal("1.1")


@ALL_CUSTOMERS
def test_campaigns_are_as_in_the_ledger(world: World, customer: str) -> None:
    parsed = world.read("campaigns", customer, WEEK)
    assert parsed.rejects == []
    words = {"ACTIVE": "active", "PAUSED": "paused", "ARCHIVED": "ended"}
    truth = {
        row["campaign_id"]: (row["name"], row["objective"], words[row["effective_status"]], row["daily_budget"])
        for row in world.ledger.campaigns("naver", customer, TODAY).to_pylist()
        if row["effective_status"] != "DELETED"
    }
    names = ("campaign_name", "objective", "status", "daily_budget")
    assert {row["campaign_id"]: tuple(row[name] for name in names) for row in parsed.table.to_pylist()} == truth
    assert len(truth) > 5


def test_ad_groups_are_those_of_the_campaign(world: World) -> None:
    client = world.client()
    for campaign_id in entities.listed(client, "401001", WEEK):
        (page,) = entities.ad_groups(client, "401001", campaign_id)
        assert {record["nccCampaignId"] for record in page.records} == {campaign_id}


def test_a_customer_is_described(world: World) -> None:
    assert world.client().describe("401001") == AccountInfo("401001", "Naver 401001", "KRW", "Asia/Seoul", "ACTIVE")


def test_a_record_is_a_line_of_a_report_as_it_was_written_with_its_campaign_and_its_tax(world: World) -> None:
    pages = world.pages("campaign_daily", "401001", Window.closed(YESTERDAY, YESTERDAY))
    records = [json.loads(line) for page in pages for line in page.splitlines()]
    reports = {record["report"]: record for record in records}
    assert set(reports) == {"AD", "AD_CONVERSION"}
    delivered = reports["AD"]
    assert {type(delivered[name]) for name in ("imp", "clk", "cost", "pcMobile", "mediaCode", "viewCnt")} == {str}
    assert (delivered["vatIncluded"], delivered["vatRate"]) == (False, "0.1")
    assert {record["campaignTp"] for record in records} > {"WEB_SITE", "SHOPPING"}
    assert {record["convMethod"] for record in records if "convMethod" in record} == {"1", "2"}
    assert len({record["convType"] for record in records if "convType" in record}) > 1


def test_every_record_is_in_a_row_or_summed_or_no_purchase(world: World) -> None:
    pages = world.pages("campaign_daily", "401001", FORTNIGHT)
    parsed = world.read("campaign_daily", "401001", FORTNIGHT)
    records = [json.loads(line) for page in pages for line in page.splitlines()]
    others = [each for each in records if each.get("convType", "purchase") != "purchase"]
    assert parsed.ignored == len(others) > 0
    assert parsed.table.num_rows + parsed.summed + parsed.ignored == len(records)


def listing(client: NaverClient) -> set[int]:
    jobs = client.ask("GET", "/stat-reports", list, account="401002")
    return {job["reportJobId"] for job in jobs}


def test_jobs_are_taken_off_the_list_when_their_files_were_read(world: World) -> None:
    client = world.client()
    before = listing(client)
    world.read("campaign_daily", "401002", FORTNIGHT, client)
    assert listing(client) == before


def test_days_from_before_words_and_views_are_read_as_well(world: World) -> None:
    day = dt.date(2025, 5, 1)
    window = Window.closed(day, day)
    parsed = world.read("campaign_daily", "401001", window)
    truth = world.ledger.metrics("naver", "401001", window, TODAY)
    assert pc.sum(parsed.table["conversions"]).as_py() == pc.sum(truth["purchases"]).as_py()
    assert "viewCnt" not in json.loads(world.pages("campaign_daily", "401001", window)[0].splitlines()[0])
