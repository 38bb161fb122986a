"""A closed month with every kind of figure in it, and a way to be killed while it is moved."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from resources.archive import ArchiveResult, archive_month, restore_month
from resources.archive.months import TABLES, TableMonth
from resources.metrics import MEASURES
from resources.object_store import ObjectStore
from resources.warehouse.connection import Warehouse
from sandbox.embedded.object_store import ObjectStoreServer

SEPTEMBER, TODAY = dt.date(2025, 9, 1), dt.date(2026, 11, 20)
FILL = """
    INSERT INTO warehouse.{table} (date, {hour} campaign_id, channel_id, ad_account_id, impressions, clicks, cost,
                                   conversions, revenue, likes, currency, batch_id, fetched_at)
    SELECT '2025-09-01'::date + i %% 30, {hours} i / 30, 4 + i %% 2, 1, nullif(i, 7), i %% 9, (i - 50) / 3.0,
           i * 0.333333, CASE WHEN i %% 5 > 0 THEN 12345678901234.567891 - i END, NULL, 'KRW', 1, clock_timestamp()
    FROM generate_series(0, %(rows)s - 1) AS i
"""
ROLL_UP = """
    TRUNCATE marts.account_channel_daily, marts.campaign_metrics_monthly;
    INSERT INTO marts.account_channel_daily
        (ad_account_id, channel_id, date, currency, impressions, clicks, cost, conversions, revenue, likes, shares,
         comments, saves, clicks_with_impressions, clicks_with_cost, revenue_with_cost, rows)
    SELECT ad_account_id, channel_id, date, currency, {sums}, sum(clicks) FILTER (WHERE impressions IS NOT NULL),
           sum(clicks) FILTER (WHERE cost IS NOT NULL), sum(revenue) FILTER (WHERE cost IS NOT NULL), count(*)
    FROM warehouse.campaign_metrics GROUP BY 1, 2, 3, 4;
    INSERT INTO marts.campaign_metrics_monthly
        (campaign_id, channel_id, month, currency, ad_account_id, impressions, clicks, cost, conversions, revenue,
         likes, shares, comments, saves, clicks_with_impressions, clicks_with_cost, impressions_with_cost,
         conversions_with_clicks, conversions_with_cost, revenue_with_cost, first_day, last_day, rows)
    SELECT campaign_id, channel_id, date_trunc('month', date::timestamp)::date, currency, ad_account_id, {sums},
           sum(clicks) FILTER (WHERE impressions IS NOT NULL), sum(clicks) FILTER (WHERE cost IS NOT NULL),
           sum(impressions) FILTER (WHERE cost IS NOT NULL), sum(conversions) FILTER (WHERE clicks IS NOT NULL),
           sum(conversions) FILTER (WHERE cost IS NOT NULL), sum(revenue) FILTER (WHERE cost IS NOT NULL),
           min(date), max(date), count(*)
    FROM warehouse.campaign_metrics GROUP BY 1, 2, 3, 4, 5
"""
CHILD = """
import datetime as dt, sys
from resources.archive import archive_month, release_month, restore_month
from resources.archive.retention import run
from resources.clock import Clock
from resources.object_store import ObjectStore
from resources.settings import settings
from resources.warehouse.connection import Warehouse
owner, store = Warehouse(settings().require("database_owner_url")), ObjectStore.from_settings(settings())
month, today = dt.date.fromisoformat(sys.argv[2]), dt.date.fromisoformat(sys.argv[3])
if sys.argv[1] == "archive":
    archive_month(owner, store, "campaign_metrics", month, today)
elif sys.argv[1] == "retention":
    list(run(owner, store, Clock(today)))
elif sys.argv[1] == "restore":
    restore_month(owner, store, "campaign_metrics", month)
else:
    release_month(owner, "campaign_metrics", month)
"""


@dataclass
class ColdWorld:
    """A warehouse as its owner, a bucket, and September 2025 in between."""

    owner: Warehouse
    store: ObjectStore
    server: ObjectStoreServer

    def fill(self, table: str = "campaign_metrics", rows: int = 500) -> None:
        """Write the month's rows: nulls, zeros, negative and large amounts."""
        is_hourly = "hour" in TABLES[table].key
        parts = {"table": table, "hour": "hour," if is_hourly else "", "hours": "i %% 24," if is_hourly else ""}
        self.run(f"SELECT ops.ensure_partition('warehouse.{table}', '{SEPTEMBER}')")
        self.run(FILL.format(**parts), {"rows": rows})
        self.roll_up()

    def roll_up(self) -> None:
        """Have the rollups of the daily facts equal them, as a refresh would."""
        self.run(ROLL_UP.format(sums=", ".join(f"sum({name})" for name in MEASURES)))

    def run(self, text: str, parameters: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """Rows of an ad-hoc statement."""
        cursor = self.owner.connection.execute(text, parameters)
        return [dict(row) for row in cursor.fetchall()] if cursor.description else []

    def rows(self, table: str = "campaign_metrics") -> list[dict[str, Any]]:
        """Every row of the month that PostgreSQL serves, every column, in key order."""
        return self.run(
            f"SELECT * FROM warehouse.{table} WHERE date >= '2025-09-01' AND date < '2025-10-01' "
            f"ORDER BY {', '.join(TABLES[table].key)}"
        )

    def states(self) -> list[str]:
        """State of each version, oldest first."""
        return [row["state"] for row in self.run("SELECT state FROM ops.archive_manifest ORDER BY version")]

    def archive(self, table: str = "campaign_metrics") -> ArchiveResult:
        """Archive the month, once the rollups are up to date."""
        if not any(state in ("serving_archive", "dropped") for state in self.states()[-1:]):
            self.roll_up()
        return archive_month(self.owner, self.store, table, SEPTEMBER, TODAY)

    def restore(self, table: str = "campaign_metrics") -> ArchiveResult:
        """Restore the month."""
        return restore_month(self.owner, self.store, table, SEPTEMBER)

    def objects(self) -> list[str]:
        """Every key in the bucket."""
        return [item.key for item in self.store.list("")]

    def partition_exists(self) -> bool:
        """The month's table is there, attached or not."""
        name = TableMonth("campaign_metrics", SEPTEMBER).partition_name
        return bool(self.run(f"SELECT to_regclass('{name}') IS NOT NULL AS found")[0]["found"])

    def killed_at(self, failpoint: str, action: str) -> int:
        """Do it in a process of its own that dies at the failpoint; its exit code (negative: the signal)."""
        environment = {
            "PATH": os.defpath,
            "DATABASE_OWNER_URL": self.owner.url,
            "S3_ENDPOINT_URL": self.server.endpoint,
            "S3_BUCKET": self.store.bucket,
            "AWS_ACCESS_KEY_ID": self.server.access_key,
            "AWS_SECRET_ACCESS_KEY": self.server.secret_key,
            "ADWAREHOUSE_FAILPOINT": failpoint,
        }
        arguments = [sys.executable, "-c", CHILD, action, str(SEPTEMBER), str(TODAY)]
        return subprocess.run(arguments, env=environment, check=False, capture_output=True, timeout=120).returncode


@pytest.fixture
def cold(owner: Warehouse, store: ObjectStore, object_store_server: ObjectStoreServer) -> ColdWorld:
    """The world, with 500 daily rows in September 2025."""
    world = ColdWorld(owner, store, object_store_server)
    world.fill()
    return world
