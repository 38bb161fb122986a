"""Exchange rates into the warehouse; days whose conversion they may change are queued for the marts."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from resources.errors import ConfigurationError
from resources.warehouse.connection import Cursor, Warehouse
from resources.warehouse.statements import statement

ECB = "ecb"
COLUMNS = ("date", "base", "quote", "rate")


@dataclass(frozen=True)
class RatesLoaded:
    """Rates written and left alone, account days queued, and currencies skipped because the warehouse lacks them."""

    inserted: int
    updated: int
    unchanged: int
    days_touched: int
    unknown_currencies: tuple[str, ...] = ()

    def __str__(self) -> str:
        skipped = (
            f"; unknown currencies skipped: {', '.join(self.unknown_currencies)}" if self.unknown_currencies else ""
        )
        return (
            f"{self.inserted} rates inserted, {self.updated} updated, {self.unchanged} unchanged; "
            f"{self.days_touched} account days to recompute{skipped}"
        )


@dataclass(frozen=True)
class RatesRemoved:
    """Rates taken back, and account days queued."""

    removed: int
    days_touched: int

    def __str__(self) -> str:
        return f"{self.removed} rates removed; {self.days_touched} account days to recompute"


def load_rates(warehouse: Warehouse, rates: pa.Table, source: str = ECB) -> RatesLoaded:
    """Write rates: `date`, `base`, `quote` (ISO 4217) and `rate`, the decimal units of quote for one base.

    Of several sources, the newest day counts; within a day the European Central Bank's gives way to any other. One
    transaction together with the queue; loading the same rates again changes nothing.
    """
    with warehouse.transaction("fx.load") as cursor:
        cursor.execute(statement("fx/create_incoming"))
        with cursor.copy(statement("fx/copy")) as copy:
            for row in zip(*(rates[name].to_pylist() for name in COLUMNS), strict=True):
                copy.write_row(row)
        unknown = cursor.execute(statement("fx/unknown_currencies")).fetchall()
        cursor.execute(statement("fx/upsert"), {"source": source})
        touched = _touch(cursor)
        (counts,) = cursor.execute(statement("fx/count_changes")).fetchall()
    return RatesLoaded(**counts, days_touched=touched, unknown_currencies=tuple(row["currency"] for row in unknown))


def unload_rates(warehouse: Warehouse, source: str) -> RatesRemoved:
    """Take back every rate of a source other than the European Central Bank, and queue the days it may have priced.

    Raises:
        ConfigurationError: there are none, or they are the European Central Bank's.
    """
    known = [row["source"] for row in warehouse.fetch("fx/sources") if row["source"] != ECB]
    if source not in known:
        raise ConfigurationError(
            f"no own rates of source {source!r} are loaded; there are: {', '.join(known) or 'none'}"
        )
    with warehouse.transaction("fx.unload") as cursor:
        removed = cursor.execute(statement("fx/delete"), {"source": source}).rowcount
        touched = _touch(cursor)
    return RatesRemoved(removed, touched)


def _touch(cursor: Cursor) -> int:
    """Queue what the changed rates may have priced; how many account days. Waits for a refresh of the marts to end."""
    touched = cursor.execute(statement("fx/touch_days")).rowcount
    cursor.execute(statement("marts/lock"))
    cursor.execute(statement("fx/touch_money"))
    return touched
