"""A warehouse with accounts, people and teams to be alerted about, and the settings that say who hears of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import sql

from resources import alerts
from resources.alerts import Delivered, Watched
from resources.settings import Settings
from resources.warehouse.connection import Warehouse
from tests.receivers import Mailbox, Webhook, mailbox, webhook

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
SEALED = "gAAAA-sealed"
OPERATORS = {"alert_email_to": "ops@example.com", "alert_email_from": "house@example.com"}


class Desk:
    """Writes what goes wrong, the way the pipeline and the application do; `now` is when people look."""

    def __init__(self, warehouse: Warehouse, owner: Warehouse) -> None:
        self.warehouse = warehouse
        self.owner = owner
        self.now = dt.datetime.now(dt.UTC)
        self.ann = self.one("INSERT INTO app.users (email, name) VALUES ('ann@example.com', 'Ann') RETURNING id")

    def one(self, text: str, *parameters: Any) -> Any:
        """The only value of a statement."""
        ((row),) = self.owner.connection.execute(text, parameters or None).fetchall()
        return next(iter(row.values()))

    def do(self, text: str, *parameters: Any) -> None:
        """A statement without an answer."""
        self.owner.connection.execute(text, parameters or None)

    def team(self, name: str, **wishes: Any) -> Any:
        """A team with settings for alerts, where there are any."""
        settings = json.dumps({"alerts": wishes} if wishes else {})
        insert = "INSERT INTO app.teams (owner_id, name, settings) VALUES (%s, %s, %s) RETURNING id"
        return self.one(insert, self.ann, name, settings)

    def account(self, name: str, team: Any = None, *, platform: str = "meta", **columns: Any) -> int:
        """An account connected two days ago, with columns of the connection."""
        account = self.one(
            "INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone) "
            "VALUES (%s, %s, %s, 'USD', 'UTC') RETURNING id",
            platform,
            name,
            f"Shop {name}",
        )
        self.connect(account, team, **columns)
        return int(account)

    def connect(self, account: int, team: Any = None, user: Any = None, **columns: Any) -> None:
        """A connection to an account."""
        given = {"access_token": SEALED, "updated_at": self.now - 2 * DAY, **columns}
        self.do(
            f"INSERT INTO app.marketing_accounts (user_id, team_id, platform, account_id, ad_account_id, "
            f"{', '.join(given)}) SELECT %s, %s, platform, account_id, id, {', '.join(['%s'] * len(given))} "
            "FROM warehouse.ad_accounts WHERE id = %s",
            user or self.ann,
            team,
            *given.values(),
            account,
        )

    def batch(self, account: int, status: str = "published", at: dt.datetime | None = None, **columns: Any) -> int:
        """A batch of the week up to a moment, made and last touched then."""
        moment = at or self.now
        window = {"window_start": moment.date() - 6 * DAY, "window_end": moment.date() + DAY}
        given = {"status": status, "created_at": moment, "updated_at": moment, **window, **columns}
        return int(
            self.one(
                "INSERT INTO ops.batches (platform, stream, ad_account_id, run_id, "
                f"load_mode, fetched_at, {', '.join(given)}) SELECT platform, 'campaign_daily', id, "
                f"'run-1', 'replace_window', now(), {', '.join(['%s'] * len(given))} "
                "FROM warehouse.ad_accounts WHERE id = %s RETURNING id",
                *given.values(),
                account,
            )
        )

    def sync(self, account: int, status: str, error: str | None = None, of: str = "RetryableError") -> None:
        """The sync log of a run that ended now."""
        self.batch(account, "failed" if status == "failed" else "published")
        self.do(
            "INSERT INTO ops.data_sync_logs (ad_account_id, platform, stream, run_id, sync_type, status, window_start, "
            "window_end, started_at, error_class, error_message) SELECT id, platform, 'campaign_daily', "
            "gen_random_uuid()::text, 'incremental', %s, '2026-03-01', '2026-03-08', clock_timestamp(), %s, %s "
            "FROM warehouse.ad_accounts WHERE id = %s",
            status,
            of if error else None,
            error,
            account,
        )

    def look(self, after: dt.timedelta = 10 * dt.timedelta(minutes=1)) -> Watched:
        """Let time pass and watch."""
        self.now += after
        return alerts.watch(self.warehouse, self.now)

    def rows(self, of: str = "ops.alerts") -> list[dict[str, Any]]:
        """A table as the loader reads it, in the order in which it was written."""
        relation = sql.Identifier(*of.split("."))
        found = self.warehouse.connection.execute(sql.SQL("SELECT * FROM {} ORDER BY 1").format(relation))
        return [dict(row) for row in found]

    def open(self) -> dict[str, dict[str, Any]]:
        """The operators' open alerts by kind."""
        return {row["kind"]: row for row in self.rows() if row["resolved_at"] is None and row["team_id"] is None}

    def untold(self) -> dict[str, str]:
        """Receiver -> why it has not been told."""
        rows = self.rows("ops.alert_deliveries")
        return {row["receiver"]: row["last_error"] for row in rows if row["delivered_at"] is None}


@pytest.fixture
def desk(warehouse: Warehouse, owner: Warehouse) -> Desk:
    """An empty warehouse with one person."""
    return Desk(warehouse, owner)


@pytest.fixture
def hook() -> Iterator[Webhook]:
    """A webhook that records."""
    with webhook() as hook:
        yield hook


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A mail server that records."""
    with mailbox() as box:
        yield box


class Office:
    """The operators' settings, and a round of delivery with them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.settings = Settings()

    def set(self, **given: Any) -> None:
        """Configure anew, as load_settings does."""
        self.settings = Settings.model_validate(given)

    def deliver(self) -> Delivered:
        """One round."""
        return alerts.deliver(self.desk.warehouse, self.settings)


@pytest.fixture
def office(desk: Desk) -> Office:
    """Nobody is told yet."""
    return Office(desk)
