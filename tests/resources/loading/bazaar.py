"""A shop of a platform that only tests know: its records are rows of the common types, so tests say what comes."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import pyarrow as pa
import pytest

from resources import platforms
from resources.accounts import ConnectedAccount
from resources.clock import Clock
from resources.credentials import Vault, new_key
from resources.loading import batches, landing, repeats, staging, tables
from resources.loading import publish as publishing
from resources.loading.batches import Batch
from resources.loading.context import LoadContext
from resources.loading.publish.counts import RowCounts
from resources.metrics import EVENTS, ORDERS, PRODUCTS
from resources.object_store import ObjectStore
from resources.platforms.base import LoadMode, Platform, Stream
from resources.settings import Settings
from resources.warehouse.connection import Warehouse
from resources.warehouse.statements import statement
from resources.windows import DAY, Window
from tests.resources.loading.stall import CURRENCY, ZONE, Stall, fetch, parser, table

Row = dict[str, Any]
NAME = "bazaar"
START = dt.date(2025, 3, 1)
FETCHED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def _stream(name: str, table: str, schema: pa.Schema, key: tuple[str, ...]) -> Stream:
    return Stream(name, table, schema, key, LoadMode.MERGE_BY_KEY, fetch, parser(schema))


STREAMS = (
    _stream("orders", "orders", ORDERS, ("order_sn", "return_sn")),
    _stream("products", "products", PRODUCTS, ("product_id",)),
    _stream("events", "analytics_events", EVENTS, ("event_key",)),
)


@contextmanager
def known() -> Iterator[None]:
    """Have the registry know the platform for a while."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(platforms.REGISTRY, NAME, Platform(NAME, (), STREAMS, lambda settings, secret: Stall([])))
        yield


def run(warehouse: Warehouse, store: ObjectStore | None = None) -> LoadContext:
    """A run; one that lands nothing needs no object store."""
    return LoadContext("test", Settings(), Clock(), warehouse, cast("ObjectStore", store), Vault(new_key()))


@dataclass
class Bazaar:
    """One shop in the warehouse of `context`."""

    context: LoadContext
    account: ConnectedAccount

    @classmethod
    def open(cls, context: LoadContext) -> Bazaar:
        """A shop nobody has seen before."""
        name = uuid.uuid4().hex
        (row,) = context.warehouse.connection.execute(
            "INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone)"
            " VALUES (%s, %s, 'Shop', %s, %s) RETURNING id",
            (NAME, name, CURRENCY, ZONE),
        ).fetchall()
        return cls(context, ConnectedAccount(row["id"], NAME, name, "Shop", CURRENCY, ZONE, uuid.uuid4(), ""))

    def land(self, *pages: list[Row], stream: str = "orders", window: Window | None = None) -> Batch:
        """Land and stage pages."""
        landed = landing.land(
            self.context,
            Stall([[json.loads(json.dumps(row, default=str)) for row in page] for page in pages]),
            platforms.platform(NAME).stream(stream),
            self.account,
            window or Window.closed(START, START + 13 * DAY),
        )
        return staging.stage(self.context, landed)

    def validated(self, *rows: Row, stream: str = "orders", fetched_at: dt.datetime = FETCHED) -> Batch:
        """A batch that is ready to publish, without landing and contract."""
        definition, window = platforms.platform(NAME).stream(stream), Window.closed(START, START)
        batch = batches.create(self.context, definition, self.account, window)
        numbered = [{**row, "source_page": 0, "source_line": line} for line, row in enumerate(rows)]
        split = repeats.split(table(numbered, definition.schema), definition.key, [b"\n" * len(rows)])
        with self.context.warehouse.transaction("test.stage") as cursor:
            tables.create_table(cursor, batch.stage, definition.schema)
            tables.copy_table(cursor, batch.stage, split.table)
            (content,) = cursor.execute(statement("staging/content", stage=batch.stage)).fetchall()
            batches.update(
                cursor,
                batch.id,
                status="validated",
                fetched_at=fetched_at,
                records_fetched=len(rows),
                records_staged=content["rows"],
                records_duplicate=split.duplicates,
                staged_hash=content["hash"],
            )
        return batches.get(self.context.warehouse, batch.id)

    def publish(self, *rows: Row, stream: str = "orders", fetched_at: dt.datetime = FETCHED) -> RowCounts:
        """Publish rows as a batch of their own."""
        return publishing.publish(self.context, self.validated(*rows, stream=stream, fetched_at=fetched_at)).counts

    def judged_good(self, batch: Batch) -> Batch:
        """The batch as if it had kept its contract."""
        with self.context.warehouse.transaction("test.judge") as cursor:
            batches.update(cursor, batch.id, status="validated")
        return batches.get(self.context.warehouse, batch.id)

    def rows(self, columns: str, source: str) -> list[tuple[Any, ...]]:
        """The shop's rows of a table, sorted by the columns."""
        found = self.context.warehouse.connection.execute(
            f"SELECT {columns} FROM warehouse.{source} WHERE ad_account_id = %s ORDER BY {columns}",
            (self.account.ad_account_id,),
        )
        return [tuple(row.values()) for row in found]


