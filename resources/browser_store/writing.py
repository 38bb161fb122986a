"""Rows of one user, each record in one transaction, or in a savepoint of a trial that is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg.rows import DictRow

from resources.browser_store.report import Complaint, Outcome
from resources.browser_store.text import Broken
from resources.errors import ConfigurationError
from resources.warehouse.connection import Cursor, Warehouse
from resources.warehouse.statements import statement

_REFUSALS = (psycopg.DataError, psycopg.IntegrityError, psycopg.errors.ProgramLimitExceeded)


@dataclass(frozen=True)
class Tenant:
    """Whose rows are written: a user, and the team that is their default, if they have one."""

    user_id: UUID
    team_id: UUID | None


def tenant(warehouse: Warehouse, email: str) -> Tenant:
    """The user of an email address, whatever its letters' case. Raises ConfigurationError when there is none."""
    found = warehouse.fetch("browser_store/tenant", {"email": email})
    if len(found) != 1:
        raise ConfigurationError(f"{email!r} is no user's email address; the application or `accounts add` makes users")
    return Tenant(**found[0])


class Writer:
    """Writes records whole. In a dry run one transaction holds them all, and `close` takes it back."""

    def __init__(self, warehouse: Warehouse, tenant: Tenant, *, dry_run: bool) -> None:
        self.tenant = tenant
        self._warehouse = warehouse
        self._dry_run = dry_run
        if dry_run:
            warehouse.connection.execute("BEGIN")

    @contextmanager
    def record(self) -> Iterator[Cursor]:
        """What is written here is written whole or not at all.

        Raises:
            Broken: PostgreSQL refuses a value that nothing before had an objection to.
        """
        try:
            if self._dry_run:
                with self._warehouse.connection.transaction(), self._warehouse.connection.cursor() as cursor:
                    yield cursor
            else:
                with self._warehouse.transaction("browser_store.record") as cursor:
                    yield cursor
        except _REFUSALS as error:
            said = error.diag.constraint_name or error.diag.message_primary or type(error).__name__
            raise Broken(Complaint(error.diag.column_name or "", f"what the table takes ({said})", "another")) from None

    def upsert(self, cursor: Cursor, name: LiteralString, values: dict[str, Any]) -> tuple[Any, Outcome]:
        """Write one row by `sql/browser_store/<name>.sql`: its id, and what became of it."""
        (row,) = self.rows(cursor, name, values)
        return row["id"], row["outcome"]

    def rows(self, cursor: Cursor, name: LiteralString, values: dict[str, Any]) -> list[DictRow]:
        """The rows that a statement returns; it has the tenant's ids too."""
        own = {"user_id": self.tenant.user_id, "team_id": self.tenant.team_id}
        found = cursor.execute(statement(f"browser_store/{name}"), {**own, **values})
        return found.fetchall() if found.description else []

    def close(self) -> None:
        """Take a dry run back."""
        if self._dry_run:
            self._warehouse.connection.execute("ROLLBACK")
