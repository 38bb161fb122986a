"""Orders, products and their channels come with the migration and go with its way back."""

from __future__ import annotations

from contextlib import closing

import psycopg
import pytest

from resources.warehouse.connection import Warehouse
from resources.warehouse.schema import migrate
from tests.conftest import Databases

pytestmark = pytest.mark.database
TABLES = ("order_items", "orders", "product_metrics", "products")


def found(databases: Databases) -> tuple[list[str], list[str]]:
    """The shops' tables with their partitions, and their channels."""
    with closing(Warehouse(databases.owner_url)) as owner:
        tables = owner.connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'warehouse'::regnamespace AND relkind IN ('r', 'p')"
            " AND relname ~ '^(order|product)' ORDER BY 1"
        ).fetchall()
        channels = owner.connection.execute(
            "SELECT name || coalesce(' ' || placement, '') AS name FROM warehouse.channels AS channel"
            " LEFT JOIN warehouse.channel_map AS map ON map.channel_id = channel.id"
            " WHERE channel.platform = 'shopee' ORDER BY 1"
        ).fetchall()
    return [row["relname"] for row in tables], [row["name"] for row in channels]


def test_the_way_back_takes_tables_partitions_and_channels_along_and_the_way_forth_brings_them(
    databases: Databases,
) -> None:
    everything = list(TABLES), ["shopee_ads all", "shopee_ads discovery", "shopee_ads search", "shopee_other"]
    assert found(databases) == everything
    with closing(Warehouse(databases.loader_url)) as loader:
        for table in ("orders", "order_items", "product_metrics"):
            loader.connection.execute("SELECT ops.ensure_partition(%s, '2025-03-01')", (f"warehouse.{table}",))
        loader.connection.execute(
            "INSERT INTO warehouse.channel_map SELECT 'shopee', 'live', id FROM warehouse.channels"
            " WHERE name = 'shopee_other'"
        )
    migrate(databases.owner_url, "0001")
    assert found(databases) == ([], [])
    migrate(databases.owner_url)
    assert found(databases) == everything


@pytest.mark.parametrize(
    ("return_sn", "status", "quantity", "broken"),
    [
        ("", "refunded", 1, "orders_status_of_an_order_is_known"),
        ("R", "completed", -1, "orders_status_of_a_return_is_known"),
        ("", "pending", -1, "orders_sales_add_and_returns_take_away"),
        ("R", "requested", 1, "orders_sales_add_and_returns_take_away"),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_a_constraint_that_says_why(
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
