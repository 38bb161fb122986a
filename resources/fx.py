"""Exchange rates into the warehouse; days whose conversion they may change are queued for the marts."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from resources.warehouse.connection import Warehouse
from resources.warehouse.statements import statement

SOURCE = "ecb"
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


def load_rates(warehouse: Warehouse, rates: pa.Table) -> RatesLoaded:
    """Write rates: `date`, `base`, `quote` (ISO 4217) and `rate`, the decimal units of quote for one base.

    One transaction together with the queue; loading the same rates again changes nothing.
    """
    with warehouse.transaction("fx.load") as cursor:
        cursor.execute(statement("fx/create_incoming"))
        with cursor.copy(statement("fx/copy")) as copy:
            for row in zip(*(rates[name].to_pylist() for name in COLUMNS), strict=True):
                copy.write_row(row)
        unknown = cursor.execute(statement("fx/unknown_currencies")).fetchall()
        cursor.execute(statement("fx/upsert"), {"source": SOURCE})
        touched = cursor.execute(statement("fx/touch_days")).rowcount
        (counts,) = cursor.execute(statement("fx/count_changes")).fetchall()
    return RatesLoaded(**counts, days_touched=touched, unknown_currencies=tuple(row["currency"] for row in unknown))
