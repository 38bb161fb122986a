"""What a mart is, and how its recomputed rows are published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import sql

from resources.warehouse.connection import Cursor
from resources.warehouse.statements import statement


@dataclass(frozen=True)
class Mart:
    """One table of schema marts, computed by `sql/marts/<name>.sql`.

    The statement is a SELECT of whole rows (without created_at, updated_at) for what `scope` holds: a temporary table
    that `sql/marts/scopes/<scope>.sql` makes, with the columns `scope_columns` that the mart has too. Rows of the mart
    within that scope that the statement does not give any more are deleted, changed ones written, equal ones not
    touched. `key` is the grain; none of its columns is ever NULL. A change of nothing but `confirmed` columns counts
    apart. `sources` are the assets it is made of. `parts` are temporary tables that `sql/marts/<name>/<part>.sql` makes
    just before, so that the planner knows how many rows it joins. `refine` completes the computed rows (in
    `fresh_<name>`) before they are published. `checks` name and describe what must hold: each is a statement
    `sql/checks/marts/<mart>/<check>.sql` that returns the rows that break it.
    """

    name: str
    description: str
    key: tuple[str, ...]
    scope: str
    scope_columns: tuple[str, ...]
    sources: tuple[str, ...]
    confirmed: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    refine: Callable[[Cursor], None] | None = None
    checks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Written:
    """Rows of one mart that a refresh changed (inserted, updated, deleted), and those it only confirmed."""

    changed: int = 0
    confirmed: int = 0

    def __add__(self, other: Written) -> Written:
        return Written(self.changed + other.changed, self.confirmed + other.confirmed)


def publish(cursor: Cursor, mart: Mart, parameters: Mapping[str, Any]) -> Written:
    """Compute the mart's rows for its scope and make the table hold them. Runs in the caller's transaction."""
    fresh = sql.Identifier(f"fresh_{mart.name}")
    for part in mart.parts:
        cursor.execute(statement(f"marts/{mart.name}/{part}"), parameters)
        cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(part)))
    head = sql.SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS ").format(fresh)
    cursor.execute(head + statement(f"marts/{mart.name}"), parameters)
    cursor.execute(sql.SQL("ANALYZE {}").format(fresh))
    if mart.refine is not None:
        mart.refine(cursor)
    cursor.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(fresh))
    columns = [column.name for column in cursor.description or ()]
    parts = _parts(mart, columns) | {"mart": sql.Identifier("marts", mart.name), "fresh": fresh}
    cursor.execute(statement("marts/publish/delete", **parts))
    deleted = cursor.rowcount
    cursor.execute(statement("marts/publish/write", **parts))
    written = cursor.rowcount
    if not mart.confirmed:
        return Written(deleted + written)
    cursor.execute(statement("marts/publish/confirm", **parts))
    return Written(deleted + written, cursor.rowcount)


def _parts(mart: Mart, columns: list[str]) -> dict[str, sql.Composable]:
    figures = [name for name in columns if name not in (*mart.key, *mart.confirmed)]
    return {
        "scope": sql.Identifier(mart.scope),
        "in_scope": _equal("old", "scope", mart.scope_columns),
        "same_key": _equal("old", "fresh", mart.key),
        "columns": _listed(columns),
        "key": _listed(mart.key),
        "set": _joined("{0} = excluded.{0}", [name for name in columns if name not in mart.key]),
        "old_figures": _joined("old.{}", figures),
        "new_figures": _joined("excluded.{}", figures),
        "confirm": _joined("{0} = fresh.{0}", mart.confirmed),
        "old_confirmed": _joined("old.{}", mart.confirmed),
        "new_confirmed": _joined("fresh.{}", mart.confirmed),
    }


def _equal(left: str, right: str, names: tuple[str, ...]) -> sql.Composed:
    one = sql.SQL("{}.{} = {}.{}")
    sides = sql.Identifier(left), sql.Identifier(right)
    terms = [one.format(sides[0], column, sides[1], column) for column in map(sql.Identifier, names)]
    return sql.SQL(" AND ").join(terms)


def _joined(pattern: LiteralString, names: list[str] | tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(sql.SQL(pattern).format(sql.Identifier(name)) for name in names)


def _listed(names: list[str] | tuple[str, ...]) -> sql.Composed:
    return _joined("{}", names)
