"""What Google, Naver and ClickBank need comes with the migration and goes with its way back."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from resources.loading.tables import SQL_TYPES
from resources.metrics import EVENT_TYPES, EVENTS, PRODUCTS, SOURCE
from resources.warehouse.connection import Warehouse
from resources.warehouse.roles import apply_roles
from resources.warehouse.schema import migrate
from tests.conftest import Databases

pytestmark = pytest.mark.database
NEW_COLUMNS = (
    "SELECT attrelid::regclass || '.' || attname AS name FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped"
    " AND attrelid = ANY (ARRAY['warehouse.products', 'warehouse.product_metrics', 'warehouse.channels',"
    " 'ops.batches', 'ops.data_sync_logs']::regclass[]) ORDER BY 1"
)
CHANNELS = (
    "SELECT channel.name, channel.revenue_basis, string_agg(map.placement, ' ' ORDER BY map.placement) AS placements"
    " FROM warehouse.channels AS channel LEFT JOIN warehouse.channel_map AS map ON map.channel_id = channel.id"
    " WHERE channel.platform IN ('google', 'naver', 'clickbank') GROUP BY channel.name, channel.revenue_basis"
)
DISPLAY = "CONTENT DISCOVER GMAIL GOOGLE_OWNED_CHANNELS GOOGLE_TV MAPS MIXED"
NETWORKS = f"{DISPLAY} SEARCH SEARCH_PARTNERS YOUTUBE"


def asked(url: str, query: str) -> list[tuple[Any, ...]]:
    with closing(Warehouse(url)) as warehouse:
        return [tuple(row.values()) for row in warehouse.connection.execute(query)]


def run(url: str, *statements: str) -> None:
    with closing(Warehouse(url)) as warehouse:
        for each in statements:
            warehouse.connection.execute(each)


def test_the_way_back_leaves_nothing_and_the_way_forth_brings_all_of_it(databases: Databases) -> None:
    owner = databases.owner_url
    columns, channels = asked(owner, NEW_COLUMNS), sorted(asked(owner, CHANNELS), key=str)
    run(databases.loader_url, "SELECT ops.ensure_partition('warehouse.analytics_events', '2025-03-01')")
    migrate(owner, "0002")
    assert asked(owner, "SELECT relname FROM pg_class WHERE relname LIKE 'analytics_events%'") == []
    assert len(asked(owner, NEW_COLUMNS)) == len(columns) - 8 - 5 - 2 - 2 - 2
    assert sorted(asked(owner, CHANNELS)) == [
        (name, "attributed", None)
        for name in ("google_display", "google_search", "naver_display", "naver_search", "youtube")
    ]
    migrate(owner)
    apply_roles(owner, databases.loader_url)
    assert (asked(owner, NEW_COLUMNS), sorted(asked(owner, CHANNELS), key=str)) == (columns, channels)


def test_every_placement_that_the_platforms_report_has_its_channel_and_its_basis(databases: Databases) -> None:
    assert {name: (basis, placements) for name, basis, placements in asked(databases.loader_url, CHANNELS)} == {
        "google_search": ("attributed", "SEARCH SEARCH_PARTNERS"),
        "google_display": ("attributed", DISPLAY),
        "youtube": ("attributed", "YOUTUBE"),
        "google_pmax": ("attributed", " ".join(f"PERFORMANCE_MAX/{name}" for name in NETWORKS.split())),
        "google_other": ("attributed", None),
        "naver_search": ("attributed", "WEB_SITE"),
        "naver_shopping": ("attributed", "SHOPPING"),
        "naver_place": ("attributed", "PLACE"),
        "naver_brand": ("attributed", "BRAND_SEARCH"),
        "naver_power_contents": ("attributed", "POWER_CONTENTS"),
        "naver_display": ("attributed", None),
        "naver_other": ("attributed", None),
        "clickbank": ("earned", "hoplink"),
        "clickbank_other": ("earned", None),
    }


def test_the_tax_beside_the_stored_cost_is_told_by_channel(databases: Databases) -> None:
    told = asked(
        databases.loader_url, "SELECT DISTINCT platform, cost_includes_vat, vat_rate FROM warehouse.channels ORDER BY 1"
    )
    assert {row[0]: row[1:] for row in told if row[0] in ("naver", "google")} == {
        "naver": (False, Decimal("0.1000")),
        "google": (False, None),
    }


def test_events_and_products_have_a_column_for_every_field_and_each_is_described(databases: Databases) -> None:
    found = {
        (table, name): (kind, described)
        for table, name, kind, described in asked(
            databases.loader_url,
            "SELECT attrelid::regclass::text, attname, format_type(atttypid, atttypmod),"
            " col_description(attrelid, attnum) FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped AND attrelid ="
            " ANY (ARRAY['warehouse.analytics_events', 'warehouse.products', 'warehouse.product_metrics']::regclass[])",
        )
    }
    assert [key for key, (_, described) in found.items() if not described] == []
    for table, schema in (("analytics_events", EVENTS), ("products", PRODUCTS)):
        for field in schema:
            at = f"warehouse.{table}", field.name
            if field not in SOURCE and at in found and field.name not in ("metadata", "currency", "customer_currency"):
                assert found[at][0].replace(" with time zone", "") == SQL_TYPES[field.type].replace("tz", "")
    assert {field.name for field in EVENTS} - {field.name for field in SOURCE} <= {name for _, name in found}


def test_records_that_are_summed_or_ignored_are_counted_as_duplicates_on_the_way_back(databases: Databases) -> None:
    run(
        databases.owner_url,
        "INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone)"
        " VALUES ('naver', '1', '', 'KRW', 'Asia/Seoul')",
        "INSERT INTO ops.batches (platform, stream, ad_account_id, window_start, window_end, run_id, load_mode, status,"
        " fetched_at, records_fetched, records_staged, records_duplicate, records_summed, records_ignored)"
        " SELECT 'naver', 'campaign_daily', id, '2025-03-01', '2025-03-02', '', 'replace_window', 'published', now(),"
        " 10, 1, 2, 4, 3 FROM warehouse.ad_accounts",
    )
    with pytest.raises(psycopg.errors.CheckViolation, match="batches_records_are_conserved"):
        run(databases.owner_url, "UPDATE ops.batches SET records_summed = 5")
    migrate(databases.owner_url, "0002")
    assert asked(databases.owner_url, "SELECT records_staged, records_duplicate FROM ops.batches") == [(1, 9)]


GOOD: dict[str, Any] = {
    "event_date": dt.date(2025, 3, 1),
    "event_type": "conversion",
    "revenue": 1,
    "customer_amount": 1,
    "customer_currency": "USD",
    "metadata": "{}",
}


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_every_event_type_of_the_schema_is_allowed(databases: Databases, event_type: str) -> None:
    with closing(Warehouse(databases.loader_url)) as loader:
        insert(loader, {**GOOD, "event_type": event_type})


@pytest.mark.parametrize(
    ("wrong", "broken"),
    [
        ({"event_type": "TEST_SALE"}, "event_type_is_known"),
        ({"revenue": "NaN"}, "revenue_is_a_number"),
        ({"customer_amount": "NaN"}, "customer_amount_is_a_number"),
        ({"customer_currency": None}, "customer_amount_has_its_currency"),
        ({"metadata": "[]"}, "metadata_is_an_object"),
    ],
)
def test_an_event_that_cannot_be_is_refused_by_a_constraint_that_says_why(
    databases: Databases, wrong: dict[str, Any], broken: str
) -> None:
    with (
        closing(Warehouse(databases.loader_url)) as loader,
        pytest.raises(psycopg.errors.CheckViolation, match=f"analytics_events_{broken}"),
    ):
        insert(loader, {**GOOD, **wrong})


def insert(loader: Warehouse, row: dict[str, Any]) -> None:
    loader.connection.execute("SELECT ops.ensure_partition('warehouse.analytics_events', '2025-03-01')")
    loader.connection.execute(
        "INSERT INTO warehouse.analytics_events (event_date, ad_account_id, event_key, occurred_at, event_type,"
        " platform_type, quantity, revenue, currency, customer_amount, customer_currency, metadata, batch_id,"
        " fetched_at) VALUES (%(event_date)s, 1, '1', now(), %(event_type)s, 'X', 1, %(revenue)s, 'USD',"
        " %(customer_amount)s, %(customer_currency)s, %(metadata)s, 1, now())",
        row,
    )
