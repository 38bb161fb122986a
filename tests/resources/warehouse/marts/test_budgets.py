"""marts.budget_status, and what the application is told of its budgets: rows in, rows out, computed by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from resources.warehouse.connection import Warehouse
from resources.warehouse.marts.campaigns import BUDGET_STATUS
from resources.windows import DAY
from tests.resources.warehouse.marts.ads import Ads

pytestmark = pytest.mark.database

FIRST, LAST = dt.date(2025, 3, 1), dt.date(2025, 3, 10)
TODAY = dt.date(2025, 3, 6)


@pytest.fixture
def ads(warehouse: Warehouse) -> Ads:
    """An empty warehouse with a pen, when five of ten days are over."""
    return Ads(warehouse, TODAY)


def status(ads: Ads, budget: Any) -> dict[str, Any]:
    ads.refresh()
    assert ads.broken(BUDGET_STATUS).keys() <= {"budget_status.rates_known"}
    (row,) = ads.run("SELECT * FROM marts.budget_status WHERE budget_id = %s", budget)
    return row


def spend(ads: Ads, account: int, *costs: str, **more: Any) -> None:
    """A cost a day from the first."""
    for number, cost in enumerate(costs):
        ads.fact(account, FIRST + number * DAY, cost=cost, **more)


def test_the_pace_rests_on_the_days_that_are_over(ads: Ads) -> None:
    ann, account = ads.user("ann"), ads.account("a")
    ads.connect(ann, account)
    budget = ads.budget(ann, "1000", FIRST, LAST)
    spend(ads, account, "60", "60", "60", "60", "60", "5")
    ads.fact(account, FIRST - DAY, cost="999")
    ads.fact(account, LAST + DAY, cost="999")
    row = status(ads, budget)
    assert (row["spent"], row["remaining"], row["percent_spent"]) == (305, 695, Decimal("30.5"))
    assert (row["days_total"], row["days_elapsed"], row["days_left"]) == (10, 5, 5)
    assert (row["expected_to_date"], row["pace_ratio"], row["projected_spend"]) == (500, Decimal("0.6"), 600)
    assert (row["projected_end"], row["alert_reached"], row["fx_complete"]) == (None, False, True)


def test_a_budget_that_is_spent_too_fast_names_the_day_of_its_end(ads: Ads) -> None:
    ann, account = ads.user("ann"), ads.account("a")
    ads.connect(ann, account)
    soon = ads.budget(ann, "700", FIRST, LAST, alert_threshold="70")
    gone = ads.budget(ann, "350", FIRST, LAST)
    spend(ads, account, "100", "100", "100", "100", "100")
    row = status(ads, soon)
    assert (row["pace_ratio"], row["projected_spend"]) == (Decimal("1.4286"), 1000)
    assert (row["projected_end"], row["alert_reached"]) == (dt.date(2025, 3, 7), True)
    row = status(ads, gone)
    assert (row["projected_end"], row["remaining"]) == (dt.date(2025, 3, 4), -150)


@pytest.mark.parametrize(
    ("today", "elapsed", "left", "expected"),
    [(FIRST - DAY, 0, 10, None), (FIRST, 0, 10, None), (LAST, 9, 1, 90), (LAST + DAY, 10, 0, 100)],
)
def test_days_are_counted_from_before_the_first_to_after_the_last(
    ads: Ads, today: dt.date, elapsed: int, left: int, expected: int | None
) -> None:
    ads.today = today
    row = status(ads, ads.budget(ads.user("ann"), "100", FIRST, LAST))
    assert (row["days_elapsed"], row["days_left"], row["expected_to_date"]) == (elapsed, left, expected)
    assert (row["spent"], row["percent_spent"]) == (0, 0)


def test_a_budget_without_days_left_keeps_its_sum_until_a_figure_within_it_changes(ads: Ads) -> None:
    ann, account = ads.user("ann"), ads.account("a")
    ads.connect(ann, account)
    budget = ads.budget(ann, "100", FIRST, LAST)
    spend(ads, account, "10")
    ads.today = LAST + DAY
    row = status(ads, budget)
    assert (row["spent"], row["projected_spend"], row["days_left"]) == (10, 10, 0)
    ads.today = LAST + 30 * DAY
    assert status(ads, budget)["updated_at"] == row["updated_at"]
    ads.run("UPDATE warehouse.campaign_metrics SET cost = 30")
    ads.loaded(account, FIRST)
    assert status(ads, budget)["spent"] == 30


def test_each_day_converts_at_its_own_rate_and_a_missing_one_leaves_the_application_what_it_had(ads: Ads) -> None:
    ann, account = ads.user("ann"), ads.account("won", "KRW")
    ads.connect(ann, account)
    budget = ads.budget(ann, "100", FIRST, LAST, currency="EUR")
    for number, rate in enumerate(("1000", "2000")):
        ads.rate("KRW", rate, FIRST + number * DAY)
    spend(ads, account, "2000", "2000")
    assert status(ads, budget)["spent"] == 3
    assert ads.run("SELECT spent_amount, remaining_amount FROM app.budgets") == [
        {"spent_amount": 3, "remaining_amount": 97}
    ]
    ads.fact(account, LAST, cost="1")
    row = status(ads, budget)
    assert (row["spent"], row["projected_spend"], row["alert_reached"]) == (None, None, False)
    assert row["missing_rates"] == ["KRW/EUR 2025-03-10"]
    assert ads.one("SELECT spent_amount FROM app.budgets") == 3


def test_a_budget_counts_what_it_is_limited_to_among_its_owners_accounts(ads: Ads) -> None:
    ann, bob, one, two = ads.user("ann"), ads.user("bob"), ads.account("a"), ads.account("b")
    team = ads.team(ann)
    ads.connect(ann, one)
    ads.connect(ann, two)
    ads.connect(bob, two, team)
    instagram = ads.one("SELECT id FROM warehouse.channels WHERE name = 'instagram'")
    campaign = ads.fact(one, FIRST, "x", cost="1")
    ads.fact(one, FIRST, "y", cost="10")
    ads.fact(one, FIRST, "y", "instagram", cost="100")
    ads.fact(two, FIRST, cost="1000")
    limits: dict[int, dict[str, Any]] = {
        1111: {},
        111: {"ad_account_id": one},
        100: {"channel_id": instagram},
        1: {"campaign_id": campaign},
        1000: {"team_id": team},
        0: {"team_id": team, "ad_account_id": one},
    }
    for spent, limit in limits.items():
        assert status(ads, ads.budget(ann, "5000", FIRST, LAST, **limit))["spent"] == spent
    assert status(ads, ads.budget(bob, "5000", FIRST, LAST, campaign_id=campaign))["spent"] == 0


def test_one_campaigns_budget_keeps_its_status_when_its_detail_is_archived(ads: Ads, owner: Warehouse) -> None:
    ann, account = ads.user("ann"), ads.account("a")
    ads.connect(ann, account)
    campaign = ads.fact(account, FIRST, cost="10")
    budget = ads.budget(ann, "100", FIRST, LAST, campaign_id=campaign)
    assert status(ads, budget)["spent"] == 10
    ads.archive(owner, FIRST)
    ads.loaded(account, FIRST)
    assert status(ads, budget)["spent"] == 10


def test_new_terms_and_a_deleted_budget_are_followed(ads: Ads) -> None:
    budget = ads.budget(ads.user("ann"), "100", FIRST, LAST)
    assert status(ads, budget)["total_amount"] == 100
    ads.run("UPDATE app.budgets SET total_amount = 200")
    assert status(ads, budget)["remaining"] == 200
    ads.run("DELETE FROM app.budgets")
    ads.refresh()
    assert ads.run("SELECT FROM marts.budget_status") == []


def test_the_application_is_told_only_what_changed(ads: Ads) -> None:
    ann, account = ads.user("ann"), ads.account("a")
    ads.connect(ann, account)
    ads.budget(ann, "100", FIRST, LAST)
    spend(ads, account, "10")
    ads.refresh()
    (before,) = ads.run("SELECT xmin::text, name, spent_amount, remaining_amount FROM app.budgets")
    assert (before["spent_amount"], before["remaining_amount"]) == (10, 90)
    ads.loaded(account, FIRST)
    ads.today += DAY
    ads.refresh()
    assert ads.run("SELECT xmin::text, name, spent_amount, remaining_amount FROM app.budgets") == [before]
