"""What a set of rows holds, in figures that do not depend on their order or place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import LiteralString

import pyarrow as pa
from psycopg import sql

from resources.archive.months import TableMonth
from resources.archive.parquet import schema_of
from resources.errors import IntegrityError
from resources.warehouse.connection import Cursor
from resources.warehouse.statements import statement


@dataclass(frozen=True)
class Content:
    """Rows, the sum of each measure as exact decimal text (None: nothing is known), and the sum of row hashes.

    `is_hashed_as_text`: by MD5 of each row's text, as months were that were archived before migration 0007.
    """

    rows: int
    sums: dict[str, str | None]
    content_hash: Decimal
    is_hashed_as_text: bool = False

    def differences(self, found: Content) -> str:
        """What differs, expected against found; empty when nothing does."""
        pairs = {
            "rows": (self.rows, found.rows),
            **{f"sum of {name}": (self.sums.get(name), found.sums.get(name)) for name in self.sums | found.sums},
            "content hash": (self.content_hash, found.content_hash),
        }
        return "; ".join(f"{name}: expected {a}, got {b}" for name, (a, b) in pairs.items() if a != b)


def summarise(
    cursor: Cursor, month: TableMonth, relation: sql.Identifier, columns: Sequence[str], *, as_text: bool = False
) -> Content:
    """The content of some columns of a table, in their order; `as_text` hashes as it was done before migration 0007."""
    measures = [name for name in month.measures if name in columns]
    sums = sql.SQL(", ").join(
        sql.SQL("{}, sum({})::text").format(sql.Literal(name), sql.Identifier(name)) for name in measures
    )
    if as_text:
        query = statement("archive/content_as_text", relation=relation, sums=sums, columns=names(columns))
    else:
        schema = schema_of(cursor, relation.as_string())
        hashed = sql.SQL(", ").join(_hashed(schema.field(name)) for name in columns)
        query = statement("archive/content", relation=relation, sums=sums, columns=hashed)
    found = cursor.execute(query).fetchone()
    assert found is not None
    return Content(**found, is_hashed_as_text=as_text)


def _hashed(field: pa.Field[pa.DataType]) -> sql.Composed:
    is_text = pa.types.is_string(field.type) or pa.types.is_decimal(field.type)
    return sql.SQL("{}::text" if is_text else "{}").format(sql.Identifier(field.name))


def require_equal(
    cursor: Cursor, month: TableMonth, expected: Content, relation: sql.Identifier, other: sql.Identifier,
    columns: Sequence[str],
) -> None:  # fmt: skip
    """Prove that `relation` holds what is expected; `other` is where the expected rows are looked up when it does not.

    Raises:
        IntegrityError: names the figures that differ and the first key that does.
    """
    found = summarise(cursor, month, relation, columns, as_text=expected.is_hashed_as_text)
    if differences := expected.differences(found):
        raise mismatch(cursor, month, differences, relation, other, columns)


def mismatch(
    cursor: Cursor, month: TableMonth, differences: str, relation: sql.Identifier, other: sql.Identifier,
    columns: Sequence[str],
) -> IntegrityError:  # fmt: skip
    """The error that tells what differs between two tables that must be equal, with the first key that does."""
    parts = {"columns": names(columns), "key": names(month.key)}
    cursor.execute(statement("archive/first_difference", left=relation, right=other, **parts))
    first = cursor.fetchone()
    at = ", ".join(f"{name}={value}" for name, value in first.items()) if first else "none"
    shown = relation.as_string().replace('"', "")
    return IntegrityError(
        f"{month}: {shown} is not what the archive manifest says: {differences}; first differing key: {at}"
    )


def names(columns: Sequence[str], template: LiteralString = "{}") -> sql.Composed:
    """Column names, comma separated, each in the template."""
    return sql.SQL(", ").join(sql.SQL(template).format(sql.Identifier(name)) for name in columns)
