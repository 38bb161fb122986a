"""Orders, products and events in Dagster: what their assets show, and what their checks find."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import dagster as dg
import pytest

from assets.checks import checks
from assets.loading import warehouse_asset, warehouse_key
from assets.partitions import range_tags
from resources.platforms import platform
from resources.warehouse.connection import Warehouse
from resources.windows import DAY, Window
from tests.assets.runs import check, materialized
from tests.playground import Playground
from tests.resources.loading import bazaar
from tests.resources.loading.bazaar import START, Bazaar, event, item, order, product

pytestmark = [pytest.mark.database, pytest.mark.filterwarnings("ignore::dagster.BetaWarning")]
DAYS = Window.closed(START, START + DAY)
CHECKS = {
    "orders": ["items_add_up", "items_have_orders"],
    "products": ["products_known"],
    "analytics_events": ["campaigns_known"],
}
STREAMS = {stream.table: stream for stream in bazaar.STREAMS}


@pytest.fixture
def shop(world: Playground) -> Iterator[Bazaar]:
    """A shop with orders, a return, products and events."""
    with bazaar.known():
        shop = Bazaar.open(world.context)
        shop.publish(order("1", 0, item(1), item(2)), order("1", 0, return_sn="R"), order("2", 0))
        shop.publish(product("1"), product("2"), stream="products")
        shop.publish(event("1"), event("2", campaign_id=None), stream="events")
        yield shop


def executed(instance: dg.DagsterInstance, table: str) -> dg.ExecuteInProcessResult:
    """A run of a table's asset, which has nothing to publish, with its checks."""
    of = platform(bazaar.NAME), STREAMS[table]
    mine = [one for one in checks([of]) if {key.asset_key for key in one.check_keys} == {warehouse_key(*of)}]
    definitions = dg.Definitions(assets=[warehouse_asset(*of)], asset_checks=mine)
    job = definitions.resolve_implicit_global_asset_job_def()
    return job.execute_in_process(instance=instance, tags=range_tags(DAYS))


def verdicts(result: dg.ExecuteInProcessResult) -> dict[str, bool]:
    return {found.check_name: found.passed for found in result.get_asset_check_evaluations()}


@pytest.mark.parametrize(
    ("table", "rows", "described"),
    [("orders", 3, "return_sn"), ("products", 2, "listed_at"), ("analytics_events", 2, "event_key")],
)
def test_a_table_without_cost_shows_its_rows_and_columns_and_passes_its_checks(
    shop: Bazaar, instance: dg.DagsterInstance, table: str, rows: int, described: str
) -> None:
    result = executed(instance, table)

    shown = materialized(result, "warehouse", table, bazaar.NAME)[str(DAYS.last)]
    assert shown["dagster/row_count"] == rows
    assert {column.name: bool(column.description) for column in shown["dagster/column_schema"].columns}[described]
    assert verdicts(result) == dict.fromkeys(CHECKS[table], True)


@pytest.mark.parametrize(
    ("table", "name", "planted", "found"),
    [
        (
            "orders",
            "items_have_orders",
            "DELETE FROM warehouse.orders WHERE order_sn = '2'",
            {"order": "2", "items": 1},
        ),
        (
            "orders",
            "items_add_up",
            "UPDATE warehouse.order_items SET amount = 19, quantity = 1 WHERE line = 1",
            {"order": "1", "return": "", "quantity": 3, "quantity_of_items": 2, "amount_of_items": "29.000000"},
        ),
        (
            "orders",
            "items_add_up",
            "DELETE FROM warehouse.order_items WHERE return_sn = 'R'",
            {"order": "1", "return": "R", "items_amount": "-10.000000", "amount_of_items": "0"},
        ),
        ("products", "products_known", "DELETE FROM warehouse.products WHERE product_id = '1'", {"rows": 1}),
        (
            "analytics_events",
            "campaigns_known",
            "DELETE FROM warehouse.campaigns",
            {"campaign": "spring", "first_day": str(START), "last_day": str(START), "rows": 1},
        ),
        (
            "analytics_events",
            "campaigns_known",
            "UPDATE warehouse.campaigns SET campaign_id = 'autumn'",
            {"campaign": "spring", "rows": 1},
        ),
    ],
)
def test_what_does_not_belong_together_is_found(
    shop: Bazaar,
    instance: dg.DagsterInstance,
    owner: Warehouse,
    table: str,
    name: str,
    planted: str,
    found: dict[str, object],
) -> None:
    owner.connection.execute(planted)

    result = executed(instance, table)

    assert verdicts(result) == {**dict.fromkeys(CHECKS[table], True), name: False}
    evaluation = check(result, name, "warehouse", table, bazaar.NAME)
    assert evaluation.severity == dg.AssetCheckSeverity.ERROR
    shown: Any = evaluation.metadata["found"].value
    (row,) = shown.records
    assert row.data.items() >= {"account": shop.account.account_id, **found}.items()


def test_only_what_batches_of_the_runs_days_wrote_is_looked_at(
    shop: Bazaar, instance: dg.DagsterInstance, owner: Warehouse
) -> None:
    owner.connection.execute("UPDATE warehouse.orders SET quantity = 9 WHERE order_sn = '2'")
    owner.connection.execute("UPDATE ops.batches SET window_start = %s, window_end = %s", (dt.date.min, START))

    assert verdicts(executed(instance, "orders")) == dict.fromkeys(CHECKS["orders"], True)
