"""A merge that is killed at any of its durable points, and published again, ends like an undisturbed one."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any

import pytest

from resources.errors import BatchHeld
from resources.loading import batches
from resources.loading import publish as publishing
from resources.warehouse.connection import Warehouse
from tests.conftest import Databases, copied
from tests.faults.kills import killed
from tests.resources.loading import bazaar
from tests.resources.loading.bazaar import FETCHED, HOUR, START, Bazaar, item, order

pytestmark = [pytest.mark.database, pytest.mark.kills]
LATER = START.replace(month=5)
OLD = [order("1", 0, item(1), item(2)), order("2", 0)]
NEW = [
    order("1", 5, item(3), status="shipped"),
    order("2", 0),
    order("3", 5, order_date=LATER),
    order("1", 5, return_sn="R", order_date=LATER.replace(month=7)),
]
POINTS = [
    "publish.partition:before",
    *(f"publish.partition:after:{passage}" for passage in range(1, 7)),
    "publish.commit:before",
    "publish.commit:after",
    "staging.drop:before",
    "staging.drop:after",
]
"""Three months of two tables are six partitions, each in a transaction of its own."""


@pytest.fixture(scope="module")
def warehouse(postgres: str, template: Databases) -> Iterator[Warehouse]:
    """One database for the module: every test has a shop of its own."""
    with copied(postgres, template) as databases, closing(Warehouse(databases.loader_url)) as warehouse, bazaar.known():
        yield warehouse


def publish(url: str, batch_id: int, die: str) -> None:
    """What a child does."""
    os.environ["ADWAREHOUSE_FAILPOINT"] = die
    with bazaar.known(), closing(Warehouse(url)) as warehouse:
        context = bazaar.run(warehouse)
        publishing.publish(context, batches.get(warehouse, batch_id))


def content(shop: Bazaar) -> tuple[list[Any], list[Any]]:
    return (
        shop.rows("order_date, order_sn, return_sn, status, quantity, items_amount, source_updated_at", "orders"),
        shop.rows("order_date, order_sn, return_sn, line, quantity, amount", "order_items"),
    )


@killed("4", "a merge of documents is killed between its partitions", "old or new documents; the next try ends it")
@pytest.mark.parametrize("point", POINTS)
def test_readers_see_the_old_or_the_new_documents_and_the_next_try_ends_it(warehouse: Warehouse, point: str) -> None:
    shop, undisturbed = Bazaar.open(bazaar.run(warehouse)), Bazaar.open(bazaar.run(warehouse))
    shop.publish(*OLD)
    undisturbed.publish(*OLD)
    before = content(shop)
    assert before == content(undisturbed)
    batch = shop.validated(*NEW, fetched_at=FETCHED + HOUR)
    child = multiprocessing.get_context("forkserver").Process(target=publish, args=(warehouse.url, batch.id, point))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    child.close()
    undisturbed.publish(*NEW, fetched_at=FETCHED + HOUR)
    after = content(undisturbed)
    is_published = point in POINTS[POINTS.index("publish.commit:after") :]
    assert content(shop) == (after if is_published else before)
    with suppress(BatchHeld):
        publishing.publish(shop.context, batch)
    assert content(shop) == after
    assert batches.get(warehouse, batch.id).status == "published"
