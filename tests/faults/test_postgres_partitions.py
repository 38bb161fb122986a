"""A month that has no partition yet, and rows of days that belong nowhere: made, or set aside, and never lost."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Iterator

import pytest
from psycopg import sql

from resources.loading.landing import MANIFEST
from resources.windows import Window
from tests.faults import loads
from tests.faults.invariants import require
from tests.faults.loads import ACCOUNT, FORTNIGHT, LATER, WEEK, Copy, Prepared, load

pytestmark = pytest.mark.database
MARK = pytest.mark.fault(
    "22",
    "A month has no partition",
    how="partitions dropped before a load, months that were never loaded, a window over the end of the year",
    invariants="I1 I2 I3 I4 I6 I7 I9",
)
PARTITIONS = """
    SELECT inhrelid::regclass::text AS name FROM pg_inherits
    WHERE inhparent = to_regclass(%s) ORDER BY 1
"""
WINDOWS = {
    "an older month": (LATER, Window(dt.date(2025, 1, 20), dt.date(2025, 2, 3))),
    "the turn of the year": (dt.date(2026, 1, 3), Window(dt.date(2025, 12, 29), dt.date(2026, 1, 3))),
    "a leap day": (dt.date(2028, 3, 2), Window(dt.date(2028, 2, 27), dt.date(2028, 3, 2))),
}


@pytest.fixture
def copy(copy: Copy) -> Iterator[Copy]:
    """It is later again at the end."""
    yield copy
    copy.world.clock.move_to(LATER)


def partitions(copy: Copy, table: str) -> list[str]:
    """The months that are there."""
    return [row["name"] for row in copy.world.query(PARTITIONS, table)]


@MARK
def test_a_missing_month_of_revisions_is_made(fortnight: Prepared, copy: Copy) -> None:
    for name in partitions(copy, "warehouse.metric_revisions"):
        copy.owner.connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(*name.split("."))))
    load(copy.world)
    assert len(partitions(copy, "warehouse.metric_revisions")) == 1
    require(copy.world, clean=fortnight.clean)


@MARK
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.thorough) if "leap" in name else name for name in WINDOWS]
)
def test_months_that_were_not_there_are_made_by_the_load_that_needs_them(copy: Copy, name: str) -> None:
    today, window = WINDOWS[name]
    copy.world.clock.move_to(today)
    before = partitions(copy, "warehouse.campaign_metrics")
    load(copy.world, window)
    months = {f"warehouse.campaign_metrics_{day:%Y_%m}" for day in window.days()}
    assert months.isdisjoint(before)
    assert months <= set(partitions(copy, "warehouse.campaign_metrics"))
    facts = copy.world.facts(ACCOUNT, window)
    assert {key[0] for key in facts} == set(window.days())
    assert facts == copy.world.truth(ACCOUNT, window)
    require(copy.world)


@pytest.mark.fault(
    "22",
    "Rows of 1970 and of next year in an answer",
    how="the days of two landed records are changed; the page is consistent",
    invariants="I1 I2 I3 I4 I6 I7 I9",
)
def test_rows_of_impossible_days_are_set_aside_and_their_neighbours_load(fortnight: Prepared, copy: Copy) -> None:
    strange = ["1970-01-01", str(WEEK.last.replace(year=WEEK.last.year + 1))]
    with loads.before("stage", lambda: move_days(copy, strange)):
        load(copy.world)
    bad = copy.world.query("SELECT payload FROM ops.quarantined_rows WHERE status = 'open' ORDER BY source_line")
    assert [json.loads(bytes(row["payload"]))["date_start"] for row in bad] == strange
    (loaded,) = copy.world.query("SELECT min(date) AS first, max(date) AS last FROM warehouse.campaign_metrics")
    assert loaded == {"first": FORTNIGHT.start, "last": FORTNIGHT.last}
    (batch,) = copy.world.query("SELECT records_staged FROM ops.batches ORDER BY id DESC LIMIT 1")
    assert batch["records_staged"] > 0
    copy.load_again()
    require(copy.world, clean=fortnight.clean)


def move_days(copy: Copy, strange: list[str]) -> None:
    """Give the first landed records other days."""
    store = copy.world.context.store
    (manifest_key,) = [item.key for item in store.list("landing/") if item.key.endswith(MANIFEST)]
    manifest = json.loads(store.get(manifest_key))
    page = manifest["pages"][0]
    records = [json.loads(line) for line in gzip.decompress(store.get(page["key"])).splitlines()]
    for record, day in zip(records, strange, strict=False):
        record |= {"date_start": day, "date_stop": day}
    content = gzip.compress("".join(json.dumps(record) + "\n" for record in records).encode())
    page |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    store.put(page["key"], content, boundary="test.spoil")
    store.put(manifest_key, json.dumps(manifest).encode(), boundary="test.spoil")
