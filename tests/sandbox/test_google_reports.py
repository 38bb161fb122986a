"""What queries of the sandbox's Google Ads say, against the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pyarrow.compute as pc
import pytest

from resources.windows import Window
from sandbox.ledger import Ledger
from tests.sandbox.ads import BETWEEN, CLOSED, DAILY, KRW, MANAGER, TODAY, USD, Ads, advertising, delivery, world

DAYS = "segments.date BETWEEN '2026-03-01' AND '2026-03-10'"


@pytest.fixture(scope="module")
def ads() -> Iterator[Ads]:
    with advertising() as ads:
        yield ads


def figures(row: Any) -> tuple[Any, ...]:
    metrics = row.metrics
    return metrics.impressions, metrics.clicks, metrics.cost_micros, metrics.conversions, metrics.conversions_value


def test_days_by_network_are_the_ledgers_and_silent_ones_are_absent(ads: Ads) -> None:
    rows = ads.rows(DAILY)
    keys = [(row.campaign.id, row.segments.date, row.segments.ad_network_type) for row in rows]
    assert keys == [
        (101, "2026-03-01", 2),
        (101, "2026-03-01", 3),
        (101, "2026-03-10", 2),
        (102, "2026-03-02", 7),
        (102, "2026-03-02", 8),
        (103, "2026-03-03", 6),
    ]
    assert [figures(row) for row in rows[:3]] == [
        (1_000, 40, 12_340_000, 1.25, 99.9),
        (7, 0, 1, 1.25, 99.9),
        (1_000, 40, 12_340_000, -0.5, -20.0),
    ]


def test_a_row_is_there_for_the_one_selected_metric_that_is_not_zero(ads: Ads) -> None:
    selected = f"SELECT campaign.id, segments.ad_network_type, metrics.clicks FROM campaign WHERE {DAYS}"
    assert (102, 7) not in [(row.campaign.id, row.segments.ad_network_type) for row in ads.rows(selected)]
    more = selected.replace("metrics.clicks", "metrics.clicks, metrics.conversions")
    assert (102, 7) in [(row.campaign.id, row.segments.ad_network_type) for row in ads.rows(more)]


def test_without_segments_everyone_has_a_row(ads: Ads) -> None:
    rows = ads.rows(f"SELECT campaign.id, metrics.clicks FROM campaign WHERE {DAYS}")
    assert [(row.campaign.id, row.metrics.clicks) for row in rows] == [(101, 80), (102, 40), (103, 40), (104, 0)]
    assert [row.metrics.clicks for row in ads.rows(f"SELECT metrics.clicks FROM customer WHERE {DAYS}")] == [160]
    silent = "SELECT metrics.clicks FROM customer WHERE segments.date = '2026-03-09'"
    assert [row.metrics.clicks for row in ads.rows(silent)] == [0]


def test_only_what_is_selected_is_filled(ads: Ads) -> None:
    message = next(ads.messages(f"SELECT campaign.name, metrics.clicks FROM campaign WHERE {DAYS}"))
    row = message.results[0]
    assert list(message.field_mask.paths) == ["campaign.name", "metrics.clicks"]
    assert message.request_id
    assert [field.name for field, _ in row.ListFields()] == ["campaign", "metrics"]
    assert [field.name for field, _ in row.campaign.ListFields()] == ["resource_name", "name"]
    assert row.campaign.resource_name == f"customers/{USD}/campaigns/101"
    assert not row.metrics.HasField("impressions")
    bare = ads.rows("SELECT campaign.name FROM campaign PARAMETERS omit_unselected_resource_names = true")
    assert not bare[0].campaign.resource_name


def test_an_answer_without_rows_is_one_message(ads: Ads) -> None:
    messages = list(ads.messages(DAILY.replace("2026-03-01", "2026-03-09").replace("2026-03-10", "2026-03-09")))
    assert [(len(message.results), "segments.date" in message.field_mask.paths) for message in messages] == [(0, True)]


def test_campaigns_with_their_budgets_removed_and_ended_ones_too(ads: Ads) -> None:
    asked = (
        "campaign.id, campaign.status, campaign.serving_status, campaign.advertising_channel_type, "
        "campaign.start_date_time, campaign.end_date_time, campaign_budget.amount_micros, "
        "campaign_budget.total_amount_micros"
    )
    first, second, third, fourth = ads.rows(f"SELECT {asked} FROM campaign")
    assert [row.campaign.status for row in (first, second, third, fourth)] == [2, 3, 4, 2]
    assert (fourth.campaign.serving_status, fourth.campaign.end_date_time) == (4, "2026-01-31 23:59:59")
    assert (first.campaign.start_date_time, first.campaign.HasField("end_date_time")) == ("2026-01-05 09:30:00", False)
    assert first.campaign_budget.amount_micros == 25_500_000
    assert not first.campaign_budget.HasField("total_amount_micros")
    assert second.campaign_budget.total_amount_micros == 900_000_000
    assert third.campaign.advertising_channel_type == 14


def test_the_hierarchy_lists_an_account_once_for_each_manager(ads: Ads) -> None:
    query = "SELECT customer_client.id, customer_client.level, customer_client.status FROM customer_client"
    listed = [(str(row.customer_client.id), row.customer_client.level) for row in ads.rows(query, MANAGER)]
    assert listed == [(MANAGER, 0), (BETWEEN, 1), (USD, 1), (KRW, 1), (CLOSED, 1), (USD, 2)]
    leaves = f"{query} WHERE customer_client.manager = FALSE AND customer_client.status = 'ENABLED'"
    assert {str(row.customer_client.id) for row in ads.rows(leaves, MANAGER)} == {USD, KRW}
    assert [row.customer_client.id for row in ads.rows(query, BETWEEN)] == [int(BETWEEN), int(USD)]
    assert [row.customer_client.id for row in ads.rows(query, KRW)] == [int(KRW)]


def test_an_account_tells_its_currency_and_zone(ads: Ads) -> None:
    query = "SELECT customer.id, customer.currency_code, customer.time_zone, customer.manager FROM customer LIMIT 1"
    (row,) = ads.rows(query, KRW)
    assert (row.customer.currency_code, row.customer.time_zone, row.customer.manager) == ("KRW", "Asia/Seoul", False)
    assert ads.rows(query, MANAGER)[0].customer.manager


def test_micros_are_exact_in_a_currency_without_a_minor_unit(ads: Ads) -> None:
    (row,) = ads.rows(DAILY, KRW)
    assert (row.metrics.cost_micros, row.segments.ad_network_type) == (12_345_500_000, 4)


def test_a_campaign_that_is_known_by_its_figures_only_is_removed(ads: Ads) -> None:
    (row,) = ads.rows("SELECT campaign.id, campaign.status, metrics.clicks FROM campaign", KRW)
    assert (row.campaign.id, row.campaign.status, row.metrics.clicks) == (901, 4, 40)


def test_hours_add_up_to_the_day(ads: Ads) -> None:
    hourly = DAILY.replace("segments.date,", "segments.date, segments.hour,")
    totals: dict[Any, list[Any]] = {}
    for row in ads.rows(hourly):
        key = (row.campaign.id, row.segments.date, row.segments.ad_network_type)
        totals.setdefault(key, []).append(figures(row))
        assert 0 <= row.segments.hour < 24
    days = {(row.campaign.id, row.segments.date, row.segments.ad_network_type): figures(row) for row in ads.rows(DAILY)}
    assert {key: tuple(map(sum, zip(*hours, strict=True))) for key, hours in totals.items()} == days


def test_order_limit_and_conditions_on_anything(ads: Ads) -> None:
    query = f"SELECT campaign.id, segments.date, metrics.impressions FROM campaign WHERE {DAYS}"
    assert len(ads.rows(f"{query} AND metrics.impressions > 7 AND campaign.status != 'REMOVED'")) == 3
    ordered = ads.rows(f"{query} ORDER BY metrics.impressions, campaign.id DESC LIMIT 2")
    assert [(row.campaign.id, row.metrics.impressions) for row in ordered] == [(103, 1_000), (102, 1_000)]
    named = "SELECT campaign.id FROM campaign WHERE campaign.name LIKE '%ign 10_' OR campaign.id = 101"
    assert ads.refusal(named) == ("INVALID_ARGUMENT", "query_error.UNEXPECTED_INPUT")
    like = "SELECT campaign.id FROM campaign WHERE campaign.name LIKE 'campaign%3' AND campaign.id IN (101, 103)"
    assert [row.campaign.id for row in ads.rows(like)] == [103]
    open_end = "SELECT campaign.id FROM campaign WHERE campaign.end_date_time IS NULL"
    assert len(ads.rows(open_end)) == 3


def test_words_for_days_follow_the_accounts_own_calendar() -> None:
    late = dt.datetime(2026, 3, 9, 20, tzinfo=dt.UTC)
    with advertising(today=late) as ads:
        query = "SELECT segments.date, metrics.clicks FROM customer WHERE segments.date DURING TODAY"
        assert ads.rows(query) == []
        assert [row.segments.date for row in ads.rows(query, KRW)] == ["2026-03-10"]


def test_restated_rows_hold_from_their_day_on() -> None:
    told = {"effective_from": dt.date(2026, 3, 8), "removed": False}
    late = delivery("101", "2026-03-01", purchases=Decimal("2.5"), **told)
    for today, conversions in ((dt.date(2026, 3, 7), 1.25), (dt.date(2026, 3, 8), 2.5)):
        with advertising(world(restatements=[late]), today=today) as ads:
            assert ads.rows(DAILY)[0].metrics.conversions == conversions


def test_pages_and_messages_hold_so_many_rows_and_no_more() -> None:
    with advertising(page_rows=4) as ads:
        whole = ads.rows(DAILY)
        assert [len(message.results) for message in ads.messages(DAILY)] == [4, 2]
        service = ads.service()
        first = service.search(customer_id=USD, query=DAILY)
        assert list(first) == whole
        reply = next(service.search(customer_id=USD, query=DAILY).pages)
        asked = {"customer_id": USD, "query": DAILY, "page_token": reply.next_page_token}
        assert list(service.search(asked)) == whole[4:]
        for wrong in ({"page_token": "x"}, {"query": f"{DAILY} LIMIT 5"}):
            refused = ads.refused(lambda wrong=wrong: service.search(asked | wrong))
            assert refused == ("INVALID_ARGUMENT", "request_error.INVALID_PAGE_TOKEN")
        sized = {"customer_id": USD, "query": DAILY, "page_size": 100}
        refused = ads.refused(lambda: service.search(sized))
        assert refused == ("INVALID_ARGUMENT", "request_error.PAGE_SIZE_NOT_SUPPORTED")
        counted = {"customer_id": USD, "query": DAILY, "search_settings": {"return_total_results_count": True}}
        assert service.search(counted).total_results_count == 6
        assert list(service.search({"customer_id": USD, "query": DAILY, "validate_only": True})) == []


def test_days_are_told_for_37_months(ads: Ads) -> None:
    query = "SELECT segments.date, metrics.clicks FROM campaign WHERE segments.date BETWEEN '{}' AND '2026-03-10'"
    assert len(ads.rows(query.format("2023-02-10"))) == 4
    refused = ads.refusal(query.format("2023-02-09"))
    assert refused == ("INVALID_ARGUMENT", "date_range_error.REQUESTED_DATE_GRANULARITY_NOT_SUPPORTED")


def test_the_default_ledger_comes_through_exactly(ledger: Ledger) -> None:
    window = Window.closed(dt.date(2026, 1, 1), TODAY)
    query = DAILY.replace("2026-03-01", "2026-01-01")
    with advertising(ledger) as ads:
        for account in ("3001000001", "3001000002", "3001000003"):
            known = ledger.metrics("google", account, window, TODAY)
            rows = replace(ads, account=USD).rows(query, account)
            assert sum(row.metrics.cost_micros for row in rows) == int(pc.sum(known["spend"]).as_py() * 1_000_000)
            conversions = sum(Decimal(repr(row.metrics.conversions)) for row in rows)
            assert conversions == pc.sum(known["purchases"]).as_py()
            keys = {(row.campaign.id, row.segments.date, row.segments.ad_network_type) for row in rows}
            assert len(keys) == len(rows) > 300
