"""What stays in PostgreSQL when detail leaves: rollups, proven equal to the facts while the facts are still there."""

from __future__ import annotations

from resources.archive.months import TableMonth
from resources.errors import ArchiveRefused, IntegrityError
from resources.warehouse.connection import Cursor, Warehouse
from resources.warehouse.statements import statement

ROLLUPS = {"campaign_metrics": ("account_channel_daily", "campaign_metrics_monthly")}
"""Marts that must outlive the detail of a table, by table: nothing can compute them again afterwards."""


def require_rolled_up(warehouse: Warehouse, month: TableMonth) -> None:
    """Prove that the rollups of a month in PostgreSQL equal its facts, every sum of every key.

    Raises:
        ArchiveRefused: days wait for the marts.
        IntegrityError: a rollup differs; names the first key that does.
    """
    refuse_waiting_days(warehouse.connection.cursor(), month)
    for mart in ROLLUPS.get(month.table, ()):
        values = {"start": month.start, "end": month.end}
        for found in warehouse.fetch(f"archive/rollups/{mart}", values, facts=month.partition):
            shown = ", ".join(f"{name}={value}" for name, value in found.items())
            raise IntegrityError(f"{month}: marts.{mart} is not the sum of the facts; first differing key: {shown}")


def refuse_waiting_days(cursor: Cursor, month: TableMonth) -> None:
    """Keep a month whose marts are not up to date.

    Raises:
        ArchiveRefused: days wait for the marts.
    """
    days = waiting_days(cursor, month)
    if days:
        raise ArchiveRefused(f"{month}: {days} days wait for the marts; run `adwarehouse refresh` first")


def waiting_days(cursor: Cursor, month: TableMonth) -> int:
    """Days of accounts, teams and people that wait to be recomputed and are made of the month's rows."""
    values = month.parameters | {"margin": month.definition.margin_days}
    row = cursor.execute(statement("archive/waiting_days"), values).fetchone()
    assert row is not None
    return int(row["days"])
