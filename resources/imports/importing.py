"""`import_table`: a file into one of the application's tables, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg import sql

from resources.imports.checks import check
from resources.imports.faults import Fault, ImportRefused
from resources.imports.files import File, opened
from resources.imports.staging import Rejected, discard, stage
from resources.imports.target import Target, describe
from resources.imports.writing import write
from resources.warehouse.connection import Warehouse
from resources.warehouse.partitions import ensure_month
from resources.warehouse.statements import statement


@dataclass(frozen=True)
class Imported:
    """Rows of a file by what became of them, and monthly partitions that were made for them."""

    table: str
    inserted: int
    updated: int
    unchanged: int
    partitions: int

    def __str__(self) -> str:
        made = f"; {self.partitions} monthly partitions made" if self.partitions else ""
        counts = f"{self.inserted:,} rows inserted, {self.updated:,} updated, {self.unchanged:,} unchanged"
        return f"{self.table}: {counts}{made}"


def import_table(warehouse: Warehouse, name: str, path: Path, *, without: Sequence[str] = ()) -> Imported:
    """Rows of a CSV or Parquet file into `app.<name>`: new ones are inserted, those that differ updated, by its key.

    The file has a column for each of the table's that it brings; `without` leaves some of its columns out. Columns that
    refer to what the warehouse numbers itself hold the number or the natural key (`checks.NATURAL_KEYS`). Moments
    without an offset are UTC. Importing a file again changes nothing. Memory does not grow with the file.

    Raises:
        ConfigurationError: there is no such table, or no file may go into it.
        ImportRefused: the file does not fit; nothing of it was written.
        MonthArchived: events of a month that the archive serves.
    """
    target = describe(warehouse, name)
    file = opened(path)
    names = [column for column in file.names if column not in without]
    unknown = [Fault(None, column, "expected in the file, to leave it out") for column in {*without} - {*file.names}]
    if faults := [*unknown, *target.header_faults(names)]:
        raise ImportRefused(path.name, faults)
    with _staging(warehouse, file):
        rows = stage(warehouse, target, file, names)
        check(warehouse, target, names)
        made = _make_partitions(warehouse, target)
        inserted, updated = write(warehouse, target, names, rows)
    return Imported(target.name, inserted, updated, rows - inserted - updated, made)


@contextmanager
def _staging(warehouse: Warehouse, file: File) -> Iterator[None]:
    """Days are year, month, day, and what was staged is gone at the end."""
    warehouse.connection.execute(statement("imports/iso_days"))
    try:
        yield
    except Rejected as error:
        raise error.located(file) from None
    finally:
        discard(warehouse)
        warehouse.connection.execute(statement("imports/usual_days"))


def _make_partitions(warehouse: Warehouse, target: Target) -> int:
    if target.partitioned_by is None:
        return 0
    months = warehouse.fetch("imports/months", column=sql.Identifier(target.partitioned_by))
    return sum(ensure_month(warehouse, f"app.{target.name}", row["month"]) for row in months)
