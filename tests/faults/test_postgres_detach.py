"""An analyst reads while a month leaves PostgreSQL: nobody is killed, ingest goes on, and the next run ends it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from resources.archive import months, retention
from resources.windows import Window
from tests.faults.archives import (
    TABLE,
    TURN_OF_THE_MONTH,
    Prepared,
    archive,
    restore,
    states,
)
from tests.faults.invariants import fingerprint, require
from tests.faults.loads import ACCOUNT, Copy, load

pytestmark = pytest.mark.database
FEBRUARY = Window(dt.date(2025, 2, 1), TURN_OF_THE_MONTH.end)
SECONDS = 4.0
"""A load may take this long while an archive waits for an analyst."""
PENDING = "SELECT FROM pg_inherits WHERE inhdetachpending"
COUNT = "SELECT count(*) FROM warehouse.campaign_metrics"


@pytest.fixture
def copy(turn_of_the_month: Prepared, monkeypatch: pytest.MonkeyPatch) -> Iterator[Copy]:
    """A copy of it, in which an archive has little patience."""
    monkeypatch.setattr(months, "PATIENCE", "300ms")
    with turn_of_the_month.copy() as copy:
        yield copy


@contextmanager
def analyst(copy: Copy) -> Iterator[psycopg.Connection]:
    """Somebody who has read the facts and has not ended the transaction."""
    with psycopg.connect(copy.admin_url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.execute(COUNT)
        yield connection


def is_pending(copy: Copy) -> bool:
    """A detach was interrupted."""
    return copy.world.query(PENDING) != []


@pytest.mark.fault(
    "20",
    "An analyst's long SELECT during DETACH CONCURRENTLY",
    how="an open transaction that has read the facts, a detach that waits for it, and a load of the same table",
    invariants="I1 I2 I3 I4 I7 I8 I9 I10",
)
def test_a_long_select_is_not_killed_and_holds_no_load_up(turn_of_the_month: Prepared, copy: Copy) -> None:
    rows = copy.world.query(COUNT)[0]["count"]
    with analyst(copy) as reading:
        assert archive(copy) == "serving_archive"
        assert is_pending(copy)
        started = time.monotonic()
        load(copy.world, FEBRUARY)
        assert time.monotonic() - started < SECONDS
        assert reading.execute("SELECT pg_backend_pid() IS NOT NULL").fetchone() == (True,)
        assert archive(copy) == "serving_archive"
    assert archive(copy) == "dropped"
    require(copy.world)
    assert restore(copy) == "restored"
    assert copy.world.query(COUNT) == [{"count": rows}]
    require(copy.world)


@pytest.mark.fault(
    "34",
    "A publish of a month arrives while its detach is pending",
    how="an analyst's transaction makes DETACH CONCURRENTLY time out; the month's figures are restated meanwhile",
    invariants="I1 I2 I3 I4 I6 I7 I8 I9 I10",
)
def test_a_publish_into_a_pending_month_waits_and_the_next_run_finalises_and_merges_it(
    turn_of_the_month: Prepared, copy: Copy
) -> None:
    with turn_of_the_month.copy() as other:
        load(other.world, TURN_OF_THE_MONTH)
        published = fingerprint(other.world)
        archive(other)
        archived = fingerprint(other.world)
    with analyst(copy):
        assert archive(copy) == "serving_archive"
        load(copy.world, TURN_OF_THE_MONTH)
        assert is_pending(copy)
    outcomes = list(retention.run(copy.owner, copy.world.context.store, copy.world.clock, {TABLE: 1}))
    assert [outcome.refusal for outcome in outcomes if outcome.refusal] == []
    assert not is_pending(copy)
    assert states(copy)[-1] == "dropped"
    require(copy.world, clean=archived)
    restore(copy)
    require(copy.world, clean=published)
    assert copy.world.facts(ACCOUNT, TURN_OF_THE_MONTH) == copy.world.truth(ACCOUNT, TURN_OF_THE_MONTH)
