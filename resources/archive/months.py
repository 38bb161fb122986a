"""One month of one table: its names in PostgreSQL and in the object store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from resources.archive.tables import TABLES as TABLES
from resources.archive.tables import ArchivedTable as ArchivedTable
from resources.errors import ArchiveRefused
from resources.warehouse.connection import Connection, Warehouse
from resources.warehouse.statements import statement

PATIENCE = "5s"
"""How long a lock may be waited for, behind which readers queue up."""


@dataclass(frozen=True)
class TableMonth:
    """The rows of `table` from `start` (the first day of a month) up to the next month."""

    table: str
    start: dt.date

    @classmethod
    def of(cls, table: str, day: dt.date) -> TableMonth:
        """The month that holds a day.

        Raises:
            ArchiveRefused: the table is not one that is archived.
        """
        if table not in TABLES:
            raise ArchiveRefused(f"table {table} is not archived; expected one of {', '.join(TABLES)}")
        return cls(table, day.replace(day=1))

    def __str__(self) -> str:
        return f"{self.table} of {self.label}"

    @property
    def label(self) -> str:
        """`2025-09`."""
        return f"{self.start:%Y-%m}"

    @property
    def end(self) -> dt.date:
        """The first day of the next month."""
        return (self.start + dt.timedelta(days=31)).replace(day=1)

    @property
    def definition(self) -> ArchivedTable:
        """What the table is."""
        return TABLES[self.table]

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that name a row."""
        return self.definition.key

    @property
    def measures(self) -> tuple[str, ...]:
        """The columns whose sums are kept in the manifest."""
        return self.definition.measures

    @property
    def bounds(self) -> tuple[str, str]:
        """From and to as PostgreSQL writes them; of a timestamp in UTC, whatever the session's zone is."""
        zone = " 00:00:00+00" if self.definition.is_timestamp else ""
        return f"{self.start}{zone}", f"{self.end}{zone}"

    @property
    def parent_name(self) -> str:
        """The partitioned table, qualified."""
        return f"{self.definition.schema}.{self.table}"

    @property
    def partition_name(self) -> str:
        """The month's own table, qualified; ops.partition_name names it alike."""
        return f"{self.parent_name}_{self.start:%Y_%m}"

    @property
    def parent(self) -> sql.Identifier:
        """The partitioned table as an identifier."""
        return sql.Identifier(*self.parent_name.split("."))

    @property
    def partition(self) -> sql.Identifier:
        """The month's own table as an identifier."""
        return sql.Identifier(*self.partition_name.split("."))

    @property
    def prefix(self) -> str:
        """Where its objects are, one folder a version below."""
        return f"archive/{self.table}/year={self.start:%Y}/month={self.start:%m}/"

    @property
    def temporary_prefix(self) -> str:
        """Where they are uploaded first, out of sight of whoever reads the archive."""
        return f"archive-uploads/{self.table}/{self.label}/"

    @property
    def parameters(self) -> dict[str, Any]:
        """The month as parameters of statements."""
        return {"table_name": self.table, "month": self.start, "label": self.label}


@contextmanager
def exclusive(warehouse: Warehouse, month: TableMonth) -> Iterator[Connection]:
    """A connection of its own that waits at most PATIENCE for locks, while nobody else archives or restores the table.

    Raises:
        ArchiveRefused: somebody else does.
    """
    with closing(warehouse.connect()) as connection:
        connection.execute(statement("archive/lock_timeout"), {"patience": PATIENCE})
        try:
            connection.execute(statement("archive/lock_archive"), month.parameters)
        except psycopg.errors.LockNotAvailable:
            raise ArchiveRefused(f"another archive or restore of {month.table} is running; try again later") from None
        yield connection
