"""The staged rows into their table; what only writing them shows is traced to the row that caused it."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql

from resources.imports.staging import Found, Rejected
from resources.imports.target import KEPT_BY_TRIGGER, SCHEMA, Target
from resources.warehouse.connection import Cursor, Warehouse
from resources.warehouse.statements import statement

_REFUSALS = (psycopg.IntegrityError, psycopg.DataError, psycopg.errors.RaiseException)


def write(warehouse: Warehouse, target: Target, names: list[str], rows: int) -> tuple[int, int]:
    """Rows inserted and updated, all in one transaction. Raises Rejected with the first row that the table refuses."""
    writing = _Writing(target, names)
    with warehouse.transaction("imports.commit") as cursor:
        cursor.execute(statement("imports/lock"), {"table": target.name})
        existing = writing.existing(cursor)
        try:
            written = writing.rows(cursor, 1, rows)
        except _REFUSALS as error:
            raise Rejected([writing.first_refused(cursor, rows, error)]) from None
    inserted = rows - existing
    return inserted, written - inserted


@dataclass(frozen=True)
class _Writing:
    target: Target
    names: list[str]

    def existing(self, cursor: Cursor) -> int:
        row = cursor.execute(statement("imports/existing", table=self._table, key=_listed(self.target.key))).fetchone()
        assert row is not None
        return int(row["rows"])

    def rows(self, cursor: Cursor, first: int, last: int) -> int:
        """Write these rows within a savepoint; how many were inserted or updated."""
        with cursor.connection.transaction():
            cursor.execute(
                statement(
                    "imports/write",
                    table=self._table,
                    columns=_listed(self.names),
                    key=_listed(self.target.key),
                    change=self._change(),
                ),
                {"first": first, "last": last},
            )
            return cursor.rowcount

    def first_refused(self, cursor: Cursor, rows: int, error: psycopg.Error) -> Found:
        """Halve until one row is left; what comes before it stays written, and no row is written more than twice."""
        low, high = 1, rows
        while low < high:
            middle = (low + high) // 2
            try:
                self.rows(cursor, low, middle)
            except _REFUSALS as found:
                high, error = middle, found
            else:
                low = middle + 1
        return Found(low, None, self._why(cursor, error))

    def _why(self, cursor: Cursor, error: psycopg.Error) -> str:
        name = error.diag.constraint_name
        if name is None:
            return str(error.diag.message_primary)
        parameters = {"table": f"{SCHEMA}.{self.target.name}", "name": name}
        row = cursor.execute(statement("imports/meaning"), parameters).fetchone()
        return f"violates {name}: {row['meaning'] if row else error.diag.message_primary}"

    def _change(self) -> sql.Composable:
        """What becomes of a row that is there already."""
        figures = [name for name in self.names if name not in self.target.key and name not in KEPT_BY_TRIGGER]
        if not figures:
            return sql.SQL("NOTHING")
        pairs = sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in figures)
        old, new = (sql.SQL(", ").join(sql.Identifier(side, name) for name in figures) for side in ("kept", "excluded"))
        changed = sql.SQL("UPDATE SET {} WHERE ({}) IS DISTINCT FROM ({})")
        return changed.format(pairs, old, new)

    @property
    def _table(self) -> sql.Identifier:
        return sql.Identifier(SCHEMA, self.target.name)


def _listed(names: list[str] | tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
