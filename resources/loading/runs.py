"""Runs started by the command line: they have no monitor, so they keep a heartbeat and are swept when it stops."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg

from resources.errors import ConfigurationError
from resources.loading.staging import table_name
from resources.warehouse.connection import Warehouse
from resources.warehouse.statements import statement

log = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 10.0
LOST_AFTER_SECONDS = 60


@contextmanager
def command_run(warehouse: Warehouse, kind: str) -> Iterator[str]:
    """A run of a command: its id, recorded as succeeded or failed at the end, and beating in between."""
    run_id = str(uuid.uuid4())
    warehouse.execute("runs/start", {"run_id": run_id, "kind": kind}, boundary="run.start")
    stop = threading.Event()
    heart = threading.Thread(target=_beat, args=(warehouse.url, run_id, stop), daemon=True, name="heartbeat")
    heart.start()
    status = "failed"
    try:
        yield run_id
        status = "succeeded"
    finally:
        stop.set()
        heart.join()
        warehouse.execute("runs/finish", {"run_id": run_id, "status": status}, boundary="run.finish")


def _beat(url: str, run_id: str, stop: threading.Event) -> None:
    warehouse = Warehouse(url)
    try:
        while not stop.wait(HEARTBEAT_SECONDS):
            # A beat that is missed is no end: the next one comes in time where the server does.
            with suppress(psycopg.OperationalError, ConfigurationError):
                warehouse.execute("runs/beat", {"run_id": run_id}, boundary="run.beat")
    finally:
        warehouse.close()


def sweep(warehouse: Warehouse) -> list[str]:
    """Close what dead runs left behind: their status, open batches and books at once, then unneeded staging tables.

    Returns the ids of the runs that were found lost.
    """
    with warehouse.transaction("sweep.runs") as cursor:
        cursor.execute(statement("runs/mark_lost"), {"lost_after_seconds": LOST_AFTER_SECONDS})
        lost = [row["run_id"] for row in cursor.fetchall()]
        cursor.execute(statement("runs/close_batches"))
        closed = [row["run_id"] for row in cursor.fetchall()]
        cursor.execute(statement("runs/without_books"))
        for run_id in sorted({*lost, *closed, *(row["run_id"] for row in cursor.fetchall())}):
            cursor.execute(statement("sync/write_logs"), {"run_id": run_id})
            cursor.execute(statement("sync/touch_failed_days"), {"run_id": run_id})
    for run_id in lost:
        log.warning("run %s died; its batches are closed, their windows are read again", run_id)
    for row in warehouse.fetch("runs/orphaned_stages"):
        warehouse.execute("staging/drop", boundary="sweep.stages", stage=table_name(row["batch_id"]))
    return lost
