"""What a set of rows holds, in figures that do not depend on their order or place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import LiteralString

from psycopg import sql

from resources.archive.months import TableMonth
from resources.errors import IntegrityError
from resources.warehouse.connection import Cursor
from resources.warehouse.statements import statement


@dataclass(frozen=True)
class Content:
    """Rows, the sum of each measure as exact decimal text (None: nothing is known), and the sum of record hashes."""

    rows: int
    sums: dict[str, str | None]
    content_hash: Decimal

    def differences(self, found: Content) -> str:
        """What differs, expected against found; empty when nothing does."""
        pairs = {
            "rows": (self.rows, found.rows),
            **{f"sum of {name}": (self.sums.get(name), found.sums.get(name)) for name in self.sums | found.sums},
            "content hash": (self.content_hash, found.content_hash),
        }
        return "; ".join(f"{name}: expected {a}, got {b}" for name, (a, b) in pairs.items() if a != b)


def summarise(cursor: Cursor, month: TableMonth, relation: sql.Identifier, columns: Sequence[str]) -> Content:
    """The content of some columns of a table."""
    measures = [name for name in month.measures if name in columns]
    sums = sql.SQL(", ").join(
        sql.SQL("{}, sum({})::text").format(sql.Literal(name), sql.Identifier(name)) for name in measures
    )
    cursor.execute(statement("archive/content", relation=relation, sums=sums, columns=names(columns)))
    found = cursor.fetchone()
    assert found is not None
    return Content(**found)


def require_equal(
    cursor: Cursor, month: TableMonth, expected: Content, relation: sql.Identifier, other: sql.Identifier,
    columns: Sequence[str],
) -> None:  # fmt: skip
    """Prove that `relation` holds what is expected; `other` is where the expected rows are looked up when it does not.

    Raises:
        IntegrityError: names the figures that differ and the first key that does.
    """
    differences = expected.differences(summarise(cursor, month, relation, columns))
    if not differences:
        return
    parts = {"here": names(columns, "here.{}"), "there": names(columns, "there.{}"), "key": names(month.key)}
    cursor.execute(statement("archive/first_difference", left=relation, right=other, **parts))
    first = cursor.fetchone()
    at = ", ".join(f"{name}={value}" for name, value in first.items()) if first else "none"
    raise IntegrityError(
        f"{month}: {_shown(relation)} is not what the archive manifest says: {differences}; first differing key: {at}"
    )


def names(columns: Sequence[str], template: LiteralString = "{}") -> sql.Composed:
    """Column names, comma separated, each in the template."""
    return sql.SQL(", ").join(sql.SQL(template).format(sql.Identifier(name)) for name in columns)


def _shown(relation: sql.Identifier) -> str:
    return relation.as_string().replace('"', "")
