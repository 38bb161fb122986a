"""The tables that platforms fill: their channels, a column for every field, and rows that cannot be."""

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
from tests.conftest import Databases

pytestmark = pytest.mark.database
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
            if (
                field not in SOURCE
                and at in found
                and field.name not in ("metadata", "data_snapshot", "currency", "customer_currency")
            ):
                assert found[at][0].replace(" with time zone", "") == SQL_TYPES[field.type].replace("tz", "")
    assert {field.name for field in EVENTS} - {field.name for field in SOURCE} <= {name for _, name in found}


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


@pytest.mark.parametrize(
    ("return_sn", "status", "quantity", "broken"),
    [
        ("", "refunded", 1, "orders_status_of_an_order_is_known"),
        ("R", "completed", -1, "orders_status_of_a_return_is_known"),
        ("", "pending", -1, "orders_sales_add_and_returns_take_away"),
        ("R", "requested", 1, "orders_sales_add_and_returns_take_away"),
    ],
)
def test_an_order_or_return_that_cannot_be_is_refused_by_a_constraint_that_says_why(
    databases: Databases, return_sn: str, status: str, quantity: int, broken: str
) -> None:
    with closing(Warehouse(databases.loader_url)) as loader:
        loader.connection.execute("SELECT ops.ensure_partition('warehouse.orders', '2025-03-01')")
        with pytest.raises(psycopg.errors.CheckViolation, match=broken):
            loader.connection.execute(
                "INSERT INTO warehouse.orders (order_date, ad_account_id, order_sn, return_sn, ordered_at, status,"
                " platform_status, currency, quantity, items_amount, source_updated_at, batch_id, fetched_at)"
                " VALUES ('2025-03-01', 1, '1', %s, now(), %s, '', 'SGD', %s, 0, now(), 1, now())",
                (return_sn, status, quantity),
            )
