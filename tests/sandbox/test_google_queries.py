"""Queries that the sandbox's Google Ads refuses, each with the API's own error."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from sandbox.google.conditions import during
from sandbox.google.gaql import Condition, Literal, Query, parse
from tests.sandbox.ads import MANAGER, Ads, advertising

ONE_DAY = "segments.date = '2026-03-01'"
DAY = "'2026-03-01'"


@pytest.fixture(scope="module")
def ads() -> Iterator[Ads]:
    with advertising() as ads:
        yield ads


def test_a_query_in_its_parts() -> None:
    text = """
        select campaign.id, metrics.clicks from campaign
        where campaign.name not like "50\\% off" and segments.date between '2026-03-01' and '2026-03-02'
          and campaign.status IN (ENABLED, 'PAUSED') AND campaign.end_date_time is not null
        order by metrics.clicks desc, campaign.id limit 10 parameters include_drafts=true
    """
    assert parse(text) == Query(
        select=("campaign.id", "metrics.clicks"),
        resource="campaign",
        conditions=(
            Condition("campaign.name", "NOT LIKE", (Literal("50% off", is_quoted=True),)),
            Condition("segments.date", "BETWEEN", tuple(Literal(f"2026-03-0{day}", is_quoted=True) for day in (1, 2))),
            Condition(
                "campaign.status", "IN", (Literal("ENABLED", is_quoted=False), Literal("PAUSED", is_quoted=True))
            ),
            Condition("campaign.end_date_time", "IS NOT NULL"),
        ),
        order=(("metrics.clicks", True), ("campaign.id", False)),
        limit=10,
        parameters={"include_drafts": True},
    )


@pytest.mark.parametrize(
    ("query", "constant"),
    [
        ("", "EXPECTED_SELECT"),
        ("campaign.id FROM campaign", "EXPECTED_SELECT"),
        ("SELECT * FROM campaign", "UNEXPECTED_INPUT"),
        ("SELECT campaign.id", "EXPECTED_FROM"),
        ("SELECT campaign.id FROM", "UNEXPECTED_END_OF_QUERY"),
        ("SELECT id FROM campaign", "BAD_FIELD_NAME"),
        ("SELECT campaign.id FROM campaign, customer", "UNEXPECTED_INPUT"),
        ("SELECT campaign.id FROM campaign;", "UNEXPECTED_INPUT"),
        ("SELECT campaign.id FROM campaign WHERE campaign.name = 'a", "STRING_NOT_TERMINATED"),
        ("SELECT campaign.id FROM campaign WHERE campaign.name = 'a\nb'", "PROHIBITED_NEWLINE_IN_STRING"),
        ("SELECT campaign.id FROM campaign WHERE campaign.name = 'a\\q'", "BAD_ESCAPE_SEQUENCE"),
        ("SELECT campaign.id FROM campaign WHERE campaign.name = é", "BAD_SYMBOL"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id = 12x", "BAD_NUMBER"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id ~ 1", "UNEXPECTED_INPUT"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id LIKES 1", "BAD_OPERATOR"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id = (1)", "EXPECTED_SINGLE_VALUE"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id IN 1", "EXPECTED_LIST"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id IN ()", "PROHIBITED_EMPTY_LIST_IN_CONDITION"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id IN (1 2)", "UNEXPECTED_INPUT"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id BETWEEN 1, 2", "EXPECTED_AND"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id BETWEEN 1 AND", "EXPECTED_VALUE_WITH_BETWEEN_OPERATOR"),
        ("SELECT campaign.id FROM campaign ORDER campaign.id", "EXPECTED_BY"),
        ("SELECT campaign.id FROM campaign LIMIT ten", "BAD_LIMIT_VALUE"),
        ("SELECT campaign.id FROM campaign LIMIT 0", "LIMIT_VALUE_TOO_LOW"),
        ("SELECT campaign.id FROM campaign PARAMETERS colour=true", "BAD_PARAMETER_NAME"),
        ("SELECT campaign.id FROM campaign PARAMETERS include_drafts=maybe", "BAD_PARAMETER_VALUE"),
        ("SELECT campaign.id FROM campaign PARAMETERS include_drafts", "UNEXPECTED_END_OF_QUERY"),
    ],
)
def test_what_is_no_query(ads: Ads, query: str, constant: str) -> None:
    assert ads.refusal(query) == ("INVALID_ARGUMENT", f"query_error.{constant}")


@pytest.mark.parametrize(
    ("query", "constant"),
    [
        ("SELECT campaign.start_date FROM campaign", "UNRECOGNIZED_FIELD"),
        ("SELECT metrics.video_views FROM campaign", "UNRECOGNIZED_FIELD"),
        ("SELECT campaign.id FROM campaign ORDER BY campaign.title", "UNRECOGNIZED_FIELD"),
        ("SELECT campaign.labels FROM campaign", "PROHIBITED_FIELD_IN_SELECT_CLAUSE"),
        ("SELECT campaign.id FROM performance", "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE"),
        ("SELECT metrics.clicks FROM metrics", "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE"),
        ("SELECT ad_group.id FROM campaign", "PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE"),
        ("SELECT campaign.id FROM customer", "PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE"),
        ("SELECT customer.id FROM customer WHERE campaign.id = 1", "PROHIBITED_RESOURCE_TYPE_IN_WHERE_CLAUSE"),
        ("SELECT metrics.clicks FROM customer_client", "PROHIBITED_METRIC_IN_SELECT_OR_WHERE_CLAUSE"),
        (f"SELECT segments.date FROM customer_client WHERE {ONE_DAY}", "PROHIBITED_SEGMENT_IN_SELECT_OR_WHERE_CLAUSE"),
        (
            "SELECT segments.hour, metrics.all_conversions FROM campaign",
            "PROHIBITED_SEGMENT_WITH_METRIC_IN_SELECT_OR_WHERE_CLAUSE",
        ),
        (
            "SELECT segments.conversion_action, metrics.clicks FROM campaign",
            "PROHIBITED_SEGMENT_WITH_METRIC_IN_SELECT_OR_WHERE_CLAUSE",
        ),
        ("SELECT campaign.id FROM ad_group", "QUERY_ERROR"),
        ("SELECT metrics.average_cpc FROM campaign", "QUERY_ERROR"),
        ("SELECT segments.device, metrics.clicks FROM campaign", "QUERY_ERROR"),
    ],
)
def test_fields_that_do_not_exist_or_do_not_go_together(ads: Ads, query: str, constant: str) -> None:
    assert ads.refusal(query) == ("INVALID_ARGUMENT", f"query_error.{constant}")


@pytest.mark.parametrize(
    ("condition", "constant"),
    [
        ("campaign.id > 1", "EXPECTED_FILTERS_ON_DATE_RANGE"),
        (f"segments.date >= {DAY}", "EXPECTED_FILTERS_ON_DATE_RANGE"),
        (f"segments.date >= {DAY} AND segments.date < {DAY}", "DATE_RANGE_TOO_NARROW"),
        ("segments.date BETWEEN '2026-03-02' AND '2026-03-01'", "DATE_RANGE_TOO_NARROW"),
        ("segments.date BETWEEN '1 March' AND '2026-03-01'", "INVALID_VALUE_WITH_BETWEEN_OPERATOR"),
        ("segments.date = '2026-02-30'", "INVALID_DATE_FORMAT"),
        ("segments.date = 20260301", "INVALID_DATE_FORMAT"),
        (f"segments.date LIKE {DAY}", "OPERATOR_FIELD_MISMATCH"),
        ("segments.date DURING LAST_31_DAYS", "INVALID_VALUE_WITH_DURING_OPERATOR"),
        (f"{ONE_DAY} AND segments.ad_network_type = 'SEARCH'", "EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE"),
        (f"{ONE_DAY} ORDER BY metrics.clicks", "EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE"),
        (f"{ONE_DAY} AND campaign.status = 'ON'", "BAD_ENUM_CONSTANT"),
        (f"{ONE_DAY} AND campaign.status > 'ENABLED'", "OPERATOR_FIELD_MISMATCH"),
        (f"{ONE_DAY} AND campaign.status LIKE 'ENABLED'", "OPERATOR_FIELD_MISMATCH"),
        (f"{ONE_DAY} AND campaign.id DURING TODAY", "OPERATOR_FIELD_MISMATCH"),
        (f"{ONE_DAY} AND campaign.id = 'one'", "BAD_NUMBER"),
        (f"{ONE_DAY} AND campaign.name = one", "INVALID_STRING_VALUE"),
        (f"{ONE_DAY} AND campaign.name LIKE 1", "INVALID_VALUE_WITH_LIKE_OPERATOR"),
        (f"{ONE_DAY} AND customer.manager = 'perhaps'", "BAD_VALUE"),
    ],
)
def test_conditions_that_mean_nothing(ads: Ads, condition: str, constant: str) -> None:
    query = f"SELECT segments.date, metrics.impressions FROM campaign WHERE {condition}"
    assert ads.refusal(query) == ("INVALID_ARGUMENT", f"query_error.{constant}")


def test_managers_have_no_metrics_of_their_own(ads: Ads) -> None:
    refused = ads.refusal(f"SELECT metrics.clicks FROM customer WHERE {ONE_DAY}", MANAGER)
    assert refused == ("INVALID_ARGUMENT", "query_error.REQUESTED_METRICS_FOR_MANAGER")
    assert ads.rows("SELECT campaign.id FROM campaign", MANAGER) == []


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("TODAY", "2026-03-10", "2026-03-10"),
        ("YESTERDAY", "2026-03-09", "2026-03-09"),
        ("LAST_7_DAYS", "2026-03-03", "2026-03-09"),
        ("LAST_30_DAYS", "2026-02-08", "2026-03-09"),
        ("THIS_MONTH", "2026-03-01", "2026-03-10"),
        ("LAST_MONTH", "2026-02-01", "2026-02-28"),
        ("THIS_WEEK_SUN_TODAY", "2026-03-08", "2026-03-10"),
        ("THIS_WEEK_MON_TODAY", "2026-03-09", "2026-03-10"),
        ("LAST_WEEK_SUN_SAT", "2026-03-01", "2026-03-07"),
        ("LAST_WEEK_MON_SUN", "2026-03-02", "2026-03-08"),
        ("LAST_BUSINESS_WEEK", "2026-03-02", "2026-03-06"),
    ],
)
def test_words_for_days_on_a_tuesday(word: str, first: str, last: str) -> None:
    window = during(Literal(word, is_quoted=False), dt.date(2026, 3, 10))
    assert (str(window.start), str(window.last)) == (first, last)
