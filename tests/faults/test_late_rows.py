"""Figures that come while their month is moved, and a month that was brought back when retention comes by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest

from resources.archive import archive_month, moving, release_month, restore_month, retention
from resources.archive.late import waiting
from resources.archive.manifest import Manifest
from resources.object_store import ObjectStore
from resources.warehouse.connection import Warehouse
from resources.windows import Window
from sandbox.ledger import Ledger
from tests.conftest import Databases
from tests.faults.invariants import fingerprint, require
from tests.playground import TODAY, Playground, playground

pytestmark = pytest.mark.database
TABLE, ACCOUNT = "campaign_metrics", "1001"
FEBRUARY = Window(dt.date(2025, 2, 1), dt.date(2025, 3, 1))
LIMITS = {TABLE: 0}
EVERYTHING = "I1 I2 I3 I4 I7 I8 I9 I10 I12"


@pytest.fixture
def world(databases: Databases, store: ObjectStore) -> Iterator[Playground]:
    """An account whose February is published."""
    with playground(databases.loader_url, store, Ledger.default(seed=1)) as world:
        world.connect(ACCOUNT)
        world.publish_directly(ACCOUNT, FEBRUARY.start, FEBRUARY.last)
        yield world


def restate(world: Playground) -> None:
    """Have the platform tell other figures of February's last days from now on, and fetch them."""
    known = world.ledger.snapshot(TODAY)
    for name in ("metrics", "restatements"):
        rows = [
            {**row, "spend": row["spend"] + Decimal("0.000001"), "clicks": row["clicks"] + 1}
            if (row["account_id"], row["date"].month) == (ACCOUNT, 2)
            else row
            for row in known[name].to_pylist()
        ]
        known[name] = type(known[name]).from_pylist(rows, schema=known[name].schema)
    world.ledger.become(Ledger.of(known))
    world.publish_directly(ACCOUNT, FEBRUARY.last - dt.timedelta(days=4), FEBRUARY.last)


def run(owner: Warehouse, world: Playground) -> None:
    """Retention, as the schedule has it, with nothing refused."""
    outcomes = list(retention.run(owner, world.context.store, world.clock, LIMITS))
    assert [outcome.refusal for outcome in outcomes if outcome.refusal] == []


@pytest.mark.fault(
    "25",
    "late rows come between export, verification, switch and drop of their month",
    how="a publish after each step of the archive",
    invariants=EVERYTHING,
)
@pytest.mark.parametrize("step", ["_verify", "_switch", "_drop"])
def test_late_rows_are_exported_again_or_wait_for_the_next_run(
    world: Playground, owner: Warehouse, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    original = getattr(moving._Archive, step)

    def stepped(self: moving._Archive, manifest: Manifest) -> Manifest:
        done: Manifest = original(self, manifest)
        monkeypatch.setattr(moving._Archive, step, original)
        restate(world)
        return done

    monkeypatch.setattr(moving._Archive, step, stepped)
    archive_month(owner, world.context.store, TABLE, FEBRUARY.start, TODAY)
    require(world)
    run(owner, world)
    assert waiting(owner) == []
    require(world)
    restore_month(owner, world.context.store, TABLE, FEBRUARY.start)
    assert world.facts(ACCOUNT, FEBRUARY) != {}
    require(world)


@pytest.mark.fault(
    "26",
    "retention comes by when a month was restored, and after it was released",
    how="both run, with late rows waiting and without",
    invariants=EVERYTHING,
)
@pytest.mark.parametrize("has_late_rows", [False, True])
def test_a_restored_month_stays_exact_until_it_is_released(
    world: Playground, owner: Warehouse, has_late_rows: bool
) -> None:
    store = world.context.store
    run(owner, world)
    if has_late_rows:
        restate(world)
    restore_month(owner, store, TABLE, FEBRUARY.start)
    run(owner, world)
    require(world)
    restored = fingerprint(world)
    assert len(world.facts(ACCOUNT, FEBRUARY)) == len(world.truth(ACCOUNT, FEBRUARY))
    run(owner, world)
    require(world, clean=restored)
    release_month(owner, TABLE, FEBRUARY.start)
    run(owner, world)
    assert world.facts(ACCOUNT, FEBRUARY) == {}
    require(world)
