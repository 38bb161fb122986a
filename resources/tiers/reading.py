"""Asking the three tiers: a connection that sees one moment, and a function for one query."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa

from resources.errors import IntegrityError, QueryRefused
from resources.settings import Settings, settings
from resources.tiers import engine, snapshot, views
from resources.warehouse.statements import statement

FUNCTIONS = {"range", "generate_series", "unnest"}
"""What may be called in FROM: nothing that runs a statement of its own, or reads from elsewhere."""
NOT_FOUND = 404


@contextmanager
def connect(configured: Settings | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB connection that sees every tier as of now, until it is closed; `configured` is the process's by default.

    Schemas, tables and columns are named as in PostgreSQL; `live.warehouse.campaign_metrics` is the live half alone,
    and `tiers.months` lists the months with their tier. It reads as the owner of the database: row-level security does
    not reach the archive. Close it soon: an open one makes the archive wait. A month whose objects a new version
    replaces meanwhile cannot be read any more: connect again, as `query` does.

    Raises:
        ConfigurationError: a setting is missing, or PostgreSQL cannot be reached.
    """
    configured = configured or settings()
    with engine.engine(configured) as connection:
        views.create(connection, snapshot.take(connection), configured.s3_bucket, configured.clock.today("UTC"))
        engine.lock_down(connection, configured)
        yield connection


def query(text: str, configured: Settings | None = None) -> pa.Table:
    """The rows of one SELECT over all tiers, at one moment, in DuckDB's dialect.

    Raises:
        ConfigurationError: a setting is missing, or PostgreSQL cannot be reached.
        QueryRefused: it is not one SELECT, calls what reaches elsewhere, or DuckDB cannot answer it; says why.
        IntegrityError: an object of the archive is missing.
    """
    _require_reading(text)
    for is_last in (False, True):
        try:
            with connect(configured) as connection:
                return connection.execute(text).to_arrow_table()
        except duckdb.Error as error:
            if not _is_missing(error):
                raise QueryRefused(_said(error)) from None
            if is_last:
                raise IntegrityError(f"{_said(error)}; see `adwarehouse archive verify`") from None
    raise AssertionError


def _require_reading(text: str) -> None:
    found = json.loads(_serialised(text))
    if found["error"]:
        is_other = found["error_type"] == "not implemented"
        raise QueryRefused("only SELECT is answered; nothing is written" if is_other else found["error_message"])
    if len(found["statements"]) != 1:
        raise QueryRefused(f"expected one SELECT, got {len(found['statements'])}")
    for name in _functions_in_from(found["statements"]):
        if name not in FUNCTIONS:
            raise QueryRefused(
                f"function {name} is not for queries; in FROM there may be {', '.join(sorted(FUNCTIONS))}"
            )


def _serialised(text: str) -> str:
    with duckdb.connect() as connection:
        row = connection.execute(statement("tiers/serialise").as_string(), [text]).fetchone()
    assert row is not None
    return str(row[0])


def _functions_in_from(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("type") == "TABLE_FUNCTION":
            yield node["function"]["function_name"]
        for value in node.values():
            yield from _functions_in_from(value)
    elif isinstance(node, list):
        for value in node:
            yield from _functions_in_from(value)


def _is_missing(error: duckdb.Error) -> bool:
    return isinstance(error, duckdb.HTTPException) and error.status_code == NOT_FOUND


def _said(error: duckdb.Error) -> str:
    """One line; where PostgreSQL said it, in its words and without the statement that DuckDB sent."""
    before, _, said = str(error).partition("ERROR:")
    return f"PostgreSQL: {said.strip().splitlines()[0]}" if said else before.strip().splitlines()[0]
