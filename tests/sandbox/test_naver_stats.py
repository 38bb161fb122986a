"""Naver's statistics and charges: with VAT, in whole won, and nothing for what was not shown."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from resources.windows import Window
from tests.sandbox.naver import DAY, OURS, TODAY, Client, campaign, delivered, refusal, serving, small, span

ONE = dt.timedelta(days=1)
SHOWN = '["impCnt","clkCnt","salesAmt"]'


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    silent = delivered(campaign(OURS, 0, "WEB_SITE", "ACTIVE"), DAY)
    restated = [silent | {"effective_from": DAY, "removed": True}]
    with serving(small(Window.closed(DAY - 5 * ONE, TODAY), restated)) as running:
        yield running


def ids(client: Client, kind: str) -> list[str]:
    """Campaigns of a type that are not deleted."""
    return [each["nccCampaignId"] for each in client.read("/ncc/campaigns", campaignType=kind)]


def won(spend: Decimal) -> int:
    """With VAT, as the platform rounds it."""
    return int((spend * Decimal("1.1")).quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.parametrize("kind", ["SHOPPING", "PLACE", "BRAND_SEARCH"])
def test_a_days_totals_are_the_ledgers_with_vat(client: Client, kind: str) -> None:
    asked = ids(client, kind)
    fields = ("impCnt", "clkCnt", "salesAmt", "purchaseCcnt", "purchaseConvAmt")
    told = {row["id"]: row for row in client.stats(asked, DAY, DAY, *fields)}
    truth = client.truth()
    assert list(told) == [name for name in asked if truth[name]["impressions"]]
    for name, row in told.items():
        assert (row["impCnt"], row["clkCnt"]) == (truth[name]["impressions"], truth[name]["clicks"])
        assert row["salesAmt"] == won(truth[name]["spend"])
        assert isinstance(row["salesAmt"], int)
        assert row.get("purchaseCcnt", 0) == truth[name]["purchases"]
        assert row.get("purchaseConvAmt", 0) == truth[name]["purchase_value"]


def test_half_a_won_is_rounded_up(client: Client) -> None:
    spends = {"5": 6, "15": 17, "0.5": 1, "0.4": 0, "70": 77}
    for spend, expected in spends.items():
        row = delivered(campaign(OURS, 0, "WEB_SITE", "ACTIVE"), DAY, spend=Decimal(spend))
        with serving(small(Window.closed(DAY, DAY), [row | {"effective_from": DAY, "removed": False}])) as other:
            assert other.stats([row["campaign_id"]], DAY, DAY, "salesAmt")[0]["salesAmt"] == expected


def test_a_range_has_one_total_that_is_the_sum_of_days(client: Client) -> None:
    asked = ids(client, "WEB_SITE")
    fields = ("impCnt", "clkCnt", "salesAmt", "ccnt", "convAmt")
    sums: dict[str, Counter[str]] = {}
    for day in Window.closed(DAY, TODAY).days():
        for row in client.stats(asked, day, day, *fields):
            name = row.pop("id")
            sums[name] = sums.get(name, Counter()) + Counter(row)
    for row in client.stats(asked, DAY, TODAY, *fields):
        assert sums[row.pop("id")] == Counter(row)


def test_what_was_not_shown_is_not_there(client: Client) -> None:
    first = ids(client, "WEB_SITE")[0]
    assert client.stats([first], DAY, DAY, "impCnt") == []
    assert client.stats([first], dt.date(2025, 1, 1), dt.date(2025, 1, 2), "impCnt") == []
    told = client.read("/stats", id=first, **span(DAY - ONE, DAY + ONE), fields=SHOWN, timeIncrement="1")
    assert [row["dateStart"] for row in told["data"]] == [str(DAY - ONE), str(DAY + ONE)]


def test_one_id_day_by_day(client: Client) -> None:
    name = ids(client, "PLACE")[0]
    told = client.read("/stats", id=name, **span(DAY, TODAY), fields=SHOWN, timeIncrement="1")
    assert told["summary"] == {"dateStart": str(DAY), "dateEnd": str(TODAY)}
    for row in told["data"]:
        assert row["dateStart"] == row["dateEnd"]
        assert row["salesAmt"] == won(client.truth(dt.date.fromisoformat(row["dateStart"]))[name]["spend"])


def test_the_reply_is_flat_and_says_how_fresh_it_is(client: Client) -> None:
    told = client.read("/stats", ids=ids(client, "PLACE")[0], datePreset="yesterday", fields=SHOWN)
    assert told.keys() == {"data", "compTm", "cycleBaseTm"}
    assert told["compTm"][:8] == f"{TODAY:%Y%m%d}"
    assert told["cycleBaseTm"] < told["compTm"]
    assert all(set(row) == {"id", "impCnt", "clkCnt", "salesAmt"} for row in told["data"])


def test_other_statistics_follow_and_those_that_ended_are_zero(client: Client) -> None:
    names = (
        "ctr",
        "cpc",
        "avgRnk",
        "crto",
        "ror",
        "cpConv",
        "recentAvgRnk",
        "recentAvgCpc",
        "viewCnt",
        "clkCnt",
        "impCnt",
    )
    (row,) = [row for row in client.stats(ids(client, "PLACE"), DAY - ONE, DAY - ONE, *names) if row["clkCnt"]]
    assert row["ctr"] == round(Decimal(100 * row["clkCnt"]) / row["impCnt"], 2)
    assert (row["recentAvgRnk"], row["recentAvgCpc"]) == (0, 0)
    assert "viewCnt" not in row


def test_hours_add_up_to_the_day(client: Client) -> None:
    asked = ids(client, "SHOPPING")
    whole = client.stats(asked, TODAY - ONE, TODAY - ONE, "impCnt", "clkCnt", "salesAmt")
    told = client.stats(asked, TODAY - ONE, TODAY - ONE, "impCnt", "clkCnt", "salesAmt", breakdown="hh24")
    assert [{key: value for key, value in row.items() if key != "breakdowns"} for row in told] == whole
    for row in told:
        assert {hour["name"] for hour in row["breakdowns"]} <= {f"{n:02d}시~{n + 1:02d}시" for n in range(24)}
        for field in ("impCnt", "clkCnt", "salesAmt"):
            assert sum(hour[field] for hour in row["breakdowns"]) == row[field]


def test_hours_are_kept_for_a_week_and_those_of_brand_search_for_longer(client: Client) -> None:
    (brand,) = ids(client, "BRAND_SEARCH")
    assert client.stats([brand], TODAY - 8 * ONE, TODAY, "impCnt", breakdown="hh24")
    asked = {"ids": ids(client, "PLACE")[0], "breakdown": "hh24", "fields": SHOWN}
    assert refusal(client.get("/stats", **span(TODAY - 8 * ONE, TODAY), **asked)) == (400, 11001)
    assert client.get("/stats", **span(TODAY - 7 * ONE, TODAY), **asked).status_code == 200


def test_ad_groups_share_what_their_campaign_has(client: Client) -> None:
    (name,) = ids(client, "PLACE")
    groups = [each["nccAdgroupId"] for each in client.read("/ncc/adgroups", nccCampaignId=name)]
    (whole,) = client.stats([name], TODAY, TODAY, "impCnt", "clkCnt", "purchaseCcnt")
    told = client.stats(groups, TODAY, TODAY, "impCnt", "clkCnt", "purchaseCcnt")
    for field in ("impCnt", "clkCnt", "purchaseCcnt"):
        assert sum(row.get(field, 0) for row in told) == whole.get(field, 0)


def test_ids_may_be_repeated(client: Client) -> None:
    asked = [*span(TODAY, TODAY).items(), ("fields", SHOWN), *(("ids", name) for name in ids(client, "WEB_SITE"))]
    joined = client.stats(ids(client, "WEB_SITE"), TODAY, TODAY, "impCnt", "clkCnt", "salesAmt")
    assert client.call("GET", "/stats", params=asked).json()["data"] == joined


YESTERDAY = {"datePreset": "yesterday", "fields": SHOWN}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"timeIncrement": "1"}, 11001),
        ({"breakdown": "dayw"}, 11001),
        ({"ids": '["cmp-a001-06-000000000004002"]'}, 1002),
        ({"id": "cmp-a001-06-000000000004002"}, 1002),
        ({"ids": None}, 1002),
        ({"fields": "impCnt"}, 1002),
        ({"fields": '["colour"]'}, 1002),
        ({"fields": '[["impCnt"]]'}, 1002),
        ({"fields": None}, 1002),
        ({"datePreset": "someday"}, 1002),
        ({"datePreset": None}, 1002),
        (span(TODAY, TODAY), 1002),
        ({"datePreset": None, **span(TODAY, DAY)}, 1002),
        ({"datePreset": None, "timeRange": '{"since":"2026-02-30","until":"2026-03-01"}'}, 1002),
        ({"datePreset": None, "timeRange": '{"since":"2026-02-01"}'}, 1002),
        ({"timeIncrement": "7"}, 1002),
        ({"colour": "red"}, 1002),
    ],
)
def test_questions_that_make_no_sense(client: Client, asked: dict[str, Any], code: int) -> None:
    whole = {"ids": "cmp-a001-06-000000000004002", **YESTERDAY, **asked}
    assert refusal(client.get("/stats", **whole)) == (400, code)


def test_things_of_different_kinds_are_not_asked_for_together(client: Client) -> None:
    place, shop = ids(client, "PLACE")[0], ids(client, "SHOPPING")[0]
    group = client.read("/ncc/adgroups", nccCampaignId=place)[0]["nccAdgroupId"]
    for other in (shop, group):
        assert refusal(client.get("/stats", ids=f"{place},{other}", **YESTERDAY)) == (400, 11003)


def test_an_unknown_breakdown_is_an_empty_reply(client: Client) -> None:
    assert client.read("/stats", ids=ids(client, "PLACE")[0], breakdown="shoeSize", **YESTERDAY)["data"] == []


def test_a_query_that_is_too_long_is_refused_in_html(client: Client) -> None:
    reply = client.get("/stats", ids=",".join(["cmp-a001-06-000000000004002"] * 300), **YESTERDAY)
    assert (reply.status_code, reply.headers["content-type"]) == (414, "text/html; charset=utf-8")


def test_charges_of_a_day_add_up_to_the_statistics(client: Client) -> None:
    rows = client.read("/billing/bizmoney/cost", searchStartDt="20260219", searchEndDt=str(TODAY))
    charged: Counter[str] = Counter()
    for row in rows:
        assert row["customerId"] == int(OURS)
        assert row["device"] in ("PC", "MOBILE")
        charged[row["date"]] += row["refundableAmt"] + row["nonRefundableAmt"]
    for day in Window.closed(dt.date(2026, 2, 19), TODAY).days():
        spent = sum(won(row["spend"]) for row in client.truth(day).values())
        assert charged[f"{day - ONE}T15:00:00.000Z"] == spent
    assert any(row["nonRefundableAmt"] for row in rows)


@pytest.mark.parametrize(
    "asked", [{}, {"searchStartDt": "20260220"}, {"searchStartDt": "x", "searchEndDt": "20260220"}]
)
def test_charges_need_two_days(client: Client, asked: dict[str, str]) -> None:
    assert refusal(client.get("/billing/bizmoney/cost", **asked)) == (400, 1002)


def test_numbers_are_json_numbers(client: Client) -> None:
    reply = client.get("/stats", ids=ids(client, "PLACE")[0], datePreset="yesterday", fields='["ctr"]')
    assert all(isinstance(row["ctr"], int | float) for row in json.loads(reply.text)["data"])
