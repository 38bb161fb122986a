"""marts.analytics and campaign_metrics_monthly: rows in, rows out, computed by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from resources.warehouse.connection import Warehouse
from resources.warehouse.marts.campaigns import ANALYTICS, CAMPAIGN_METRICS_MONTHLY
from tests.resources.warehouse.marts.ads import Ads

pytestmark = pytest.mark.database

NEW_YEARS_EVE = dt.date(2024, 12, 31)
NEW_YEAR = dt.date(2025, 1, 1)
MONDAY = dt.date(2024, 12, 30)
JANUARY, FEBRUARY = dt.date(2025, 1, 31), dt.date(2025, 2, 1)


@pytest.fixture
def ads(warehouse: Warehouse) -> Ads:
    """An empty warehouse with a pen, on 10 March 2025."""
    return Ads(warehouse, dt.date(2025, 3, 10))


def analytics(ads: Ads, **wanted: Any) -> dict[tuple[str, dt.date], dict[str, Any]]:
    """Rows by type and date after a refresh, of the owner or scope that is wanted."""
    ads.refresh()
    assert ads.broken(ANALYTICS, CAMPAIGN_METRICS_MONTHLY).keys() <= {"analytics.rates_known"}
    where = " AND ".join(f"{name} = %s" for name in wanted) or "true"
    rows = ads.run(f"SELECT * FROM marts.analytics WHERE {where}", *wanted.values())
    return {(row["type"], row["date"]): row for row in rows}


def test_the_week_over_new_year_is_one_and_the_months_are_two(ads: Ads) -> None:
    account = ads.account("a")
    ads.connect(ads.user("ann"), account)
    ads.fact(account, NEW_YEARS_EVE, cost="100", revenue="150", conversions="2")
    ads.fact(account, NEW_YEAR, cost="50", revenue="300", conversions="1")
    rows = analytics(ads)
    assert set(rows) == {
        ("daily", NEW_YEARS_EVE),
        ("daily", NEW_YEAR),
        ("weekly", MONDAY),
        ("monthly", dt.date(2024, 12, 1)),
        ("monthly", NEW_YEAR),
    }
    week = rows["weekly", MONDAY]
    assert (week["total_spend"], week["total_revenue"], week["total_conversions"]) == (150, 450, 3)
    assert week["average_roi"] == 200
    assert rows["monthly", NEW_YEAR]["average_roi"] == 500
    assert rows["daily", NEW_YEARS_EVE]["average_roi"] == 50


def test_the_last_and_the_first_day_of_months_are_kept_apart(ads: Ads) -> None:
    account = ads.account("a")
    ads.connect(ads.user("ann"), account)
    ads.fact(account, JANUARY, cost="1")
    ads.fact(account, FEBRUARY, cost="2")
    rows = analytics(ads)
    assert rows["monthly", dt.date(2025, 1, 1)]["total_spend"] == 1
    assert rows["monthly", FEBRUARY]["total_spend"] == 2
    assert rows["weekly", dt.date(2025, 1, 27)]["total_spend"] == 3


def test_each_day_converts_at_its_own_rate_and_never_at_the_months(ads: Ads) -> None:
    account = ads.account("won", "KRW")
    ads.connect(ads.user("ann", reporting_currency="EUR"), account)
    for day, rate in ((JANUARY, "1000"), (JANUARY - dt.timedelta(days=1), "2000")):
        ads.rate("KRW", rate, day)
        ads.fact(account, day, cost="2000", revenue="4000")
    rows = analytics(ads)
    month = rows["monthly", dt.date(2025, 1, 1)]
    assert (month["total_spend"], month["total_revenue"], month["reporting_currency"]) == (3, 6, "EUR")


def test_a_missing_rate_hides_the_money_of_its_periods_and_names_the_day(ads: Ads) -> None:
    account = ads.account("won", "KRW")
    ads.connect(ads.user("ann", reporting_currency="EUR"), account)
    ads.rate("KRW", "1000", JANUARY - dt.timedelta(days=20))
    ads.fact(account, JANUARY - dt.timedelta(days=20), cost="1000", conversions="1")
    ads.fact(account, JANUARY, cost="2000", conversions="1")
    rows = analytics(ads)
    month, day = rows["monthly", dt.date(2025, 1, 1)], rows["daily", dt.date(2025, 1, 11)]
    assert (month["total_spend"], month["total_conversions"], month["top_performing_campaigns"]) == (None, 2, None)
    assert (month["fx_complete"], month["missing_rates"]) == (False, ["KRW/EUR 2025-01-31"])
    assert (day["total_spend"], day["fx_complete"]) == (1, True)
    ads.rate("KRW", "1000", JANUARY)
    ads.loaded(account, JANUARY)
    assert analytics(ads)["monthly", dt.date(2025, 1, 1)]["total_spend"] == 3


def test_what_is_attributed_and_what_is_earned_are_never_added(ads: Ads) -> None:
    ann, meta, clickbank = ads.user("ann"), ads.account("a"), ads.account("cb", platform="clickbank")
    ads.connect(ann, meta)
    ads.connect(ann, clickbank)
    ads.fact(meta, JANUARY, cost="100", revenue="120", conversions="3")
    ads.fact(clickbank, JANUARY, channel="clickbank", cost=None, impressions=None, revenue="80", conversions="2")
    row = analytics(ads)["daily", JANUARY]
    assert (row["total_revenue"], row["total_conversions"]) == (120, 3)
    assert (row["earned_revenue"], row["earned_conversions"]) == (80, 2)
    assert (row["total_spend"], row["average_roi"]) == (100, 20)


def test_revenue_without_a_known_cost_stays_out_of_the_return(ads: Ads) -> None:
    account = ads.account("a")
    ads.connect(ads.user("ann"), account)
    ads.fact(account, JANUARY, "known", cost="100", revenue="150")
    ads.fact(account, JANUARY, "unknown", cost=None, revenue="1000")
    row = analytics(ads)["daily", JANUARY]
    assert (row["total_revenue"], row["revenue_with_cost"], row["average_roi"]) == (1150, 150, 50)


def test_the_top_five_are_those_that_leave_most_over_their_spend(ads: Ads) -> None:
    account, clickbank = ads.account("a"), ads.account("cb", platform="clickbank")
    ann = ads.user("ann")
    ads.connect(ann, account)
    ads.connect(ann, clickbank)
    figures = {"tiny": ("1", "100"), "big": ("1000", "2000"), "same": ("901", "1000"), "loss": ("50", "10")}
    campaigns = {
        name: ads.fact(account, JANUARY, name, cost=cost, revenue=revenue) for name, (cost, revenue) in figures.items()
    }
    ads.fact(account, JANUARY, "no revenue", cost="5")
    ads.fact(clickbank, JANUARY, "tid", channel="clickbank", cost=None, revenue="5000")
    top = analytics(ads)["daily", JANUARY]["top_performing_campaigns"]
    assert [entry["name"] for entry in top] == ["big", "same", "tiny", "loss", "tid"]
    assert top[0] == {"campaign_id": campaigns["big"], "name": "big", "spend": 1000, "revenue": 2000, "roas": 2}
    assert (top[4]["spend"], top[4]["roas"]) == (None, None)


def test_a_campaign_is_called_what_it_was_called_at_the_periods_end(ads: Ads) -> None:
    account = ads.account("a")
    ads.connect(ads.user("ann"), account)
    campaign = ads.fact(account, JANUARY, cost="1", revenue="2")
    ads.run(
        "INSERT INTO warehouse.campaign_history (campaign_id, valid_from, valid_to, campaign_name) VALUES"
        " (%s, '2025-01-10', '2025-02-01', 'old'), (%s, '2025-02-01', NULL, 'new')",
        campaign,
        campaign,
    )
    rows = analytics(ads)
    assert rows["monthly", dt.date(2025, 1, 1)]["top_performing_campaigns"][0]["name"] == "old"
    assert rows["weekly", dt.date(2025, 1, 27)]["top_performing_campaigns"][0]["name"] == "new"


def test_two_people_and_their_team_have_the_account_once_each_in_their_own_currency(ads: Ads) -> None:
    ann, bob, account = ads.user("ann"), ads.user("bob", reporting_currency="EUR"), ads.account("a")
    team = ads.team(ann, reporting_currency="KRW")
    ads.run("INSERT INTO app.team_members (team_id, user_id) VALUES (%s, %s)", team, bob)
    ads.connect(ann, account, team)
    ads.connect(bob, account)
    ads.rate("USD", "2", JANUARY)
    ads.rate("KRW", "1000", JANUARY)
    ads.fact(account, JANUARY, cost="10")
    spent = {ann: 10, bob: 5, team: 5000}
    for scope, owner in (("user", ann), ("user", bob), ("team", team)):
        row = analytics(ads, scope=scope, owner_id=owner)["daily", JANUARY]
        assert row["total_spend"] == spent[owner]
        assert (row["user_id"], row["team_id"]) == ((owner, None) if scope == "user" else (None, owner))


def test_a_team_gains_and_loses_accounts_as_connections_and_default_teams_move(ads: Ads) -> None:
    ann, account, other = ads.user("ann"), ads.account("a"), ads.account("b")
    team = ads.team(ann)
    connection = ads.connect(ann, account)
    ads.connect(ann, other, team)
    ads.fact(account, JANUARY, cost="10")
    ads.fact(other, JANUARY, cost="1")
    assert analytics(ads, team_id=team)["daily", JANUARY]["total_spend"] == 1
    ads.run("UPDATE app.users SET team_id = %s WHERE id = %s", team, ann)
    assert analytics(ads, team_id=team)["daily", JANUARY]["total_spend"] == 11
    ads.run("UPDATE app.marketing_accounts SET status = 'removed' WHERE id = %s", connection)
    assert analytics(ads, team_id=team)["daily", JANUARY]["total_spend"] == 1
    ads.run("UPDATE app.marketing_accounts SET status = 'removed'")
    assert analytics(ads) == {}


def test_a_period_is_complete_when_every_expected_day_of_every_account_is_loaded(ads: Ads) -> None:
    ann, one, two = ads.user("ann"), ads.account("a"), ads.account("b")
    ads.connect(ann, one)
    ads.connect(ann, two)
    first = dt.date(2025, 1, 1)
    ads.fact(one, first, cost="1")
    ads.loaded(one, first, JANUARY)
    ads.loaded(two, dt.date(2025, 1, 20), dt.date(2025, 1, 30))
    month = analytics(ads)["monthly", first]
    assert (month["account_days_expected"], month["account_days_loaded"], month["is_complete"]) == (43, 42, False)
    ads.loaded(two, JANUARY)
    month = analytics(ads)["monthly", first]
    assert (month["account_days_loaded"], month["is_complete"]) == (43, True)
    ads.run("UPDATE ops.loaded_days SET records_quarantined = 1 WHERE ad_account_id = %s AND date = %s", two, JANUARY)
    ads.loaded(two, JANUARY)
    rows = analytics(ads)
    assert not rows["monthly", first]["is_complete"]
    assert rows["daily", dt.date(2025, 1, 30)]["is_complete"]


def test_months_keep_their_sums_and_kpis_when_their_detail_is_archived(ads: Ads, owner: Warehouse) -> None:
    account = ads.account("a")
    ads.connect(ads.user("ann"), account)
    ads.fact(account, JANUARY, cost="40", revenue="100", clicks=20, conversions="4", likes=3)
    ads.fact(account, dt.date(2025, 1, 30), cost=None, revenue="1000", clicks=60, conversions="1")
    ads.refresh()
    expected = {
        "first_day": dt.date(2025, 1, 30), "last_day": JANUARY, "rows": 2, "likes": 3, "clicks": 80,
        "ctr": Decimal("4"), "cpc": Decimal("2"), "cpm": Decimal("40"), "conversion_rate": Decimal("6.25"),
        "cpa": Decimal("10"), "roas": Decimal("2.5"), "roi": Decimal("150"),
    }  # fmt: skip
    ads.archive(owner, dt.date(2025, 1, 1))
    ads.loaded(account, JANUARY)
    before = analytics(ads)
    (row,) = ads.run("SELECT * FROM marts.campaign_metrics_monthly")
    assert {name: row[name] for name in expected} == expected
    assert before["monthly", dt.date(2025, 1, 1)]["total_spend"] == 40
    assert len(before["monthly", dt.date(2025, 1, 1)]["top_performing_campaigns"]) == 1


def test_an_archived_period_follows_membership_and_names_no_campaign_of_others(ads: Ads, owner: Warehouse) -> None:
    ann, bob, one, two = ads.user("ann"), ads.user("bob"), ads.account("a"), ads.account("b")
    ads.connect(ann, one)
    gone = ads.connect(ann, two)
    ads.fact(one, JANUARY, "mine", cost="1", revenue="3")
    ads.fact(two, JANUARY, "theirs", cost="10", revenue="30")
    ads.refresh()
    ads.archive(owner, dt.date(2025, 1, 1))
    ads.run("UPDATE app.marketing_accounts SET status = 'removed' WHERE id = %s", gone)
    ads.connect(bob, two)
    row = analytics(ads, user_id=ann)["daily", JANUARY]
    assert (row["total_spend"], [entry["name"] for entry in row["top_performing_campaigns"]]) == (1, ["mine"])
    new = analytics(ads, user_id=bob)["daily", JANUARY]
    assert (new["total_spend"], new["top_performing_campaigns"]) == (10, None)
