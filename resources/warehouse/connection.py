"""The PostgreSQL connection of the pipeline: short transactions with named, durable commits."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus
from psycopg.rows import DictRow, dict_row

from resources.durable import durable
from resources.errors import ConfigurationError, MonthArchived
from resources.warehouse.statements import statement

log = logging.getLogger(__name__)
Connection = psycopg.Connection[DictRow]
Cursor = psycopg.Cursor[DictRow]

MONTH_IS_ARCHIVED = "AW001"
ABORTED = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
"""PostgreSQL gave another transaction the way and undid this one: it may succeed the next time."""
ATTEMPTS = 3
T = TypeVar("T")


def again_when_aborted(action: Callable[[], T]) -> T:
    """Do an action of whole transactions; once more, and again, when PostgreSQL aborted one in favour of another's.

    Raises:
        psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure: the last of ATTEMPTS was aborted, too.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return action()
        except ABORTED as error:
            log.warning("aborted by PostgreSQL and done again: %s", error.diag.message_primary)
    return action()


class Warehouse:
    """PostgreSQL, as one role. Connects when first used; reconnects after the server went away.

    `url` is `postgresql://user:password@host:port/database` and never shows in messages.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Connection | None = None

    def __repr__(self) -> str:
        return "Warehouse(url=...)"

    @property
    def url(self) -> str:
        """The connection string, for tools that open their own connection."""
        return self._url

    def connect(self) -> Connection:
        """A connection of its own, in autocommit mode, in UTC.

        Raises:
            ConfigurationError: the server cannot be reached or refuses the login.
        """
        try:
            return psycopg.connect(
                self._url, autocommit=True, row_factory=dict_row, connect_timeout=10, options="-c timezone=UTC"
            )
        except psycopg.OperationalError as error:
            reason = [line for line in str(error).splitlines() if line.strip() and not line[0].isspace()][-1]
            raise ConfigurationError(f"cannot connect to PostgreSQL as configured: {reason}") from None

    @property
    def connection(self) -> Connection:
        """The shared connection, made anew when it was lost."""
        if self._connection is None or self._connection.closed or self._connection.broken:
            self._connection = self.connect()
        return self._connection

    def close(self) -> None:
        """Give the connection back; the next use opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def transaction(self, name: str) -> Iterator[Cursor]:
        """One transaction whose commit is the durable boundary `name`; rolled back when the block raises."""
        with self._sent(sql.SQL("BEGIN")) as cursor:
            try:
                yield cursor
            except BaseException:
                with suppress(psycopg.OperationalError):
                    cursor.execute("ROLLBACK")
                raise
            with durable(name):
                cursor.execute("COMMIT")

    def fetch(self, name: str, parameters: Mapping[str, Any] | None = None, **parts: sql.Composable) -> list[DictRow]:
        """Rows of the reading statement `sql/<name>.sql`."""
        return self._sent(statement(name, **parts), parameters).fetchall()

    def fetch_one(self, name: str, parameters: Mapping[str, Any] | None = None, **parts: sql.Composable) -> DictRow:
        """The only row of a reading statement."""
        (row,) = self.fetch(name, parameters, **parts)
        return row

    def execute(
        self, name: str, parameters: Mapping[str, Any] | None = None, *, boundary: str, **parts: sql.Composable
    ) -> list[DictRow]:
        """Run one writing statement in a transaction of its own; the rows it returns, if any.

        Raises:
            MonthArchived: the statement needs a partition of a month that the archive serves.
        """

        def attempt() -> list[DictRow]:
            with self.transaction(boundary) as cursor:
                cursor.execute(statement(name, **parts), parameters)
                return cursor.fetchall() if cursor.description else []

        try:
            return again_when_aborted(attempt)
        except psycopg.DatabaseError as error:
            if error.sqlstate == MONTH_IS_ARCHIVED:
                raise MonthArchived(error.diag.message_primary) from None
            raise

    def _sent(self, words: sql.SQL | sql.Composed, parameters: Mapping[str, Any] | None = None) -> Cursor:
        """A statement that may be sent twice: once more, on a new connection, when the idle one had been lost."""
        connection = self.connection
        was_idle = connection.info.transaction_status is TransactionStatus.IDLE
        try:
            return connection.execute(words, parameters)
        except psycopg.OperationalError:
            if not (was_idle and connection.closed):
                raise
        return self.connection.execute(words, parameters)
