"""Campaign objects to typed rows, and how they are asked for."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest

from resources.metrics import CAMPAIGNS
from resources.platforms import platform
from resources.platforms.base import ParseContext, Parsed
from resources.platforms.meta.client import MetaClient
from resources.windows import Window
from tests.resources.scripted import Script

STREAM = platform("meta").stream("campaigns")
TODAY = Window.closed(dt.date(2026, 2, 28), dt.date(2026, 2, 28))
ABSENT = object()


def campaign(**changes: Any) -> dict[str, Any]:
    whole = {
        "id": "23851",
        "account_id": "1001",
        "name": "Spring 🌱",
        "objective": "OUTCOME_SALES",
        "configured_status": "ACTIVE",
        "effective_status": "ACTIVE",
        "daily_budget": "1540",
        "start_time": "2024-03-12T23:30:00-0700",
        "stop_time": "2024-04-01T00:00:00-0700",
        "updated_time": "2024-03-13T01:02:03+0000",
    }
    return {name: value for name, value in (whole | changes).items() if value is not ABSENT}


def parsed(record: dict[str, Any], currency: str = "USD", zone: str = "America/Los_Angeles") -> Parsed:
    context = ParseContext("1001", currency, zone, TODAY, frozenset({"USD"}))
    return STREAM.parse([json.dumps(record).encode()], context)


def row(currency: str = "USD", zone: str = "America/Los_Angeles", **changes: Any) -> dict[str, Any]:
    result = parsed(campaign(**changes), currency, zone)
    assert result.rejects == []
    return dict(result.table.to_pylist()[0])


def test_a_campaign_becomes_a_row() -> None:
    result = parsed(campaign())
    assert result.table.schema == CAMPAIGNS
    assert result.table.to_pylist() == [
        {
            "campaign_id": "23851",
            "campaign_name": "Spring 🌱",
            "objective": "OUTCOME_SALES",
            "status": "active",
            "platform_status": "ACTIVE",
            "daily_budget": Decimal("15.40"),
            "total_budget": None,
            "currency": "USD",
            "start_date": dt.date(2024, 3, 12),
            "end_date": dt.date(2024, 4, 1),
            "source_updated_at": dt.datetime(2024, 3, 13, 1, 2, 3, tzinfo=dt.UTC),
            "source_page": 0,
            "source_line": 0,
        }
    ]


def test_days_are_of_the_accounts_calendar_whatever_the_offset() -> None:
    assert row(zone="Asia/Seoul")["start_date"] == dt.date(2024, 3, 13)


@pytest.mark.parametrize(
    ("currency", "budget"), [("USD", "15.40"), ("BHD", "15.40"), ("KRW", "1540"), ("HUF", "1540"), ("TWD", "1540")]
)
def test_budgets_are_minor_units_by_metas_own_table(currency: str, budget: str) -> None:
    assert row(currency)["daily_budget"] == Decimal(budget)
    assert row(currency, daily_budget=ABSENT, lifetime_budget="1540")["total_budget"] == Decimal(budget)


def test_a_budget_of_zero_is_no_budget_at_this_level() -> None:
    assert row(daily_budget="0", lifetime_budget="0")["daily_budget"] is None


def test_what_a_campaign_does_not_have_is_unknown() -> None:
    names = ("objective", "daily_budget", "stop_time", "start_time", "updated_time", "account_id")
    absent: dict[str, Any] = dict.fromkeys(names, ABSENT)
    taken = row(**absent)
    unknown = ("objective", "daily_budget", "total_budget", "start_date", "end_date", "source_updated_at")
    assert {taken[name] for name in unknown} == {None}


@pytest.mark.parametrize(
    ("effective", "configured", "status"),
    [
        ("ACTIVE", "ACTIVE", "active"),
        ("ACTIVE", "ARCHIVED", "active"),
        ("PAUSED", "PAUSED", "paused"),
        ("ARCHIVED", "ARCHIVED", "ended"),
        ("DELETED", ABSENT, "ended"),
        ("IN_PROCESS", "ACTIVE", "active"),
        ("WITH_ISSUES", "PAUSED", "paused"),
        ("NEVER_SEEN_BEFORE", "ACTIVE", "active"),
    ],
)
def test_the_effective_status_decides_and_else_the_configured_one(effective: str, configured: Any, status: str) -> None:
    taken = row(effective_status=effective, configured_status=configured)
    assert (taken["status"], taken["platform_status"]) == (status, effective)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": ABSENT}, "id: expected text"),
        ({"name": ABSENT}, "name: expected text"),
        ({"name": "x\0"}, "name: expected text"),
        ({"effective_status": ABSENT}, "effective_status: expected text"),
        ({"effective_status": "WITH_ISSUES", "configured_status": "?"}, "configured_status: expected one of ACTIVE"),
        ({"effective_status": "IN_PROCESS", "configured_status": ABSENT}, "configured_status: expected one of ACTIVE"),
        ({"daily_budget": 1540}, "daily_budget: expected a whole number of minor units as a string, got 1540"),
        ({"daily_budget": "15.40"}, "daily_budget: expected a whole number of minor units as a string, got '15.40'"),
        ({"start_time": "2024-02-30T00:00:00+0000"}, "start_time: expected a time with its offset"),
        ({"stop_time": "2024-02-03"}, "stop_time: expected a time with its offset"),
        ({"updated_time": "2024-02-03T25:00:00+0000"}, "updated_time: expected a time with its offset"),
        ({"account_id": "1002"}, "account_id: expected the account 1001, got '1002'"),
    ],
)
def test_a_bad_campaign_is_refused_with_its_reason(changes: dict[str, Any], reason: str) -> None:
    result = parsed(campaign(**changes))
    assert result.table.num_rows == 0
    assert [each.reasons[0].startswith(reason) for each in result.rejects] == [True]
    assert result.rejects[0].day is None


def test_archived_campaigns_are_asked_for_and_every_page_is_read(client: MetaClient, graph: Script) -> None:
    first = {"data": [campaign()], "paging": {"cursors": {"after": "x"}, "next": "https://graph.facebook.com/"}}
    graph.will_answer(first, {"data": [campaign(id="2")]})
    pages = list(STREAM.fetch(client, "1001", TODAY))
    assert [record["id"] for page in pages for record in page.records] == ["23851", "2"]
    params = graph.asked[0].params
    assert graph.asked[0].path == "/v26.0/act_1001/campaigns"
    assert "ARCHIVED" in json.loads(params["effective_status"])
    assert {"configured_status", "lifetime_budget", "updated_time"} <= set(params["fields"].split(","))
