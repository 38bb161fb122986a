"""Marts: recompute exactly the days that something touched."""

from __future__ import annotations

from dataclasses import dataclass

from resources.warehouse.connection import Warehouse
from resources.warehouse.statements import statement

DAYS_AT_ONCE = 20_000
STATEMENTS = (
    "account_channel_daily_delete",
    "account_channel_daily_write",
    "membership",
    "affected",
    "channel_performance_compute",
    "channel_performance_delete",
    "channel_performance_write",
)


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did: account days recomputed, and rows written or removed in each mart.

    Rows whose figures are equal and that only rest on a newer fetch count as confirmed, not as changed.
    """

    days: int = 0
    base_rows: int = 0
    changed_rows: int = 0
    confirmed_rows: int = 0

    def __add__(self, other: Refreshed) -> Refreshed:
        return Refreshed(
            self.days + other.days,
            self.base_rows + other.base_rows,
            self.changed_rows + other.changed_rows,
            self.confirmed_rows + other.confirmed_rows,
        )


def refresh_marts(warehouse: Warehouse) -> Refreshed:
    """Consume ops.touched_days until none is left. Refreshes follow one another; publishes are not held up."""
    done = Refreshed()
    while True:
        part = _refresh_some(warehouse)
        if part is None:
            return done
        done += part


def _refresh_some(warehouse: Warehouse) -> Refreshed | None:
    with warehouse.transaction("marts.commit") as cursor:
        cursor.execute(statement("marts/lock"))
        cursor.execute(statement("marts/claim"), {"limit": DAYS_AT_ONCE})
        cursor.execute(statement("marts/claimed"))
        claimed = cursor.fetchone()
        assert claimed is not None
        if claimed["days"] == 0:
            return None
        written = {}
        for name in STATEMENTS:
            cursor.execute(statement(f"marts/{name}"), claimed)
            written[name] = cursor.rowcount
        cursor.execute(statement("marts/channel_performance_confirm"), claimed)
        return Refreshed(
            claimed["days"],
            written["account_channel_daily_delete"] + written["account_channel_daily_write"],
            written["channel_performance_delete"] + written["channel_performance_write"],
            cursor.rowcount,
        )
