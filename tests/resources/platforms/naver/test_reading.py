"""Jobs, lists and totals against a Naver that says what a test wrote down."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from resources.errors import BadPage, RequestTooLarge, RetryableError
from resources.platforms.base import Totals
from resources.platforms.naver.client import NaverClient
from resources.platforms.naver.reading import entities, jobs
from resources.platforms.naver.reading.entities import PagesRepeat
from resources.platforms.naver.reading.totals import billed, daily_total, hourly_total
from resources.platforms.naver.reading.tsv import AD
from resources.windows import Window
from tests.resources.platforms.naver.conftest import ok, refused
from tests.resources.scripted import Answer, Script, Time

DAY = dt.date(2026, 2, 3)
WINDOW = Window.closed(DAY, DAY)


def job(status: str, stat: str = "2026-02-02T15:00:00Z", report: str = "AD") -> dict[str, Any]:
    address = "https://api.searchad.naver.com/report-download?authtoken=x&fileVersion=v2"
    told = {"reportJobId": 7, "status": status, "reportTp": report, "statDt": stat, "downloadUrl": address}
    return {**told, "updateTm": "2026-02-04T01:00:00.000Z"}


def listing(*several: dict[str, Any]) -> Answer:
    """Jobs as a list, after one of somebody else."""
    return ok([{"reportJobId": 6, "status": "ERROR"}, *several])


FILE = Answer(b"\xef\xbb\xbfa\tb\n", media_type="application/octet-stream")


def test_jobs_are_looked_at_together_until_the_file_is_there(client: NaverClient, naver: Script, time: Time) -> None:
    steps = [listing(job(status)) for status in ("REGIST", "WAITING", "RUNNING", "NEVER_HEARD_OF", "built")]
    naver.will_answer(ok(job("REGIST"), 201), *steps, FILE)
    assert jobs.collect(client, "5", [(AD, DAY)]) == {(AD, DAY): "a\tb\n"}
    assert [wait for wait in time.waits if wait > 0.1] == [0.25, 0.375, 0.5625, 0.84375, 1.265625]
    assert [asked.path for asked in naver.asked] == [*["/base/stat-reports"] * 6, "/base/report-download"]


def test_a_job_that_is_not_listed_is_asked_for_by_its_id(client: NaverClient, naver: Script) -> None:
    naver.will_answer(ok(job("REGIST")), listing(), ok(job("RUNNING")), listing(), ok(job("BUILT")), FILE)
    assert jobs.collect(client, "5", [(AD, DAY)]) == {(AD, DAY): "a\tb\n"}
    assert [asked.path for asked in naver.asked].count("/base/stat-reports/7") == 2


def test_a_job_that_cannot_be_deleted_costs_nothing(client: NaverClient, naver: Script) -> None:
    naver.will_answer(ok(job("REGIST")), listing(job("NONE")))
    assert jobs.collect(client, "5", [(AD, DAY)]) == {(AD, DAY): ""}
    assert client.api_calls == len(naver.asked) + 1


@pytest.mark.parametrize("stat", ["2026-02-02T15:00:00Z", "2026-02-02T15:00:00.000Z", "20260203", "2026-02-03"])
def test_the_day_of_a_job_comes_back_as_an_instant_of_the_day_before(
    client: NaverClient, naver: Script, stat: str
) -> None:
    naver.will_answer(ok(job("REGIST", stat)), listing(job("NONE", stat)))
    assert jobs.collect(client, "5", [(AD, DAY)]) == {(AD, DAY): ""}


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (ok(job("REGIST", "2026-02-03T15:00:00Z")), "expected AD of 2026-02-03, got AD of 2026-02-04"),
        (ok(job("REGIST", report="AD_DETAIL")), "expected AD of 2026-02-03, got AD_DETAIL of 2026-02-03"),
        (ok(job("REGIST", "soon")), "statDt: expected a day or an instant, got 'soon'"),
        (ok({"reportJobId": 7}), "reportTp: expected text, got nothing"),
        (ok([]), "expected an object with reportJobId"),
    ],
)
def test_another_job_than_was_asked_for_is_an_error(
    client: NaverClient, naver: Script, reply: Answer, said: str
) -> None:
    naver.will_answer(reply)
    with pytest.raises(BadPage, match=said):
        jobs.collect(client, "5", [(AD, DAY)])


def test_a_job_that_is_gone_is_made_anew(client: NaverClient, naver: Script) -> None:
    naver.will_answer(ok(job("REGIST")), listing(), refused(4601, 404), ok(job("REGIST")), listing(job("NONE")))
    assert jobs.collect(client, "5", [(AD, DAY)]) == {(AD, DAY): ""}


def test_a_file_that_is_not_utf_8_is_an_error(client: NaverClient, naver: Script) -> None:
    korean = Answer("한글".encode("cp949"), media_type="text/plain")
    naver.will_answer(ok(job("REGIST")), listing(job("BUILT")), korean)
    with pytest.raises(BadPage, match="expected UTF-8, got other bytes at 0"):
        jobs.collect(client, "5", [(AD, DAY)])


def page(first: int, count: int) -> Answer:
    return ok(
        [{"nccCampaignId": f"cmp-{number:05}", "campaignTp": "WEB_SITE"} for number in range(first, first + count)]
    )


def test_a_full_page_is_followed_by_the_next_after_its_last_id(client: NaverClient, naver: Script) -> None:
    naver.will_answer(page(0, 1000), page(1000, 1000), page(2000, 0))
    assert len(entities.listed(client, "5", WINDOW)) == 2000
    paging = {"recordSize": "1000", "selector": "NEXT"}
    assert [asked.params for asked in naver.asked] == [
        paging,
        {**paging, "baseSearchId": "cmp-00999"},
        {**paging, "baseSearchId": "cmp-01999"},
    ]


def test_pages_that_repeat_once_do_no_harm_and_always_are_an_error(client: NaverClient, naver: Script) -> None:
    naver.will_answer(page(0, 1000), page(0, 1000), page(0, 1000), page(1000, 1))
    assert len(entities.listed(client, "5", WINDOW)) == 1001
    naver.will_answer(page(0, 1000))
    with pytest.raises(PagesRepeat, match=r"expected new records on page 2.*account=5"):
        entities.listed(client, "5", WINDOW)


def test_a_list_without_any_id_is_an_error(client: NaverClient, naver: Script) -> None:
    naver.will_answer(ok([{"name": "a"}]))
    with pytest.raises(BadPage, match="expected records with nccCampaignId, got 1 without"):
        entities.listed(client, "5", WINDOW)


def campaigns(*kinds: str) -> Answer:
    return ok([{"nccCampaignId": f"cmp-{n}", "campaignTp": kind} for n, kind in enumerate(kinds)])


def stats(*rows: dict[str, Any]) -> Answer:
    return ok({"data": list(rows), "compTm": "202602041642", "cycleBaseTm": "202602041155"})


def test_statistics_are_asked_for_by_type_and_summed_without_tax(client: NaverClient, naver: Script) -> None:
    one = {"id": "cmp-0", "impCnt": 23, "clkCnt": 1, "salesAmt": 81, "purchaseCcnt": 2, "purchaseConvAmt": 5900}
    two = {"id": "cmp-2", "impCnt": 7, "salesAmt": 30}
    naver.will_answer(campaigns("WEB_SITE", "SHOPPING", "WEB_SITE"), stats(one, two), stats())
    total = daily_total(client, "5", Window.closed(DAY, DAY + dt.timedelta(days=6)))
    assert total == Totals(30, 1, Decimal("100.909091"), Decimal(2), Decimal(5900), cost_within=Decimal("6.37"))
    asked = [request.params for request in naver.asked[1:]]
    assert [request["ids"] for request in asked] == ["cmp-0,cmp-2", "cmp-1"]
    assert asked[0]["timeRange"] == '{"since": "2026-02-03", "until": "2026-02-09"}'
    assert asked[0]["fields"] == '["impCnt", "clkCnt", "salesAmt", "purchaseCcnt", "purchaseConvAmt"]'


def test_a_customer_without_figures_has_a_total_of_nothing(client: NaverClient, naver: Script) -> None:
    for campaign_list in (campaigns(), campaigns("WEB_SITE")):
        naver.will_answer(campaign_list, stats())
        assert daily_total(client, "5", WINDOW) == Totals(0, 0, Decimal(0), Decimal(0), Decimal(0), Decimal(0))
        naver.will_answer(campaign_list, stats())
        assert hourly_total(client, "5", WINDOW).conversions is None


def test_ids_that_are_too_long_together_are_asked_for_in_halves(client: NaverClient, naver: Script) -> None:
    too_long = Answer(b"<html>414</html>", 414, media_type="text/html")
    row = {"impCnt": 1, "clkCnt": 0, "salesAmt": 0}
    naver.will_answer(
        campaigns("PLACE", "PLACE"), too_long, stats({"id": "cmp-0", **row}), stats({"id": "cmp-1", **row})
    )
    assert hourly_total(client, "5", WINDOW).impressions == 2
    naver.will_answer(campaigns("PLACE"), too_long)
    with pytest.raises(RequestTooLarge):
        hourly_total(client, "5", WINDOW)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (stats({"id": "cmp-9", "impCnt": 1}), "expected the campaigns that were asked for, got 'cmp-9'"),
        (stats({"id": "cmp-0", "impCnt": "1"}), "impCnt: expected a whole number or a number, got text"),
        (stats({"impCnt": 1}), "id: expected text"),
        (ok({"data": None}), "data: expected a list"),
        (ok([]), "expected an object with data"),
    ],
)
def test_statistics_that_are_not_as_documented_are_an_error(
    client: NaverClient, naver: Script, reply: Answer, said: str
) -> None:
    naver.will_answer(campaigns("PLACE"), reply)
    with pytest.raises(RetryableError, match=said):
        daily_total(client, "5", WINDOW)


def test_what_was_billed_is_summed_by_day_of_seoul_without_tax(client: NaverClient, naver: Script) -> None:
    def charge(date: str, own: int, given: int) -> dict[str, Any]:
        return {"date": date, "productCode": "CC_WEB", "refundableAmt": own, "nonRefundableAmt": given}

    naver.will_answer(ok([charge("2026-02-02T15:00:00.000Z", 1100, 0), charge("2026-02-02T15:00:00.000Z", 90, 20)]))
    assert billed(client, "5", Window.closed(DAY, DAY + dt.timedelta(days=3))) == {DAY: Decimal(1100)}
    assert naver.asked[0].params == {"searchStartDt": "20260203", "searchEndDt": "20260206"}
    naver.will_answer(ok([charge("yesterday", 1, 0)]))
    with pytest.raises(BadPage, match="date: expected an instant, got 'yesterday'"):
        billed(client, "5", WINDOW)
