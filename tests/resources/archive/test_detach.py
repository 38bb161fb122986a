"""An analyst's long SELECT: nobody ends it, and it holds up no publish of another month."""

from __future__ import annotations

import threading
import time

import pytest

from resources.archive import ArchiveResult
from resources.archive import detach as detaching
from resources.archive.months import TableMonth, exclusive
from resources.warehouse.connection import Connection, Warehouse
from tests.resources.archive.conftest import SEPTEMBER, ColdWorld

pytestmark = pytest.mark.database
PUBLISH = """
    WITH locked AS MATERIALIZED (
        SELECT pg_advisory_xact_lock_shared(hashtextextended('month campaign_metrics 2026-10', 0)))
    INSERT INTO warehouse.campaign_metrics
        (date, campaign_id, channel_id, ad_account_id, currency, batch_id, fetched_at)
    SELECT '2026-10-15', %(n)s, 1, 1, 'USD', 1, now() FROM locked
"""
LOCKED = """
    SELECT count(*) AS n FROM pg_locks
    WHERE relation = 'warehouse.campaign_metrics'::regclass AND mode = 'AccessExclusiveLock'
"""
PATIENT_SECONDS = 4.0
"""Less than the archive waits for the reader, on a machine that does other things too."""


def test_a_publish_of_a_hot_month_waits_for_neither_reader_nor_archive(cold: ColdWorld, warehouse: Warehouse) -> None:
    cold.run("SELECT ops.ensure_partition('warehouse.campaign_metrics', '2026-10-01')")
    cold.roll_up()
    archived: list[ArchiveResult] = []
    waits: list[float] = []
    with cold.owner.connect() as analyst:
        analyst.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        before = analyst.execute("SELECT count(*) AS n FROM warehouse.campaign_metrics").fetchone()
        moving = threading.Thread(target=lambda: archived.append(cold.archive()))
        moving.start()
        while moving.is_alive():
            began = time.perf_counter()
            warehouse.connection.execute(PUBLISH, {"n": len(waits)})
            waits.append(time.perf_counter() - began)
            locked = warehouse.connection.execute(LOCKED).fetchone()
            assert locked is not None
            assert locked["n"] == 0
            time.sleep(0.01)
        moving.join()
        assert analyst.execute("SELECT count(*) AS n FROM warehouse.campaign_metrics").fetchone() == before
        assert archived[0].is_pending
        analyst.execute("COMMIT")
    assert len(waits) > 20
    assert max(waits) < PATIENT_SECONDS
    assert cold.archive().manifest.state == "dropped"
    found = warehouse.connection.execute("SELECT count(*) AS n FROM warehouse.campaign_metrics").fetchone()
    assert found == {"n": len(waits)}


def test_a_detach_that_somebody_ended_is_found_pending_and_finalised(cold: ColdWorld) -> None:
    month = TableMonth("campaign_metrics", SEPTEMBER)
    with cold.owner.connect() as reader, exclusive(cold.owner, month) as session:
        reader.execute("BEGIN")
        reader.execute("SELECT FROM warehouse.campaign_metrics")
        ending = threading.Timer(0.5, session.cancel)
        ending.start()
        assert not detaching.detach(session, month)
        ending.join()
        assert state(session, month) == (True, True, True)
        reader.execute("COMMIT")
        detaching.finalise(session, month)
        assert state(session, month) == (True, False, False)
        assert detaching.detach(session, month)


def state(session: Connection, month: TableMonth) -> tuple[bool, bool, bool]:
    """The month's table exists, is attached, is pending."""
    found = detaching.partition(session, month)
    return found.exists, found.is_attached, found.is_pending
