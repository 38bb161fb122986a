"""Figures that change after they were read: restated, taken back, corrected below zero, or moved between two pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from resources import reconciliation
from resources.object_store import ObjectStore
from resources.windows import DAY, Window
from sandbox.embedded.object_store import ObjectStoreServer
from sandbox.ledger import Ledger
from tests.conftest import Databases, fresh_bucket
from tests.faults.invariants import fingerprint, require
from tests.faults.nights import HISTORY, Nights, prepared
from tests.faults.platform_cases import META_PAGES
from tests.playground import TODAY, Playground, playground

pytestmark = pytest.mark.database
ACCOUNT = "1001"
FORTNIGHT = Window.closed(TODAY - 13 * DAY, TODAY)
LATER = TODAY + 2 * DAY


def restate(world: Playground, day: dt.date, changes: dict[str, Any], effective_from: dt.date) -> None:
    """Have the platform tell other figures of every row of a day from a day on."""
    known = world.ledger.snapshot(effective_from)
    rows = [
        {**row, **changes, "effective_from": effective_from, "removed": False}
        for row in known["metrics"].to_pylist()
        if (row["account_id"], row["date"]) == (ACCOUNT, day)
    ]
    assert rows
    told = pa.Table.from_pylist(rows, schema=known["restatements"].schema)
    known["restatements"] = pa.concat_tables([known["restatements"], told])
    world.ledger.become(Ledger.of(known))


@pytest.mark.fault(
    "16",
    "figures restated, rows taken back, corrections below zero: inside the lookback and before it",
    how="versions of the ledger from a day on",
    invariants="I1 I2 I3 I4 I7 I12",
)
def test_what_changed_is_read_again_inside_the_lookback_and_by_a_backfill_before_it(
    databases: Databases, store: ObjectStore
) -> None:
    far = TODAY - 50 * DAY
    with playground(databases.loader_url, store, Ledger.default(seed=1)) as world:
        world.connect(ACCOUNT)
        assert world.sync(Window.closed(far, TODAY)) == []
        gone = min(world.facts(ACCOUNT, FORTNIGHT))
        world.take_back(ACCOUNT, *gone, effective_from=TODAY + DAY)
        credit = {"spend": Decimal("-12.34"), "purchases": Decimal(-1), "purchase_value": Decimal("-50.00")}
        restate(world, TODAY - 2 * DAY, credit, TODAY + DAY)
        restate(world, far, {"spend": Decimal("77.77")}, TODAY + DAY)
        world.clock.move_to(LATER)
        assert world.sync() == []
        assert gone not in world.facts(ACCOUNT, FORTNIGHT)
        since = Window.closed(TODAY - 20 * DAY, LATER)
        assert world.facts(ACCOUNT, since) == world.truth(ACCOUNT, since)
        assert min(row[2] for row in world.facts(ACCOUNT, since).values()) == Decimal("-12.34")
        whole = Window.closed(far, LATER)
        assert world.facts(ACCOUNT, whole) != world.truth(ACCOUNT, whole), "nobody has read the far day again"
        require(world)
        assert world.sync(Window.closed(far, far)) == []
        assert world.facts(ACCOUNT, whole) == world.truth(ACCOUNT, whole)
        require(world)


@pytest.fixture(scope="module")
def nights(postgres: str, template: Databases, object_store_server: ObjectStoreServer) -> Iterator[Nights]:
    """The evening before."""
    with fresh_bucket(object_store_server) as store, prepared(postgres, template, store, ("meta",)) as nights:
        yield nights


@pytest.mark.fault(
    "13",
    "a row moves to an earlier page between two reads, or a page is never shown",
    how="the platform's sandbox skips a record, or a page, of a report of several pages",
    invariants="I1 I2 I3 I4 I6 I7",
)
@pytest.mark.parametrize("name", ["shifted_page", pytest.param("lost_page", marks=pytest.mark.thorough)])
def test_rows_that_no_page_shows_are_missed_by_the_platforms_own_total(
    nights: Nights, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for constant, value in META_PAGES.items():
        monkeypatch.setattr(constant, value)
    with nights.night("meta", "campaign_daily") as night:
        world = night.world
        world.strike(name, match="insights", times=1)
        assert night.sync() == []
        assert night.struck() == {name: 1}
        missed = reconciliation.against_platform_totals(world.warehouse)
        assert {(each.account_id, each.measure) for each in missed} >= {(ACCOUNT, "impressions"), (ACCOUNT, "cost")}
        assert all(each.expected > each.found for each in missed if each.expected and each.found)
        assert night.rows() != night.clean.rows
        night.recover()
        assert night.sync() == []
        assert reconciliation.against_platform_totals(world.warehouse) == []
        history = {HISTORY: fingerprint(world)[HISTORY]}
        require(world, clean=night.clean.fingerprint | history)
