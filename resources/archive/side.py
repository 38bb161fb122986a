"""Restoring beside the warehouse: archived months, or one account's rows of them, as a plain table `<schema>.<table>`.

The schema is made for it, belongs to the owner, and nobody else can look into it until the owner grants it: row-level
security does not reach what is in there. The archive goes on serving the months.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
from psycopg import sql

from resources.archive import content, parquet, readback
from resources.archive import manifest as manifests
from resources.archive.months import TableMonth, exclusive
from resources.errors import ArchiveRefused
from resources.loading.tables import SQL_TYPES
from resources.object_store import ObjectStore
from resources.warehouse.connection import Cursor, Warehouse
from resources.warehouse.statements import statement

PURPOSE = "Restored from the archive by adwarehouse; every restore of a table replaces it"
ACCOUNT = "ad_account_id"
_LOADED = sql.Identifier("pg_temp", "side_month")


@dataclass(frozen=True)
class Beside:
    """A table beside the warehouse, and how many rows it has of each month."""

    name: str
    rows: dict[TableMonth, int]

    def __str__(self) -> str:
        months = ", ".join(f"{month.label} {rows:,}" for month, rows in self.rows.items())
        return f"{self.name}: {sum(self.rows.values()):,} rows ({months})"


def restore_beside(
    owner: Warehouse,
    store: ObjectStore,
    table: str,
    months: Sequence[dt.date],
    schema: str,
    account: tuple[str, str] | None = None,
) -> Beside:
    """Put archived months into `<schema>.<table>`, in one transaction; an earlier restore of the table is replaced.

    `account` (platform, its account_id) keeps that account's rows only. Columns that the warehouse has lost since are
    there, columns that it has gained are NULL.

    Raises:
        ArchiveRefused: a month is not in the archive, the schema is another's, or the rows are no account's.
        IntegrityError: an object is missing or changed; nothing changed.
    """
    places = [TableMonth.of(table, month) for month in months]
    target = sql.Identifier(schema, table)
    with exclusive(owner, places[0]), owner.transaction("restore.beside") as cursor:
        _make_schema(cursor, schema)
        cursor.execute(statement("archive/side_drop", table=target))
        cursor.execute(statement("archive/side_table", table=target, parent=places[0].parent))
        kept = sql.SQL("true") if account is None else _of_account(cursor, places[0], account)
        return Beside(f"{schema}.{table}", {place: _add(cursor, store, place, target, kept) for place in places})


def _make_schema(cursor: Cursor, schema: str) -> None:
    found = cursor.execute(statement("archive/side_schema_purpose"), {"schema": schema}).fetchone()
    if schema.startswith("pg_") or (found and found["purpose"] != PURPOSE):
        raise ArchiveRefused(f"schema {schema} is not one that a restore made; name one that does not exist yet")
    cursor.execute(statement("archive/side_schema", schema=sql.Identifier(schema)))
    purpose = {"schema": sql.Identifier(schema), "purpose": sql.Literal(PURPOSE)}
    cursor.execute(statement("archive/side_schema_comment", **purpose))


def _of_account(cursor: Cursor, place: TableMonth, account: tuple[str, str]) -> sql.Composable:
    platform, account_id = account
    if ACCOUNT not in parquet.schema_of(cursor, place.parent_name).names:
        raise ArchiveRefused(f"rows of {place.table} belong to no ad account; restore the months whole")
    found = cursor.execute(
        statement("archive/side_account"), {"platform": platform, "account_id": account_id}
    ).fetchone()
    if found is None:
        raise ArchiveRefused(f"there is no account {platform}:{account_id}; `adwarehouse accounts list` shows them")
    return sql.SQL("{} = {}").format(sql.Identifier(ACCOUNT), sql.Literal(found["id"]))


def _add(cursor: Cursor, store: ObjectStore, place: TableMonth, target: sql.Identifier, kept: sql.Composable) -> int:
    manifest = manifests.latest(cursor, place)
    if manifest is None or not (manifest.serves or manifest.state == "restored"):
        raise ArchiveRefused(f"{place} is not in the archive; PostgreSQL has what there is of it")
    archived, _ = parquet.row_groups(readback.fetch(store, place, manifest.objects[0]))
    _match_columns(cursor, target, archived)
    names = content.names(archived.names)
    cursor.execute(statement("archive/side_month", table=target, columns=names))
    readback.load(cursor, store, place, manifest, _LOADED)
    content.require_equal(cursor, place, manifest.content, _LOADED, _LOADED, archived.names)
    rows = cursor.execute(
        statement(
            "archive/side_insert", table=target, columns=names, month=_LOADED, kept=kept, key=content.names(place.key)
        )
    ).rowcount
    cursor.execute(statement("archive/side_drop", table=_LOADED))
    return rows


def _match_columns(cursor: Cursor, target: sql.Identifier, archived: pa.Schema) -> None:
    here = parquet.schema_of(cursor, target.as_string())
    for lost in (field for field in archived if field.name not in here.names):
        parts = {"column": sql.Identifier(lost.name), "type": _sql_type(lost.type)}
        cursor.execute(statement("archive/side_lost_column", table=target, **parts))
    for gained in (field for field in here if field.name not in archived.names and not field.nullable):
        cursor.execute(statement("archive/side_gained_column", table=target, column=sql.Identifier(gained.name)))


def _sql_type(kind: pa.DataType) -> sql.Composable:
    if pa.types.is_decimal(kind):
        return sql.SQL("numeric({}, {})").format(kind.precision, kind.scale)
    return sql.SQL(SQL_TYPES[kind])
