"""Rows that a migration moves, makes or takes along keep what is known of them, there and back."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from resources.warehouse.connection import Warehouse
from resources.warehouse.schema import migrate
from tests.conftest import Databases

pytestmark = pytest.mark.database
SENT = "2026-11-20 03:20:00+00"
CHANNELS = (
    "SELECT channel.name, channel.revenue_basis, channel.vat_rate, map.placement FROM warehouse.channels AS channel"
    " LEFT JOIN warehouse.channel_map AS map ON map.channel_id = channel.id ORDER BY 1, 4"
)


def asked(warehouse: Warehouse, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in warehouse.connection.execute(query.encode()).fetchall()]


def test_channels_and_currencies_come_with_their_migrations_and_go_with_the_way_back(
    databases: Databases, owner: Warehouse
) -> None:
    channels, currencies = asked(owner, CHANNELS), asked(owner, "SELECT * FROM warehouse.currencies ORDER BY code")
    owner.connection.execute(
        "INSERT INTO warehouse.channel_map SELECT platform, 'live', id FROM warehouse.channels"
        " WHERE name IN ('shopee_other', 'google_other')"
    )
    migrate(databases.owner_url, "0001")
    left = asked(
        owner, "SELECT name, placement FROM warehouse.channels LEFT JOIN warehouse.channel_map ON channel_id = id"
    )
    assert {placement for _, placement in left} == {
        None,
        "facebook",
        "instagram",
        "messenger",
        "audience_network",
        "threads",
        "all",
    }
    assert not {name for name, _ in left} & {"shopee_ads", "shopee_other", "google_other", "clickbank", "naver_place"}
    for revision in ("head", "base", "head"):
        migrate(databases.owner_url, revision)
        if revision == "head":
            assert asked(owner, CHANNELS) == channels
    assert asked(owner, "SELECT * FROM warehouse.currencies ORDER BY code") == currencies


def test_what_was_sent_is_not_sent_again_after_the_migration_and_back(databases: Databases, owner: Warehouse) -> None:
    migrate(databases.owner_url, "0001")
    owner.connection.execute(
        "INSERT INTO ops.alerts (severity, kind, dedupe_key, message, sent_at) "
        "VALUES ('error', 'run_failure', 'one', 'm', %s), ('error', 'run_failure', 'two', 'm', NULL)",
        (SENT,),
    )
    migrate(databases.owner_url)
    assert asked(
        owner,
        "SELECT dedupe_key, notice, receiver, delivered_at::text FROM ops.alerts"
        " JOIN ops.alert_deliveries ON alert_id = id",
    ) == [("one", "open", "webhook", SENT)]
    migrate(databases.owner_url, "0001")
    assert asked(owner, "SELECT dedupe_key, sent_at::text FROM ops.alerts ORDER BY id") == [
        ("one", SENT),
        ("two", None),
    ]


def test_records_that_are_summed_or_ignored_are_counted_as_duplicates_on_the_way_back(
    databases: Databases, owner: Warehouse
) -> None:
    owner.connection.execute(
        "INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone)"
        " VALUES ('naver', '1', '', 'KRW', 'Asia/Seoul')"
    )
    owner.connection.execute(
        "INSERT INTO ops.batches (platform, stream, ad_account_id, window_start, window_end, run_id, load_mode, status,"
        " fetched_at, records_fetched, records_staged, records_duplicate, records_summed, records_ignored)"
        " SELECT 'naver', 'campaign_daily', id, '2025-03-01', '2025-03-02', '', 'replace_window', 'published', now(),"
        " 10, 1, 2, 4, 3 FROM warehouse.ad_accounts",
    )
    with pytest.raises(psycopg.errors.CheckViolation, match="batches_records_are_conserved"):
        owner.connection.execute("UPDATE ops.batches SET records_summed = 5")
    migrate(databases.owner_url, "0002")
    assert asked(owner, "SELECT records_staged, records_duplicate FROM ops.batches") == [(1, 9)]


def test_a_team_in_a_zone_that_nobody_knows_stops_the_migration_before_anything_is_recomputed(
    databases: Databases, owner: Warehouse
) -> None:
    migrate(databases.owner_url, "0003")
    owner.connection.execute("INSERT INTO app.users (email, name) VALUES ('ann@example.com', 'Ann')")
    owner.connection.execute(
        "INSERT INTO app.teams (owner_id, name, settings) SELECT id, 'T', '{\"timezone\": \"Mars\"}' FROM app.users"
    )
    with pytest.raises(psycopg.errors.InvalidParameterValue, match='time zone "Mars" not recognized'):
        migrate(databases.owner_url)
    assert asked(owner, "SELECT version_num FROM ops.schema_version") == [("0003",)]
    owner.connection.execute("UPDATE app.teams SET settings = '{}'")
    migrate(databases.owner_url)
