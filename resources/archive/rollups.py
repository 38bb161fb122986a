"""What stays in PostgreSQL when detail leaves: rollups, proven equal to the facts while the facts are still there."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import duckdb
from psycopg import sql

from resources.archive.months import TableMonth
from resources.archive.writing import MEMORY
from resources.errors import AdwarehouseError, ArchiveRefused, IntegrityError
from resources.warehouse.connection import Cursor, Warehouse
from resources.warehouse.statements import statement

ROLLUPS = {"campaign_metrics": ("account_channel_daily", "campaign_metrics_monthly")}
"""Marts that must outlive the detail of a table, by table: nothing can compute them again afterwards."""
THREADS = 2
_BLOCK = 1 << 20


def require_rolled_up(warehouse: Warehouse, month: TableMonth) -> None:
    """Prove that the rollups of a month in PostgreSQL equal its facts, every sum of every key.

    Raises:
        ArchiveRefused: days wait for the marts.
        IntegrityError: a rollup differs; names the first key that does.
    """
    cursor = warehouse.connection.cursor()
    refuse_waiting_days(cursor, month)
    for mart in ROLLUPS.get(month.table, ()):
        _require_no_difference(cursor, month, mart, statement(f"archive/rollups/{mart}", facts=month.partition))


def require_rolled_up_from(files: Sequence[Path], cursor: Cursor, month: TableMonth) -> None:
    """Prove the same of the Parquet files that the month was written to; DuckDB sums them up, PostgreSQL compares.

    Raises:
        ArchiveRefused, IntegrityError: as above.
        AdwarehouseError: memory or disk did not suffice.
    """
    refuse_waiting_days(cursor, month)
    for mart in ROLLUPS.get(month.table, ()):
        rolled = sql.Identifier("pg_temp", f"rolled_{mart}")
        in_postgres = statement(f"archive/rollups/{mart}", facts=month.partition)
        cursor.execute(statement("archive/rollups/rolled", relation=rolled, sums=in_postgres))
        _copy(cursor, rolled, _summed(files[0].parent, month, mart))
        _require_no_difference(cursor, month, mart, sql.SQL("TABLE {}").format(rolled))


def _summed(folder: Path, month: TableMonth, mart: str) -> Path:
    facts = sql.SQL("read_parquet({})").format(sql.Literal(str(folder / "*.parquet")))
    target = folder.with_name(f"{mart}.csv")
    limits = {"memory": sql.Literal(MEMORY), "threads": sql.Literal(THREADS), "folder": sql.Literal(str(folder.parent))}
    sums = {"sums": statement(f"archive/rollups/{mart}", facts=facts), "file": sql.Literal(str(target))}
    with closing(duckdb.connect()) as connection:
        try:
            connection.execute(statement("archive/duckdb", **limits).as_string())
            connection.execute(statement("archive/rollups/to_csv", **sums).as_string())
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise AdwarehouseError(f"{month}: marts.{mart} could not be proven, nothing is lost: {reason}") from None
    return target


def _copy(cursor: Cursor, target: sql.Identifier, file: Path) -> None:
    with cursor.copy(statement("archive/rollups/copy", relation=target)) as copy, file.open("rb") as content:
        while block := content.read(_BLOCK):
            copy.write(block)


def _require_no_difference(cursor: Cursor, month: TableMonth, mart: str, sums: sql.Composable) -> None:
    values = {"start": month.start, "end": month.end}
    cursor.execute(statement(f"archive/rollups/{mart}_difference", sums=sums), values)
    if found := cursor.fetchone():
        shown = ", ".join(f"{name}={value}" for name, value in found.items())
        raise IntegrityError(f"{month}: marts.{mart} is not the sum of the facts; first differing key: {shown}")


def refuse_waiting_days(cursor: Cursor, month: TableMonth) -> None:
    """Keep a month whose marts are not up to date.

    Raises:
        ArchiveRefused: days wait for the marts.
    """
    days = waiting_days(cursor, month)
    if days:
        raise ArchiveRefused(f"{month}: {days} days wait for the marts; run `adwarehouse refresh` first")


def waiting_days(cursor: Cursor, month: TableMonth) -> int:
    """Days of accounts, teams and people that wait to be recomputed and are made of the month's rows."""
    values = month.parameters | {"margin": month.definition.margin_days}
    row = cursor.execute(statement("archive/waiting_days"), values).fetchone()
    assert row is not None
    return int(row["days"])
