"""What a database holds, table by table: the same before a dump and after its restore."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from psycopg import sql

from resources.warehouse.connection import Connection
from resources.warehouse.statements import statement

SHOWN = 5


@dataclass(frozen=True)
class TableContent:
    """Rows, and the sum of each column of money as exact decimal text (None: nothing is known)."""

    rows: int
    sums: dict[str, str | None]


Content = Mapping[str, TableContent]
"""By qualified table; a partition is a table."""


def summarise(connection: Connection) -> dict[str, TableContent]:
    """Count and add up every table that a dump of this database holds."""
    return {row["name"]: _table(connection, row) for row in connection.execute(statement("backup/tables")).fetchall()}


def _table(connection: Connection, row: Mapping[str, str | list[str]]) -> TableContent:
    sums = sql.SQL(", ").join(
        sql.SQL("{}, sum({})::text").format(sql.Literal(name), sql.Identifier(name)) for name in row["money"]
    )
    relation = sql.Identifier(str(row["schema"]), str(row["table"]))
    found = connection.execute(statement("backup/content", sums=sums, relation=relation)).fetchone()
    assert found is not None
    return TableContent(**found)


def differences(expected: Content, found: Content) -> str:
    """What differs, the first tables of it; empty when nothing does."""
    wrong = list(_differences(expected, found))
    more = [f"and {len(wrong) - SHOWN} more"] if len(wrong) > SHOWN else []
    return "; ".join([*wrong[:SHOWN], *more])


def _differences(expected: Content, found: Content) -> Iterator[str]:
    for name in sorted(expected.keys() | found.keys()):
        here, there = expected.get(name), found.get(name)
        if here is None or there is None:
            yield f"table {name}: {'not expected' if here is None else 'missing'}"
        elif here.rows != there.rows:
            yield f"rows of {name}: expected {here.rows}, got {there.rows}"
        else:
            yield from (
                f"sum of {name}.{column}: expected {here.sums.get(column)}, got {there.sums.get(column)}"
                for column in sorted(here.sums.keys() | there.sums.keys())
                if here.sums.get(column) != there.sums.get(column)
            )
