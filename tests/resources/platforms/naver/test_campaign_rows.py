"""Campaigns by their settings."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.resources.platforms.naver.landed import ABSENT, CAMPAIGN, changed, reasons, row


def test_a_campaign_is_its_settings_with_days_of_seoul() -> None:
    found = row("campaigns", CAMPAIGN)
    del found["source_page"], found["source_line"]
    assert found == {
        "campaign_id": "cmp-a001-01-000000000652963",
        "campaign_name": "봄 세일 🌱",
        "objective": "WEB_SITE",
        "status": "active",
        "platform_status": "ELIGIBLE",
        "daily_budget": Decimal(50000),
        "total_budget": None,
        "currency": "KRW",
        "start_date": dt.date(2026, 2, 1),
        "end_date": dt.date(2026, 3, 31),
        "source_updated_at": None,
    }


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"status": "PAUSED", "statusReason": "CAMPAIGN_PAUSED"}, "paused"),
        ({"status": "PAUSED", "statusReason": "CAMPAIGN_ENDED"}, "ended"),
        ({"status": "PAUSED", "statusReason": ABSENT, "delFlag": ABSENT}, "paused"),
        ({"status": "DELETED", "statusReason": "DELETED"}, "ended"),
        ({"delFlag": True}, "ended"),
        ({"statusReason": "CAMPAIGN_LIMITED_BY_BUDGET"}, "active"),
    ],
)
def test_a_status_is_one_of_ours(changes: dict[str, Any], status: str) -> None:
    assert row("campaigns", changed(CAMPAIGN, changes))["status"] == status


@pytest.mark.parametrize("changes", [{"useDailyBudget": False}, {"dailyBudget": 0}, {"useDailyBudget": ABSENT}])
def test_a_budget_that_is_not_used_is_none(changes: dict[str, Any]) -> None:
    assert row("campaigns", changed(CAMPAIGN, changes))["daily_budget"] is None


@pytest.mark.parametrize("changes", [{"usePeriod": False}, {"usePeriod": ABSENT}])
def test_a_period_that_is_not_used_is_none(changes: dict[str, Any]) -> None:
    found = row("campaigns", changed(CAMPAIGN, changes))
    assert (found["start_date"], found["end_date"]) == (None, None)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"nccCampaignId": ABSENT}, "nccCampaignId: expected text"),
        ({"name": ""}, "name: expected text"),
        ({"campaignTp": None}, "campaignTp: expected text"),
        ({"status": "TELEPORTED"}, "status: expected one of ELIGIBLE, PAUSED, DELETED, got 'TELEPORTED'"),
        ({"dailyBudget": "much"}, "dailyBudget: expected a number"),
        ({"periodStartDt": "2026-02-30T00:00:00.000Z"}, "periodStartDt: expected an instant as"),
        ({"periodEndDt": "2026-03-30T15:00:00"}, "periodEndDt: expected an instant as"),
        ({"periodEndDt": 1}, "periodEndDt: expected an instant as"),
    ],
)
def test_settings_that_are_not_as_expected_are_named(changes: dict[str, Any], reason: str) -> None:
    assert reasons("campaigns", changed(CAMPAIGN, changes))[0].startswith(reason)
