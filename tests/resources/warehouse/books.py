"""Facts, rates and people written by hand, and what the marts make of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from resources.clock import Clock
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import refresh_marts

DAY = dt.date(2025, 3, 3)


class Books:
    """Writes facts by hand, the way a publish leaves them."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.sql = warehouse.connection.execute
        self.warehouse = warehouse
        self.sql("SELECT ops.ensure_partition('warehouse.campaign_metrics', %s)", (DAY,))

    def user(self, email: str, **settings: str) -> Any:
        """Somebody with settings."""
        row = self.sql(
            "INSERT INTO app.users (email, name, settings) VALUES (%s, 'x', %s::jsonb) RETURNING id",
            (email, str(settings).replace("'", '"')),
        ).fetchone()
        assert row
        return row["id"]

    def account(self, user: Any, name: str, currency: str, zone: str = "Asia/Seoul", team: Any = None) -> int:
        """An account that somebody has connected; its id."""
        row = self.sql(
            "INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone) "
            "VALUES ('meta', %s, %s, %s, %s) RETURNING id",
            (name, name, currency, zone),
        ).fetchone()
        assert row
        self.connect(user, name, row["id"], team)
        return int(row["id"])

    def connect(self, user: Any, name: str, account: int, team: Any = None) -> None:
        """Somebody else's connection to it."""
        self.sql(
            "INSERT INTO app.marketing_accounts (user_id, platform, account_id, ad_account_id, team_id) "
            "VALUES (%s, 'meta', %s, %s, %s)",
            (user, name, account, team),
        )

    def fact(
        self, account: int, channel: str, cost: str | None, revenue: str = "0", clicks: int = 10, **more: Any
    ) -> None:
        """A day of its campaign in a channel."""
        day = more.get("day", DAY)
        self.sql(
            "INSERT INTO warehouse.campaigns "
            "(ad_account_id, campaign_id, campaign_name, platform, currency, fetched_at) "
            "SELECT id, 'c', 'c', 'meta', currency, now() FROM warehouse.ad_accounts WHERE id = %s "
            "ON CONFLICT DO NOTHING",
            (account,),
        )
        self.sql(
            "INSERT INTO warehouse.campaign_metrics (date, campaign_id, channel_id, ad_account_id, impressions, "
            "clicks, cost, conversions, revenue, currency, batch_id, fetched_at) "
            "SELECT %(day)s, c.id, ch.id, c.ad_account_id, 1000, %(clicks)s, %(cost)s, 1, %(revenue)s, c.currency, 1, "
            "now() FROM warehouse.campaigns c, warehouse.channels ch "
            "WHERE c.ad_account_id = %(account)s AND ch.name = %(channel)s",
            {"day": day, "clicks": clicks, "cost": cost, "revenue": revenue, "account": account, "channel": channel},
        )
        self.loaded(account, day)

    def loaded(self, account: int, day: dt.date = DAY) -> None:
        """A day that was loaded, and waits for the marts."""
        self.sql(
            "INSERT INTO ops.loaded_days (ad_account_id, stream, date, fetched_at, batch_id) "
            "VALUES (%s, 'campaign_daily', %s, now(), 1) ON CONFLICT DO NOTHING",
            (account, day),
        )
        self.sql(
            "INSERT INTO ops.touched_days (ad_account_id, date, reason) VALUES (%s, %s, 'publish')", (account, day)
        )

    def rate(self, currency: str, rate: str, day: dt.date = DAY) -> None:
        """A rate of the ECB."""
        self.sql(
            "INSERT INTO warehouse.fx_rates (date, base, quote, source, rate) VALUES (%s, 'EUR', %s, 'ecb', %s)",
            (day, currency, rate),
        )

    def rows(self) -> list[dict[str, Any]]:
        """The channels' days after a refresh."""
        refresh_marts(self.warehouse, Clock(DAY))
        return [
            dict(row)
            for row in self.sql(
                "SELECT p.*, c.name AS channel FROM marts.channel_performance p "
                "JOIN warehouse.channels c ON c.id = channel_id ORDER BY user_id, date, c.name"
            )
        ]


@pytest.fixture
def books(warehouse: Warehouse) -> Books:
    """An empty warehouse with a pen."""
    return Books(warehouse)
