"""Orders, items and products laid beside a truth: every planted difference is named, and nothing else is."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import closing

import pytest

from resources.reconciliation import ITEMS, ORDERS, PRODUCTS, Documents, against_orders, against_products
from resources.warehouse.connection import Warehouse
from resources.windows import DAY
from tests.conftest import Databases
from tests.resources.loading import bazaar
from tests.resources.loading.bazaar import FETCHED, START, Bazaar, Row, item, order, product
from tests.resources.loading.stall import table

pytestmark = pytest.mark.database
DOCUMENTS = [
    order("1", 0, item(1), item(2, "2.50", item_id="2")),
    order("2", 1, status="shipped"),
    order("1", 2, item(-1), return_sn="R", total_amount="-9"),
]
OFFER: Row = {"gravity": "12.34", "popularity_rank": 3, "commission_rate": "75", "commission_amount": "20.10"}
SNAPSHOT = '{"Referred": 81.5, "Id": "1"}'
LISTED: Row = {"vendor": "oak", "description": "a", "data_snapshot": SNAPSHOT}
CATALOGUE = [product("1", **OFFER, **LISTED, has_rebills=True, rebill_amount="5"), product("2", stock=None)]


@pytest.fixture
def shop(databases: Databases) -> Iterator[Bazaar]:
    """A shop whose documents and catalogue are published."""
    with bazaar.known(), closing(Warehouse(databases.owner_url)) as owner:
        shop = Bazaar.open(bazaar.run(owner))
        shop.publish(*DOCUMENTS)
        shop.publish(*CATALOGUE, stream="products")
        yield shop


def compared(shop: Bazaar, documents: list[Row] = DOCUMENTS) -> Documents:
    """The warehouse against documents as they truly are."""
    told = {"platform": shop.account.platform, "account_id": shop.account.account_id}
    orders = [{"updated_on": one["source_updated_at"].date(), **one, **told} for one in documents]
    items = [
        {**line, **told, "order_sn": one["order_sn"], "return_sn": one["return_sn"], "line": number}
        for one in documents
        for number, line in enumerate(json.loads(one["items"]))
    ]
    return against_orders(shop.context.warehouse, table(orders, ORDERS), table(items, ITEMS))


def listed(shop: Bazaar, catalogue: list[Row] = CATALOGUE) -> Documents:
    """The warehouse against products as they truly are."""
    told = {"platform": shop.account.platform, "account_id": shop.account.account_id}
    return against_products(shop.context.warehouse, table([{**one, **told} for one in catalogue], PRODUCTS))


def said(found: Documents, shop: Bazaar) -> list[str]:
    """The differences, without the account they share."""
    return [str(one).removeprefix(f"bazaar account {shop.account.account_id} ") for one in found.differences]


def plant(shop: Bazaar, text: str) -> None:
    shop.context.warehouse.connection.execute(text)


def test_equal_documents_have_no_differences_and_all_are_compared(shop: Bazaar) -> None:
    assert compared(shop) == Documents([], compared=3, not_loaded=0, archived=0)
    assert listed(shop) == Documents([], compared=2, not_loaded=0, archived=0)


@pytest.mark.parametrize(
    ("planted", "expected"),
    [
        ("status = 'cancelled'", "status expected shipped, found cancelled"),
        ("platform_status = 'X'", "platform_status expected UNPAID, found X"),
        ("currency = 'MYR'", "currency expected SGD, found MYR"),
        ("quantity = 2", "quantity expected 1, found 2"),
        ("items_amount = 10.000001", "items_amount expected 10.000000, found 10.000001"),
        ("total_amount = NULL", "total_amount expected 10.000000, found unknown"),
        ("shipping_fee = 0", "shipping_fee expected unknown, found 0.000000"),
        ("paid_at = '2025-03-02'", "paid_at expected unknown, found 2025-03-02 00:00:00+00"),
        ("reason = 'x'", "reason expected unknown, found x"),
        ("order_date = '2025-03-02'", "order_date expected 2025-03-01, found 2025-03-02"),
    ],
)
def test_a_wrong_field_of_an_order_is_named(shop: Bazaar, planted: str, expected: str) -> None:
    plant(shop, f"UPDATE warehouse.orders SET {planted} WHERE order_sn = '2'")
    assert said(compared(shop), shop) == [f"order 2: {expected}"]


def test_documents_on_one_side_only_are_named_once_without_their_items(shop: Bazaar) -> None:
    plant(shop, "DELETE FROM warehouse.orders WHERE return_sn = 'R'")
    assert said(compared(shop, [DOCUMENTS[0], DOCUMENTS[2]]), shop) == [
        "order 1 return R: document expected 1, found 0",
        "order 2: document expected 0, found 1",
    ]


@pytest.mark.parametrize(
    ("planted", "expected"),
    [
        ("quantity = 3", "quantity expected 2, found 3"),
        ("unit_price = 2.500001", "unit_price expected 2.500000, found 2.500001"),
        ("amount = 0", "amount expected 5.000000, found 0.000000"),
        ("item_id = '3'", "item_id expected 2, found 3"),
        ("sku = NULL", "sku expected A, found unknown"),
        ("original_price = 1", "original_price expected 12.000000, found 1.000000"),
    ],
)
def test_a_wrong_field_of_an_item_is_named(shop: Bazaar, planted: str, expected: str) -> None:
    plant(shop, f"UPDATE warehouse.order_items SET {planted} WHERE order_sn = '1' AND line = 1")
    assert said(compared(shop), shop) == [f"order 1 line 1: {expected}"]


def test_a_missing_and_a_surplus_item_are_named(shop: Bazaar) -> None:
    plant(shop, "UPDATE warehouse.order_items SET line = 7 WHERE order_sn = '2'")
    assert said(compared(shop), shop) == [
        "order 2 line 0: document expected 1, found 0",
        "order 2 line 7: document expected 0, found 1",
    ]


def test_what_changed_on_a_day_that_was_never_read_is_not_loaded(shop: Bazaar) -> None:
    later = [*DOCUMENTS[:1], order("2", 24, status="completed"), order("9", 24 * 40)]
    found = compared(shop, [*later, DOCUMENTS[2]])
    assert found == Documents([], compared=2, not_loaded=2, archived=0)
    shop.publish(later[1], fetched_at=FETCHED + DAY)
    plant(shop, "UPDATE ops.batches SET window_end = window_end + 1 WHERE id = (SELECT max(id) FROM ops.batches)")
    assert compared(shop, [*later, DOCUMENTS[2]]) == Documents([], compared=3, not_loaded=1, archived=0)


def test_documents_of_archived_months_are_counted_apart(shop: Bazaar) -> None:
    plant(
        shop,
        "INSERT INTO ops.archive_manifest (table_name, month, state, rows, sums, content_hash, schema_version, objects,"
        " bytes) VALUES ('orders', '2025-02-01', 'serving_archive', 0, '{}', 0, '', '[]', 0)",
    )
    old = order("0", 0, order_date=dt.date(2025, 2, 5))
    assert compared(shop, [*DOCUMENTS, old]) == Documents([], compared=3, not_loaded=0, archived=1)


@pytest.mark.parametrize(
    ("planted", "expected"),
    [
        ("products SET title = 'x'", "title expected thing 1, found x"),
        ("products SET price = 9.91", "price expected 9.900000, found 9.910000"),
        ("products SET brand = 'b'", "brand expected unknown, found b"),
        ("product_metrics SET stock = 6", "day_stock expected 5, found 6"),
        ("product_metrics SET views = NULL", "views expected 1000, found unknown"),
        ("product_metrics SET rating = 4.6", "rating expected 4.500000, found 4.600000"),
        ("products SET gravity = 12.35", "gravity expected 12.340000, found 12.350000"),
        ("products SET vendor = 'ash'", "vendor expected oak, found ash"),
        ("products SET data_snapshot = NULL", 'snapshot expected {"Id": "1", "Referred": 81.5}, found unknown'),
        ("products SET has_rebills = NULL", "has_rebills expected true, found unknown"),
        ("products SET rebill_amount = 6", "rebill_amount expected 5.000000, found 6.000000"),
        ("products SET rebill_rate = 5", "rebill_rate expected unknown, found 5.000000"),
        ("product_metrics SET gravity = NULL", "day_gravity expected 12.340000, found unknown"),
        ("product_metrics SET popularity_rank = 4", "day_popularity_rank expected 3, found 4"),
        ("product_metrics SET commission_amount = 1", "day_commission_amount expected 20.100000, found 1.000000"),
    ],
)
def test_a_wrong_field_of_a_product_is_named(shop: Bazaar, planted: str, expected: str) -> None:
    key = "id" if planted.startswith("products") else "product_id"
    plant(shop, f"UPDATE warehouse.{planted} WHERE {key} = (SELECT id FROM warehouse.products WHERE product_id = '1')")
    assert said(listed(shop), shop) == [f"product 1: {expected}"]


def test_products_on_one_side_only_are_named(shop: Bazaar) -> None:
    assert said(listed(shop, [CATALOGUE[0], product("3")]), shop) == [
        "product 2: document expected 0, found 1",
        "product 3: document expected 1, found 0",
    ]


def test_figures_of_a_day_that_is_missing_are_named(shop: Bazaar) -> None:
    wrong = said(listed(shop, [{**one, "snapshot_date": START + DAY} for one in CATALOGUE]), shop)
    assert "product 1: sales expected 100, found unknown" in wrong