def at(hours: float) -> dt.datetime:
    """A moment so many hours after noon of START, in the shop's zone."""
    return dt.datetime(2025, 3, 1, 4, tzinfo=dt.UTC) + hours * HOUR


def item(quantity: int = 1, unit_price: str = "10", **told: Any) -> Row:
    """An item of a document."""
    return {
        "item_id": "1",
        "model_id": None,
        "sku": "A",
        "item_name": "thing",
        "model_name": None,
        "quantity": quantity,
        "original_price": "12",
        "unit_price": unit_price,
        "amount": str(quantity * Decimal(unit_price)),
        **told,
    }


def order(order_sn: str, version: float, *items: Row, **told: Any) -> Row:
    """A document created on START whose version is so many hours later; a return where `return_sn` is told."""
    items = items or (item(-1 if told.get("return_sn") else 1),)
    amount = sum((Decimal(one["amount"]) for one in items), Decimal(0))
    return {
        "order_sn": order_sn,
        "return_sn": "",
        "order_date": START,
        "ordered_at": at(0),
        "status": "requested" if told.get("return_sn") else "pending",
        "platform_status": "UNPAID",
        "currency": CURRENCY,
        "quantity": sum(one["quantity"] for one in items),
        "items_amount": amount,
        "total_amount": amount,
        "items": json.dumps(items),
        "source_updated_at": at(version),
        **told,
    }


def product(product_id: str, version: float | None = 1, **told: Any) -> Row:
    """A product as it stood on START, unless told otherwise."""
    return {
        "product_id": product_id,
        "title": f"thing {product_id}",
        "status": "active",
        "platform_status": "NORMAL",
        "currency": CURRENCY,
        "price": "9.90",
        "original_price": "12",
        "stock": 5,
        "sales": 100,
        "views": 1000,
        "likes": 10,
        "rating": "4.5",
        "comments": 3,
        "listed_at": at(-1000),
        "source_updated_at": None if version is None else at(version),
        "snapshot_date": START,
        **told,
    }


def event(event_key: str, hours: float = 0, **told: Any) -> Row:
    """A conversion so many hours after noon of START, on its day in the shop's zone."""
    return {
        "event_key": event_key,
        "event_date": (at(hours) + 8 * HOUR).date(),
        "occurred_at": at(hours),
        "event_type": "conversion",
        "platform_type": "SALE",
        "campaign_id": "spring",
        "source": "ann",
        "quantity": 1,
        "revenue": "19.90",
        "currency": CURRENCY,
        "customer_amount": "1400",
        "customer_currency": "PHP",
        "metadata": '{"title": "thing"}',
        **told,
    }
