"""A month's rows as Parquet files on disk: DuckDB reads them from PostgreSQL in binary and writes as they come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
from psycopg import sql

from resources.archive import content
from resources.archive.months import TableMonth
from resources.duck import attach, extension
from resources.errors import AdwarehouseError
from resources.scratch import scratch
from resources.warehouse.statements import statement

GROUP_ROWS = 61_440
GROUPS_AN_OBJECT = 16
"""About a million rows, some 20 MB of daily figures: one put each, so that no multipart upload can be left over."""
MEMORY = "400MB"


@contextmanager
def written(snapshot: str, url: str, month: TableMonth, schema: pa.Schema) -> Iterator[list[Path]]:
    """Files with the month's rows in key order, as another transaction's exported snapshot has them; then removed.

    There is at least one file. One thread keeps the order; PostgreSQL sorts, and works beside it.

    Raises:
        AdwarehouseError: PostgreSQL or the disk failed.
    """
    same = sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(snapshot))
    columns = sql.SQL(", ").join(_travelling(field) for field in schema)
    rows = statement("archive/rows_in_order", columns=columns, relation=month.partition, key=content.names(month.key))
    with scratch("adwarehouse-archive-") as folder, closing(duckdb.connect()) as connection:
        target = folder / month.label
        limits = {"memory": sql.Literal(MEMORY), "threads": sql.Literal(1), "folder": sql.Literal(str(folder))}
        sizes = {"group_rows": sql.Literal(GROUP_ROWS), "groups": sql.Literal(GROUPS_AN_OBJECT)}
        try:
            connection.execute(statement("archive/duckdb", **limits).as_string())
            connection.load_extension(str(extension("postgres_scanner")))
            attach(connection, url)
            connection.execute("BEGIN TRANSACTION")
            connection.execute(statement("archive/same_snapshot", statement=_quoted(same)).as_string())
            parts = {"rows": _quoted(rows), "folder": sql.Literal(str(target)), **sizes}
            connection.execute(statement("archive/parquet", **parts).as_string())
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise AdwarehouseError(f"{month}: the export broke off, nothing is lost, run it again: {reason}") from None
        connection.close()
        yield sorted(target.iterdir(), key=lambda file: int(re.findall(r"\d+", file.stem)[-1]))


def _travelling(field: pa.Field[pa.DataType]) -> sql.Composed:
    cast = sql.SQL("{name}::text AS {name}" if pa.types.is_string(field.type) else "{name}")
    return cast.format(name=sql.Identifier(field.name))


def _quoted(query: sql.Composed) -> sql.Literal:
    return sql.Literal(query.as_string())
