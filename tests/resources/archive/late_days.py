"""Accounts whose February is published or archived, and another truth about its last days that comes late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from resources.archive import archive_month
from resources.archive.late import merge_late_rows, waiting
from resources.object_store import ObjectStore
from resources.warehouse.connection import Warehouse
from resources.windows import Window
from sandbox.ledger import Ledger
from tests.conftest import Databases
from tests.playground import TODAY, Playground, playground

TABLE, ACCOUNT, OTHER = "campaign_metrics", "1001", "1002"
FEBRUARY = Window(dt.date(2025, 2, 1), dt.date(2025, 3, 1))
LATE = Window(dt.date(2025, 2, 24), dt.date(2025, 3, 6))
LATE_DAYS = Window(LATE.start, FEBRUARY.end)
EMPTIED = dt.date(2025, 2, 26)


@pytest.fixture
def world(databases: Databases, store: ObjectStore) -> Iterator[Playground]:
    """Two accounts whose February is published."""
    with playground(databases.loader_url, store, Ledger.default(seed=1)) as world:
        world.connect(ACCOUNT, OTHER)
        for account in (ACCOUNT, OTHER):
            world.publish_directly(account, FEBRUARY.start, FEBRUARY.last)
        yield world


@pytest.fixture
def archived(world: Playground, owner: Warehouse) -> Playground:
    """The same with February in the archive."""
    archive_month(owner, world.context.store, TABLE, FEBRUARY.start, TODAY)
    return world


def change(world: Playground) -> None:
    """Another truth: the account's figures of the last days of February moved, and one of the days is empty."""
    known = world.ledger.snapshot(TODAY)
    for name, moved in (("metrics", 7), ("restatements", 0)):
        rows = [
            {**row, "clicks": row["clicks"] + moved, "spend": row["spend"] + Decimal("1.234567")}
            if row["account_id"] == ACCOUNT and row["date"] in LATE_DAYS.days()
            else row
            for row in known[name].to_pylist()
            if (row["account_id"], row["date"]) != (ACCOUNT, EMPTIED)
        ]
        known[name] = type(known[name]).from_pylist(rows, schema=known[name].schema)
    world.ledger.become(Ledger.of(known))


def publish(world: Playground, window: Window = LATE, account: str = ACCOUNT) -> None:
    """Load a window of an account."""
    world.publish_directly(account, window.start, window.last)


def states(owner: Warehouse) -> list[str]:
    """State of each version, oldest first."""
    return [row["state"] for row in owner.connection.execute("SELECT state FROM ops.archive_manifest ORDER BY version")]


def run(owner: Warehouse, world: Playground) -> None:
    """An archive run of February."""
    for late in waiting(owner):
        for place in merge_late_rows(owner, world.context.store, world.clock, late.table, late.month).places:
            archive_month(owner, world.context.store, place.table, place.start, TODAY)


def truth(world: Playground, window: Window = FEBRUARY) -> dict[Any, Any]:
    """The account's figures as they truly are."""
    return world.truth(ACCOUNT, window)
