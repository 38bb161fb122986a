"""Tables of every kind over four months, of which some are moved to the archive and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from resources import tiers
from resources.archive import archive_month, release_month, restore_month
from resources.archive.months import TableMonth
from resources.archive.restore import reopen_month
from resources.metrics import MEASURES
from resources.object_store import ObjectStore
from resources.settings import Settings
from resources.warehouse.connection import Warehouse
from sandbox.embedded.object_store import ObjectStoreServer
from tests.resources.archive.conftest import ROLL_UP

AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = (dt.date(2025, month, 1) for month in (8, 9, 10, 11))
MONTHS = (AUGUST, SEPTEMBER, OCTOBER, NOVEMBER)
TODAY = dt.date(2026, 2, 20)
METRICS, HOURLY, EVENTS, VIEWS, REVISIONS = (
    "campaign_metrics",
    "campaign_metrics_hourly",
    "analytics_events",
    "page_views",
    "metric_revisions",
)
FIGURES = """
    nullif(i, 7), i %% 9, CASE WHEN i %% 11 > 0 THEN (i - 50) / 3.0 END, CASE WHEN i %% 7 > 0 THEN i * 0.333333 END,
    CASE WHEN i %% 5 > 0 THEN 12345678901234.567891 - i END, 'KRW', 1, clock_timestamp()
"""
FILL = {
    METRICS: f"""
        INSERT INTO warehouse.campaign_metrics
            (date, campaign_id, channel_id, ad_account_id, impressions, clicks, cost, conversions, revenue, currency,
             batch_id, fetched_at)
        SELECT %(month)s::date + i %% 30, i / 30, 4 + i %% 2, 1, {FIGURES} FROM generate_series(1, 200) AS i
    """,
    HOURLY: f"""
        INSERT INTO warehouse.campaign_metrics_hourly
            (date, hour, campaign_id, channel_id, ad_account_id, impressions, clicks, cost, conversions, revenue,
             currency, batch_id, fetched_at)
        SELECT %(month)s::date + i %% 30, i %% 24, i / 30, 4, 1, {FIGURES} FROM generate_series(1, 200) AS i
    """,
    EVENTS: """
        INSERT INTO warehouse.analytics_events
            (event_date, ad_account_id, event_key, occurred_at, event_type, platform_type, quantity, revenue, currency,
             metadata, batch_id, fetched_at)
        SELECT %(month)s::date + i %% 30, 1, i::text, %(month)s::timestamptz + i * interval '1.000001 hours', 'fee',
               'SALE "x", ' || chr(10) || 'y', i, -i / 3.0, 'USD',
               jsonb_build_object('text', 'quote " and ' || chr(10), 'n', i, 'none', NULL), 1, clock_timestamp()
        FROM generate_series(1, 50) AS i
    """,
    VIEWS: """
        INSERT INTO app.page_views (timestamp, id, team_id, page, count)
        SELECT moment, gen_random_uuid(), '00000000-0000-4000-8000-000000000003', moment::text, 1 + number
        FROM unnest(ARRAY[%(month)s::timestamptz, %(month)s::timestamptz + interval '11 days 0.000001 seconds',
                          %(month)s::timestamptz + interval '1 month' - interval '1 microsecond'])
            WITH ORDINALITY AS moments (moment, number)
    """,
    REVISIONS: """
        INSERT INTO warehouse.metric_revisions
            (changed_at, table_name, ad_account_id, date, campaign_id, channel_id, kind, measure, old_value, new_value,
             currency, batch_id, run_id)
        SELECT %(month)s::timestamptz + i * interval '1 hour', 'campaign_metrics', 1, '2025-07-01', i, 4, 'update',
               'revenue', CASE WHEN i > 1 THEN 12345678901234.567891 - i END, i, 'KRW', 1, 'r1'
        FROM generate_series(1, 20) AS i
    """,
}


@dataclass
class Tiered:
    """A warehouse as its owner, its bucket, and the settings that lead to both."""

    owner: Warehouse
    store: ObjectStore
    settings: Settings

    def run(self, text: str, parameters: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """Rows of an ad-hoc statement in PostgreSQL."""
        cursor = self.owner.connection.execute(text, parameters)
        return [dict(row) for row in cursor.fetchall()] if cursor.description else []

    def fill(self, table: str, months: Sequence[dt.date] = MONTHS) -> None:
        """Write rows of every kind into months of a table."""
        for month in months:
            parent = TableMonth(table, month).parent_name
            self.run(f"SELECT ops.ensure_partition('{parent}', '{month}')")
            self.run(FILL[table], {"month": month})

    def archive(self, table: str, *months: dt.date) -> list[bool]:
        """Move months to the archive, once nothing waits for the marts; which of them readers hold up."""
        self.run("DELETE FROM ops.touched_days")
        self.run(ROLL_UP.format(sums=", ".join(f"sum({name})" for name in MEASURES)))
        found = [archive_month(self.owner, self.store, table, month, TODAY) for month in months]
        assert all(result.manifest.serves for result in found)
        return [result.is_pending for result in found]

    def restore(self, table: str, month: dt.date) -> None:
        """Bring a month back."""
        restore_month(self.owner, self.store, table, month)

    def release(self, table: str, month: dt.date) -> None:
        """Hand a restored month back to retention."""
        release_month(self.owner, table, month)

    def rewrite(self, table: str, month: dt.date, change: str) -> None:
        """Change rows of an archived month as late ones do: it comes back and is archived anew, as its next version."""
        reopen_month(self.owner, self.store, TableMonth(table, month))
        self.run(change)
        self.archive(table, month)

    def query(self, text: str) -> list[dict[str, Any]]:
        """Rows over all tiers."""
        rows: list[dict[str, Any]] = tiers.query(text, self.settings).to_pylist()
        return rows

    @contextmanager
    def connected(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One moment of all tiers."""
        with tiers.connect(self.settings) as connection:
            yield connection


@pytest.fixture
def tiered(owner: Warehouse, store: ObjectStore, object_store_server: ObjectStoreServer, tmp_path: Path) -> Tiered:
    """The world, empty."""
    values = {
        "adwarehouse_home": tmp_path / "home",
        "adwarehouse_today": "2026-02-20",
        "database_owner_url": owner.url,
        "s3_endpoint_url": object_store_server.endpoint,
        "s3_bucket": store.bucket,
        "aws_access_key_id": object_store_server.access_key,
        "aws_secret_access_key": object_store_server.secret_key,
    }
    return Tiered(owner, store, Settings.model_validate(values))
