"""Documents beside their truth, field by field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
from psycopg import sql

from resources.loading.tables import column_definitions, copy_table
from resources.warehouse.connection import Cursor
from resources.warehouse.statements import statement


@dataclass(frozen=True)
class DocumentDifference:
    """One field that is not what it must be. Field `document`: it is missing (found 0) or surplus (expected 0).

    `document` names it: `order 25... return ... line 0`, or `product 123`. Values are as PostgreSQL writes them.
    """

    platform: str
    account_id: str
    document: str
    field: str
    expected: str | None
    found: str | None

    def __str__(self) -> str:
        values = f"expected {_shown(self.expected)}, found {_shown(self.found)}"
        return f"{self.platform} account {self.account_id} {self.document}: {self.field} {values}"


@dataclass(frozen=True)
class Documents:
    """Documents against a truth: how many were compared, and how many of the truth's could not be."""

    differences: list[DocumentDifference]
    compared: int
    not_loaded: int
    archived: int


def gather(cursor: Cursor, name: str, truth: pa.Table) -> None:
    """Lay a truth beside the warehouse: a temporary table of the transaction."""
    target = sql.Identifier(name)
    cursor.execute(
        statement("reconciliation/create_documents", target=target, columns=column_definitions(truth.schema))
    )
    copy_table(cursor, target, truth)


def fields(names: Iterable[str]) -> sql.Composed:
    """For each name a row of (position, name, expected, found), as text."""
    return sql.SQL(", ").join(
        sql.SQL("({}, {}, expected.{}::text, found.{}::text)").format(position, name, column, column)
        for position, name in enumerate(names, 1)
        for column in [sql.Identifier(name)]
    )


def _shown(value: str | None) -> str:
    return "unknown" if value is None else value
