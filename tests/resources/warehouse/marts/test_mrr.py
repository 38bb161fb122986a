"""Monthly recurring revenue and what generating cost: rows in, rows out, by hand."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest

from resources.clock import Clock
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import refresh_marts
from tests.resources.warehouse.marts.till import Till

pytestmark = pytest.mark.database
MOVEMENTS = (
    "date, opening_mrr, new_mrr, expansion_mrr, contraction_mrr, churned_mrr, reactivation_mrr, closing_mrr, "
    "active_subscriptions, active_customers"
)


@pytest.fixture
def till(warehouse: Warehouse) -> Till:
    """Empty, on 6 March."""
    return Till(warehouse, dt.date(2026, 3, 6))


def subscribe(till: Till, team: uuid.UUID, plan: uuid.UUID, at: str, **told: Any) -> uuid.UUID:
    """A subscription, paid from a moment on."""
    made = till.add("app.subscriptions", team_id=team, plan_id=plan, created_at=at, **told)
    return uuid.UUID(str(made))


def change(owner: Warehouse, subscription: uuid.UUID, at: str, plan: uuid.UUID | None) -> None:
    """From a moment on the subscription pays for another plan, or for none."""
    owner.connection.execute(
        "INSERT INTO app.subscription_changes (subscription_id, changed_at, plan_id) VALUES (%s, %s, %s)",
        (subscription, at, plan),
    )


def test_a_customer_comes_grows_shrinks_leaves_and_comes_back(till: Till, owner: Warehouse) -> None:
    team, ann = till.team(), till.user()
    small, large = till.plan(team, "10"), till.plan(team, "360", "year")
    one = subscribe(till, team, small, "2026-03-01 10:00+00", user_id=ann)
    change(owner, one, "2026-03-02 10:00+00", large)
    change(owner, one, "2026-03-03 10:00+00", small)
    change(owner, one, "2026-03-04 10:00+00", None)
    change(owner, one, "2026-03-06 10:00+00", small)
    till.refresh()
    assert till.mart("subscription_mrr_daily", MOVEMENTS) == [
        ("2026-03-01", 0, 10, 0, 0, 0, 0, 10, 1, 1),
        ("2026-03-02", 10, 0, 20, 0, 0, 0, 30, 1, 1),
        ("2026-03-03", 30, 0, 0, 20, 0, 0, 10, 1, 1),
        ("2026-03-04", 10, 0, 0, 0, 10, 0, 0, 0, 0),
        ("2026-03-05", 0, 0, 0, 0, 0, 0, 0, 0, 0),
        ("2026-03-06", 0, 0, 0, 0, 0, 10, 10, 1, 1),
    ]


def test_prices_are_of_a_month_and_a_second_subscription_is_expansion(till: Till) -> None:
    team, ann = till.team(), till.user()
    subscribe(till, team, till.plan(team, "3", "week"), "2026-03-05 10:00+00", user_id=ann)
    subscribe(till, team, till.plan(team, "10", "quarter"), "2026-03-06 10:00+00", user_id=ann)
    subscribe(till, team, till.plan(team, "12", "year"), "2026-03-06 10:00+00")
    subscribe(till, team, till.plan(team, "7", currency="KRW"), "2026-03-06 10:00+00", user_id=ann)
    subscribe(till, team, till.plan(team, "0"), "2026-03-05 10:00+00")
    subscribe(till, team, till.plan(team, "99"), "2026-03-05 10:00+00", status="trialing")
    till.refresh()
    third = Decimal("3.333333")
    assert till.mart("subscription_mrr_daily", f"currency, {MOVEMENTS}") == [
        ("USD", "2026-03-05", 0, 13, 0, 0, 0, 0, 13, 1, 1),
        ("KRW", "2026-03-06", 0, 7, 0, 0, 0, 0, 7, 1, 1),
        ("USD", "2026-03-06", 13, 1, third, 0, 0, 0, 14 + third, 3, 2),
    ]


def test_days_are_the_teams_and_what_lasts_less_than_one_moves_nothing(till: Till, owner: Warehouse) -> None:
    team = till.team(timezone="Asia/Seoul")
    small = till.plan(team, "10")
    subscribe(till, team, small, "2026-03-05 14:30+00")
    short = subscribe(till, team, small, "2026-03-05 15:30+00")
    change(owner, short, "2026-03-06 14:30+00", None)
    subscribe(till, team, small, "2026-03-06 15:30+00")
    till.refresh()
    columns = "date, new_mrr, closing_mrr"
    assert till.mart("subscription_mrr_daily", columns) == [
        ("2026-03-05", 10, 10), ("2026-03-06", 0, 10), ("2026-03-07", 10, 20),
    ]  # fmt: skip
    till.rows("UPDATE app.teams SET settings = '{}' WHERE id = %s", team)
    till.refresh()
    assert till.mart("subscription_mrr_daily", columns) == [("2026-03-05", 20, 20), ("2026-03-06", 10, 20)]


def test_each_new_day_is_added_though_nothing_changes_and_no_other_is_written(till: Till) -> None:
    team = till.team()
    subscribe(till, team, till.plan(team, "10"), "2026-03-05 10:00+00")
    till.refresh()
    refreshed = refresh_marts(till.warehouse, Clock(dt.date(2026, 3, 8)))
    assert refreshed.marts["subscription_mrr_daily"].changed == 2
    assert till.mart("subscription_mrr_daily", "date, opening_mrr, closing_mrr")[2:] == [
        ("2026-03-07", 10, 10), ("2026-03-08", 10, 10),
    ]  # fmt: skip
    assert refresh_marts(till.warehouse, Clock(dt.date(2026, 3, 8))).changed_rows == 0


def test_a_subscription_that_is_deleted_or_of_another_team_leaves_nothing_behind(till: Till, owner: Warehouse) -> None:
    ours, theirs = till.team(), till.team()
    one = subscribe(till, ours, till.plan(ours, "10"), "2026-03-06 10:00+00")
    till.refresh()
    till.rows("UPDATE app.subscriptions SET team_id = %s WHERE id = %s", theirs, one)
    till.refresh()
    assert till.mart("subscription_mrr_daily", "team_id, closing_mrr") == [(theirs, 10)]
    owner.connection.execute("DELETE FROM app.subscriptions")
    till.refresh()
    assert till.mart("subscription_mrr_daily", "team_id") == []


def test_costs_that_are_unknown_are_counted_and_not_summed(till: Till) -> None:
    ann = till.user(team_id=till.team(timezone="Asia/Seoul"))
    for at, cost, time in (
        ("2026-03-01 14:30+00", "0.5", 900),
        ("2026-03-01 14:30+00", None, 100),
        ("2026-03-01 15:30+00", None, None),
    ):
        till.add(
            "app.ai_generations", user_id=ann, type="copy", service="flux", created_at=at, cost_credits=cost,
            processing_time=time,
        )  # fmt: skip
    counts = "generations, generations_with_cost, generations_without_cost, cost_credits, processing_time"
    till.refresh()
    assert till.mart("ai_costs_daily", f"date, service, type, {counts}", "date") == [
        ("2026-03-01", "flux", "copy", 2, 1, 1, Decimal("0.5"), 1000),
        ("2026-03-02", "flux", "copy", 1, 0, 1, None, None),
    ]
    till.rows("UPDATE app.users SET team_id = NULL WHERE id = %s", ann)
    till.refresh()
    assert till.mart("ai_costs_daily", "date, generations", "date") == [("2026-03-01", 3)]
    till.rows("DELETE FROM app.ai_generations")
    till.refresh()
    assert till.mart("ai_costs_daily", "date", "date") == []
