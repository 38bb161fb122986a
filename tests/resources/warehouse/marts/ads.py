"""A pen that writes what advertising leaves in the warehouse: people, accounts, facts, rates, budgets."""

from __future__ import annotations

import datetime as dt
from typing import Any

from psycopg.types.json import Jsonb

from resources import audits
from resources.clock import Clock
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import Mart, Refreshed, refresh_marts
from resources.warehouse.marts.catalogue import MARTS
from resources.windows import DAY


class Ads:
    """Facts by hand, the way a publish leaves them. Days are dates, money is text."""

    def __init__(self, warehouse: Warehouse, today: dt.date) -> None:
        self.warehouse = warehouse
        self.today = today

    def run(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """Rows of one statement, committed."""
        cursor = self.warehouse.connection.execute(query.encode(), values)
        return [dict(row) for row in cursor] if cursor.description else []

    def one(self, query: str, *values: Any) -> Any:
        """The only value of a statement."""
        ((value,),) = (row.values() for row in self.run(query, *values))
        return value

    def user(self, name: str, team: Any = None, **settings: str) -> Any:
        return self.one(
            "INSERT INTO app.users (email, name, team_id, settings) VALUES (%s, %s, %s, %s) RETURNING id",
            f"{name}@example.com",
            name,
            team,
            Jsonb(settings),
        )

    def team(self, owner: Any, **settings: str) -> Any:
        return self.one(
            "INSERT INTO app.teams (owner_id, name, settings) VALUES (%s, 'team', %s) RETURNING id",
            owner,
            Jsonb(settings),
        )

    def account(self, name: str, currency: str = "USD", platform: str = "meta") -> int:
        account = self.one(
            "INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone)"
            " VALUES (%s, %s, %s, %s, 'Asia/Seoul') RETURNING id",
            platform,
            name,
            name,
            currency,
        )
        return int(account)

    def connect(self, user: Any, account: int, team: Any = None) -> Any:
        return self.one(
            "INSERT INTO app.marketing_accounts (user_id, platform, account_id, ad_account_id, team_id)"
            " SELECT %s, platform, account_id, id, %s FROM warehouse.ad_accounts WHERE id = %s RETURNING id",
            user,
            team,
            account,
        )

    def campaign(self, account: int, name: str) -> int:
        campaign = self.one(
            "INSERT INTO warehouse.campaigns (ad_account_id, campaign_id, campaign_name, platform, currency,"
            " fetched_at) SELECT id, %s, %s, platform, currency, now() FROM warehouse.ad_accounts WHERE id = %s"
            " ON CONFLICT (ad_account_id, campaign_id) DO UPDATE SET updated_at = now() RETURNING id",
            name,
            name,
            account,
        )
        return int(campaign)

    def fact(self, account: int, day: dt.date, campaign: str = "c", channel: str = "facebook", **figures: Any) -> int:
        """A fact of 1000 impressions, 10 clicks and cost 0, unless told; its day is loaded and touched."""
        known = {"impressions": 1000, "clicks": 10, "cost": "0", "conversions": None, "revenue": None} | figures
        identity = self.campaign(account, campaign)
        self.run("SELECT ops.ensure_partition('warehouse.campaign_metrics', %s)", day)
        self.run(
            "INSERT INTO warehouse.campaign_metrics (date, campaign_id, channel_id, ad_account_id, currency, batch_id,"
            f" fetched_at, {', '.join(known)}) SELECT %s, %s, channel.id, account.id, account.currency, 1, now(),"
            f" {', '.join(['%s'] * len(known))} FROM warehouse.ad_accounts AS account, warehouse.channels AS channel"
            " WHERE account.id = %s AND channel.name = %s",
            day,
            identity,
            *known.values(),
            account,
            channel,
        )
        self.loaded(account, day)
        return identity

    def loaded(self, account: int, first: dt.date, last: dt.date | None = None) -> None:
        """Days that a publish loaded, with whatever facts they have."""
        self.run(
            "INSERT INTO ops.stream_state (ad_account_id, stream, covered_through, last_success_at)"
            " VALUES (%s, 'campaign_daily', %s, '2025-01-01') ON CONFLICT DO NOTHING",
            account,
            first,
        )
        for day in days(first, last or first):
            self.run(
                "INSERT INTO ops.loaded_days (ad_account_id, stream, date, fetched_at, batch_id)"
                " VALUES (%s, 'campaign_daily', %s, '2025-01-01', 1) ON CONFLICT DO NOTHING",
                account,
                day,
            )
            self.run(
                "INSERT INTO ops.touched_days (ad_account_id, date, reason) VALUES (%s, %s, 'publish')", account, day
            )

    def rate(self, currency: str, rate: str, day: dt.date) -> None:
        self.run(
            "INSERT INTO warehouse.fx_rates (date, base, quote, source, rate) VALUES (%s, 'EUR', %s, 'ecb', %s)",
            day,
            currency,
            rate,
        )

    def budget(self, user: Any, total: str, first: dt.date, last: dt.date, **more: Any) -> Any:
        terms = {
            "user_id": user,
            "total_amount": total,
            "start_date": first,
            "end_date": last,
            "currency": "USD",
        } | more
        return self.one(
            f"INSERT INTO app.budgets (name, period_type, {', '.join(terms)})"
            f" VALUES ('budget', 'monthly', {', '.join(['%s'] * len(terms))}) RETURNING id",
            *terms.values(),
        )

    def archive(self, owner: Warehouse, month: dt.date) -> None:
        """The archive serves the month: its facts are gone."""
        self.run("DELETE FROM warehouse.campaign_metrics WHERE date_trunc('month', date::timestamp)::date = %s", month)
        owner.connection.execute(
            "INSERT INTO ops.archive_manifest (table_name, month, state, rows, sums, content_hash, schema_version,"
            " objects, bytes) VALUES ('campaign_metrics', %s, 'dropped', 0, '{}', 0, '1', '[]', 0)",
            (month,),
        )

    def refresh(self) -> Refreshed:
        return refresh_marts(self.warehouse, Clock(self.today))

    def broken(self, *marts: Mart) -> dict[str, list[dict[str, Any]]]:
        """What each check of the marts finds."""
        found = {
            f"{mart.name}.{name}": audits.broken_mart(self.warehouse, mart, name)
            for mart in marts or MARTS
            for name, _ in mart.checks
        }
        return {name: rows for name, rows in found.items() if rows}


def days(first: dt.date, last: dt.date) -> list[dt.date]:
    """Every day from the first to the last."""
    return [first + n * DAY for n in range((last - first).days + 1)]
