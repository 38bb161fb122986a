"""Whatever happened before, what was refreshed step by step is what a full rebuild gives."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from resources.clock import Clock
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import rebuild_marts
from resources.windows import DAY
from tests.resources.warehouse.marts.ads import Ads, days

pytestmark = pytest.mark.database

FIRST, LAST = dt.date(2024, 12, 20), dt.date(2025, 2, 10)
CURRENCIES = ("USD", "KRW", "EUR")
CHANNELS = {"meta": ("facebook", "instagram"), "clickbank": ("clickbank",)}
COMPARED = {
    "account_channel_daily": "SELECT * FROM marts.account_channel_daily",
    "channel_performance": "SELECT * FROM marts.channel_performance",
    "campaign_metrics_monthly": "SELECT * FROM marts.campaign_metrics_monthly",
    "analytics": "SELECT * FROM marts.analytics",
    "budget_status": "SELECT * FROM marts.budget_status",
    "budgets": "SELECT id, spent_amount, remaining_amount FROM app.budgets",
    "campaigns": "SELECT id, conversions FROM app.campaigns",
    "publications": "SELECT id, metrics, last_sync_at FROM app.campaign_publications",
}
WHEN = ("created_at", "updated_at")


class History:
    """Two teams, four people and four accounts to which seeded things happen, each refreshed or not at once."""

    def __init__(self, warehouse: Warehouse, seed: int) -> None:
        self.random = Random(seed)
        self.ads = Ads(warehouse, LAST - 3 * DAY)
        self.names = (f"{seed}-{number}" for number in itertools.count())
        ads = self.ads
        owner = ads.user(next(self.names))
        self.teams = [ads.team(owner, reporting_currency=currency) for currency in ("KRW", "EUR")]
        self.people = [owner, *(ads.user(next(self.names), team) for team in (None, *self.teams))]
        self.platforms = {
            ads.account(next(self.names), currency, platform): platform
            for currency, platform in zip((*CURRENCIES, "USD"), ("meta", "meta", "meta", "clickbank"), strict=True)
        }
        self.accounts = list(self.platforms)
        for currency, day in itertools.product(("USD", "KRW"), days(FIRST, LAST)):
            if day.weekday() < 5:
                ads.run(
                    "INSERT INTO warehouse.fx_rates (date, base, quote, source, rate) VALUES (%s, 'EUR', %s, 'ecb', %s)"
                    " ON CONFLICT DO NOTHING",
                    day,
                    currency,
                    self.random.randint(100, 2000),
                )
        for person, account in zip(self.people, self.accounts, strict=True):
            ads.connect(person, account, self.random.choice((None, *self.teams)))
            ads.budget(person, "5000", FIRST + 5 * DAY, LAST - 9 * DAY, currency=self.random.choice(CURRENCIES))
        ads.budget(owner, "1000", FIRST, LAST, team_id=self.teams[0])
        self.publish(self.accounts[0])

    def step(self) -> None:
        """One thing happens."""
        happenings: list[Callable[[], None]] = [
            self.load, self.load, self.load, self.connect, self.disconnect, self.join, self.leave, self.change_currency,
            self.change_team, self.plan_budget, self.drop_budget, self.end_day,
        ]  # fmt: skip
        self.random.choice(happenings)()
        if self.random.random() < 0.6:
            self.ads.refresh()

    def load(self) -> None:
        """A window of an account is published: new facts, late ones, restated ones, deleted ones."""
        account = self.random.choice(self.accounts)
        first = FIRST + self.random.randrange((LAST - FIRST).days) * DAY
        self.load_window(account, first, min(LAST, first + self.random.randrange(9) * DAY))

    def load_window(self, account: int, first: dt.date, last: dt.date) -> None:
        chance, ads = self.random, self.ads
        ads.run(
            "DELETE FROM warehouse.campaign_metrics WHERE ad_account_id = %s AND date BETWEEN %s AND %s",
            account,
            first,
            last,
        )
        for day, campaign, channel in itertools.product(days(first, last), "xy", CHANNELS[self.platforms[account]]):
            if chance.random() < 0.4:
                ads.fact(
                    account,
                    day,
                    campaign,
                    channel,
                    impressions=chance.choice((None, 0, chance.randrange(9999))),
                    clicks=chance.choice((None, chance.randrange(99))),
                    cost=chance.choice((None, chance.randrange(-500, 99999) / 100)),
                    conversions=chance.choice((None, chance.randrange(9))),
                    revenue=chance.choice((None, chance.randrange(99999) / 100)),
                )
        ads.loaded(account, first, last)

    def connect(self) -> None:
        ads = self.ads
        ads.run(
            "INSERT INTO app.marketing_accounts (user_id, platform, account_id, ad_account_id, team_id)"
            " SELECT %s, platform, account_id, id, %s FROM warehouse.ad_accounts WHERE id = %s"
            " ON CONFLICT (user_id, platform, account_id) DO UPDATE SET status = 'active', team_id = excluded.team_id",
            self.random.choice(self.people),
            self.random.choice((None, *self.teams)),
            self.random.choice(self.accounts),
        )

    def disconnect(self) -> None:
        self.ads.run(
            "UPDATE app.marketing_accounts SET status = 'removed' WHERE user_id = %s", self.random.choice(self.people)
        )

    def join(self) -> None:
        self.ads.run(
            "INSERT INTO app.team_members (team_id, user_id) VALUES (%s, %s)"
            " ON CONFLICT (team_id, user_id) DO UPDATE SET is_active = NOT team_members.is_active",
            self.random.choice(self.teams),
            self.random.choice(self.people),
        )

    def leave(self) -> None:
        self.ads.run(
            "UPDATE app.team_members SET is_active = false WHERE user_id = %s", self.random.choice(self.people)
        )

    def change_currency(self) -> None:
        table, owners = self.random.choice((("users", self.people), ("teams", self.teams)))
        self.ads.run(
            f"UPDATE app.{table} SET settings = jsonb_build_object('reporting_currency', %s::text) WHERE id = %s",
            self.random.choice(CURRENCIES),
            self.random.choice(owners),
        )

    def change_team(self) -> None:
        self.ads.run(
            "UPDATE app.users SET team_id = %s WHERE id = %s",
            self.random.choice((None, *self.teams)),
            self.random.choice(self.people),
        )

    def plan_budget(self) -> None:
        first = FIRST + self.random.randrange(40) * DAY
        self.ads.budget(
            self.random.choice(self.people),
            "777",
            first,
            first + self.random.randrange(12) * DAY,
            currency=self.random.choice(CURRENCIES),
            team_id=self.random.choice((None, *self.teams)),
            ad_account_id=self.random.choice((None, *self.accounts)),
        )

    def drop_budget(self) -> None:
        self.ads.run("DELETE FROM app.budgets WHERE id = (SELECT id FROM app.budgets ORDER BY id LIMIT 1)")

    def end_day(self) -> None:
        self.ads.today += DAY

    def publish(self, account: int) -> None:
        """A planned campaign is published as campaign x of an account."""
        connection = self.ads.one("SELECT id FROM app.marketing_accounts WHERE ad_account_id = %s", account)
        planned = self.ads.one(
            "INSERT INTO app.campaigns (user_id, name) VALUES (%s, 'plan') RETURNING id", self.people[0]
        )
        self.ads.run(
            "INSERT INTO app.campaign_publications (campaign_id, marketing_account_id, platform_campaign_id)"
            " VALUES (%s, %s, 'x')",
            planned,
            connection,
        )

    def state(self) -> dict[str, set[str]]:
        """Every compared row, without when it was written."""
        return {name: {_told(row) for row in self.ads.run(query)} for name, query in COMPARED.items()}


def _told(row: dict[str, Any]) -> str:
    return repr({name: value for name, value in row.items() if name not in WHEN})


def _empty(owner: Warehouse) -> None:
    """As nothing had ever happened; the archive and its rows go with it."""
    owner.connection.execute("TRUNCATE app.users, app.teams, warehouse.ad_accounts CASCADE")
    owner.connection.execute(
        "TRUNCATE warehouse.campaign_metrics, ops.archive_manifest, ops.touched_days, ops.touched_records,"
        " marts.account_channel_daily, marts.channel_performance, marts.campaign_metrics_monthly, marts.analytics,"
        " marts.budget_status"
    )


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10**6), steps=st.integers(8, 12))
def test_steps_and_a_rebuild_give_the_same(warehouse: Warehouse, owner: Warehouse, seed: int, steps: int) -> None:
    _empty(owner)
    history = History(warehouse, seed)
    for _ in range(steps):
        history.step()
    history.ads.refresh()
    known = history.state()
    rebuilt = rebuild_marts(warehouse, Clock(history.ads.today))
    assert history.state() == known
    assert {name: written.changed for name, written in rebuilt.marts.items() if written.changed} == {}
    assert history.ads.broken().keys() <= {"analytics.rates_known", "budget_status.rates_known"}
