"""What is asked for is what is read, in every version of the API that the library carries."""

from __future__ import annotations

import datetime as dt
import math
import pkgutil
import re
from decimal import Decimal
from typing import Any

import google.ads.googleads
import pytest
from google.ads.googleads.client import GoogleAdsClient
from google.auth.credentials import AnonymousCredentials
from hypothesis import given
from hypothesis import strategies as st

from resources.errors import RequestRejected
from resources.loading.landing import json_lines
from resources.platforms.base import Page, Record
from resources.platforms.google import accounts, reading
from resources.platforms.google.query import Answer, MissingFields, Query
from resources.windows import Window
from tests.resources.platforms.google.api import Message, message

QUERIES = (
    reading.DAILY,
    reading.HOURLY,
    reading.CAMPAIGNS,
    reading.DAILY_TOTAL,
    reading.HOURLY_TOTAL,
    accounts.CUSTOMER,
    accounts.CLIENTS,
)
CARRIED = [
    each.name for each in pkgutil.iter_modules(google.ads.googleads.__path__) if re.fullmatch(r"v\d+", each.name)
]
QUERY = Query(
    "campaign",
    {
        "id": "campaign.id",
        "status": "campaign.status",
        "name": "campaign.name",
        "clicks": "metrics.clicks",
        "conversions": "metrics.conversions",
    },
)
MASK = tuple(QUERY.fields.values())
DESCRIPTOR = Message.DESCRIPTOR.fields_by_name["results"].message_type


def records(*messages: Any) -> list[Record]:
    """What the messages of an answer hold."""
    answer = Answer(QUERY, DESCRIPTOR)
    for each in messages:
        answer.add(each)
    return [record for page in answer.pages() for record in page]


def test_a_query_is_for_the_days_of_a_window_both_ends_included() -> None:
    window = Window(dt.date(2026, 2, 27), dt.date(2026, 3, 2))
    assert str(reading.HOURLY_TOTAL.during(window)) == (
        "SELECT metrics.impressions, metrics.clicks, metrics.cost_micros FROM customer "
        "WHERE segments.date BETWEEN '2026-02-27' AND '2026-03-01'"
    )


@pytest.mark.parametrize("version", CARRIED)
def test_every_version_has_every_field(version: str) -> None:
    sdk = GoogleAdsClient(AnonymousCredentials(), version=version)  # type: ignore[no-untyped-call]
    descriptor = sdk.get_type("GoogleAdsRow").DESCRIPTOR
    for query in QUERIES:
        Answer(query, descriptor)


def test_a_field_that_the_version_lacks_is_named() -> None:
    old = Query("campaign", {"views": "metrics.video_views"})
    with pytest.raises(RequestRejected, match=r"that google.ads.googleads.v26.\S+ lacks .*field=metrics.video_views"):
        Answer(old, DESCRIPTOR)


def test_values_become_what_json_can_say_exactly() -> None:
    values = {
        "campaign.id": 2**63 - 1,
        "campaign.status": 3,
        "campaign.name": "Frühling",
        "metrics.clicks": 7,
        "metrics.conversions": 0.1,
    }
    (record,) = records(message([values], MASK))
    assert record == {
        "id": "9223372036854775807",
        "status": "PAUSED",
        "name": "Frühling",
        "clicks": 7,
        "conversions": Decimal("0.1"),
    }


@given(values=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_a_fraction_is_the_shortest_decimal_that_means_it(values: list[float]) -> None:
    read = records(message([{"metrics.conversions": value} for value in values], MASK))
    assert [record["conversions"] for record in read] == [Decimal(repr(value)) for value in values]


def test_a_number_without_a_name_is_kept_in_words() -> None:
    unknown, said_to_be_unknown = records(message([{"campaign.status": 77}, {"campaign.status": 1}], MASK))
    assert (unknown["status"], said_to_be_unknown["status"]) == ("UNKNOWN(77)", "UNKNOWN")


@pytest.mark.parametrize("value", ["inf", "-inf", "nan"])
def test_what_is_not_finite_is_kept_as_text(value: str) -> None:
    (record,) = records(message([{"metrics.conversions": float(value)}], MASK))
    assert record["conversions"] == value


def test_rows_without_a_field_that_was_asked_for_are_not_read() -> None:
    with pytest.raises(MissingFields, match=r"campaign.name, metrics.clicks"):
        records(message([{"campaign.id": 1}], ["campaign.id", "campaign.status", "metrics.conversions"]))


def test_no_rows_need_no_fields() -> None:
    assert records(message([], [])) == records() == []


def test_records_write_themselves_as_landing_writes_them() -> None:
    values = (0.0, -0.0, 2.5, 1e16, 1e-7, 1 / 3, 1e22, math.nan, math.inf, -math.inf)
    rows = [
        {"campaign.id": 1, "campaign.status": 2, "campaign.name": 'a "b" \\ ㈜ 🌱 %s \u2028', "metrics.clicks": 3},
        {"campaign.id": 2, "campaign.status": 777, "campaign.name": "", "metrics.clicks": -(2**63)},
    ]
    answer = Answer(QUERY, DESCRIPTOR)
    answer.add(message([{**row, "metrics.conversions": value} for row in rows for value in values], MASK))
    (page,) = answer.pages()
    assert len(page) == len(list(page)) == 20
    assert json_lines(Page(page), ()) == json_lines(Page(list(page)), ())
    assert json_lines(Page(page), ("name",)) == json_lines(Page(list(page)), ("name",))
