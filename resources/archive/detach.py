"""Taking a month off its parent without locking readers out.

DETACH CONCURRENTLY waits for every transaction that has read the parent. When that takes too long it stays pending:
the month is invisible, inserts into it fail, and no other month can be detached before it is finalised.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql

from resources.archive.months import TableMonth
from resources.durable import durable
from resources.warehouse.connection import Connection, Cursor
from resources.warehouse.statements import statement

IN_THE_WAY = (
    psycopg.errors.LockNotAvailable,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.QueryCanceled,
    psycopg.errors.ObjectNotInPrerequisiteState,
)
"""Readers, or the pending detach of another month: nothing is lost, the next run goes on."""


@dataclass(frozen=True)
class Partition:
    """Where the table of a month stands. A pending one still counts as attached."""

    exists: bool
    is_attached: bool
    is_pending: bool


def partition(connection: Connection | Cursor, month: TableMonth) -> Partition:
    """Look the month's table up in the catalogue."""
    parameters = {"parent": month.parent_name, "partition": month.partition_name}
    row = connection.execute(statement("archive/partition"), parameters).fetchone()
    assert row is not None
    return Partition(**row)


def finalise(session: Connection, month: TableMonth) -> None:
    """End the interrupted detach of any month of the table, if readers let it."""
    row = session.execute(statement("archive/pending"), {"parent": month.parent_name}).fetchone()
    if row is None:
        return
    pending = sql.Identifier(month.definition.schema, row["partition"])
    try:
        with durable("archive.finalise"):
            session.execute(statement("archive/finalise", parent=month.parent, partition=pending))
    except IN_THE_WAY:
        return


def detach(session: Connection, month: TableMonth) -> bool:
    """Detach the month; False when readers are in the way and the next run must finalise it."""
    found = partition(session, month)
    if not found.is_attached:
        return True
    if found.is_pending:
        return False
    try:
        with durable("archive.detach"):
            session.execute(statement("archive/detach", parent=month.parent, partition=month.partition))
    except IN_THE_WAY:
        return False
    return True
