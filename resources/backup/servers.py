"""Databases of the server in DATABASE_OWNER_URL, made and removed as that role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
from psycopg import sql

from resources.backup.databases import elsewhere
from resources.durable import durable
from resources.errors import ConfigurationError
from resources.warehouse.connection import Connection, Warehouse
from resources.warehouse.statements import statement

MAINTENANCE = "postgres"
"""The database that every server has, from which others are made: the warehouse's own may be what was lost."""


class Server:
    """A session in the maintenance database."""

    def __init__(self, owner_url: str, session: Connection) -> None:
        self._owner_url = owner_url
        self._session = session

    @classmethod
    @contextmanager
    def opened(cls, owner_url: str) -> Iterator[Server]:
        """The server that a connection string leads to, whether the database in it exists or not."""
        with closing(Warehouse(elsewhere(owner_url, MAINTENANCE)).connect()) as session:
            yield cls(owner_url, session)

    @property
    def version(self) -> str:
        """Such as `18.4`."""
        return str(self._session.info.parameter_status("server_version"))

    def url(self, database: str) -> str:
        """How the owner signs in to one of its databases."""
        return elsewhere(self._owner_url, database)

    def has(self, database: str) -> bool:
        """There is a database of this name."""
        return self._find(database) is not None

    def is_empty(self, database: str) -> bool:
        """Nobody has made anything in it."""
        with closing(Warehouse(self.url(database)).connect()) as target:
            row = target.execute(statement("backup/is_empty")).fetchone()
        return bool(row and row["is_empty"])

    def is_for(self, database: str, purpose: str) -> bool:
        """It was reserved for this purpose."""
        row = self._find(database)
        return row is not None and row["comment"] == purpose

    def is_alone(self, work: str) -> bool:
        """Nobody else does this work on the server, from now on until the session ends."""
        row = self._session.execute(statement("backup/lock"), {"work": work}).fetchone()
        return bool(row and row["is_free"])

    def create(self, database: str) -> None:
        """Make an empty database. Raises ConfigurationError when the role may not."""
        try:
            with durable("backup.create_database"):
                self._session.execute(statement("backup/create_database", database=sql.Identifier(database)))
        except psycopg.errors.InsufficientPrivilege:
            raise ConfigurationError(
                f"the role in DATABASE_OWNER_URL may not make database {database}: give it CREATEDB, or have somebody "
                "make the database, empty and owned by it"
            ) from None

    def reserve(self, database: str, purpose: str) -> None:
        """Say what a database is for, and let nobody in but the owner."""
        parts = {"database": sql.Identifier(database), "purpose": sql.Literal(purpose)}
        with durable("backup.reserve_database"):
            self._session.execute(statement("backup/reserve_database", **parts))

    def drop(self, database: str) -> None:
        """Remove a database with the sessions in it; one that is gone is fine."""
        with durable("backup.drop_database"):
            self._session.execute(statement("backup/drop_database", database=sql.Identifier(database)))

    def make_roles(self) -> None:
        """Make the roles of the warehouse that are missing, without a way to sign in."""
        with durable("backup.roles"):
            self._session.execute(statement("migrations/0006/roles"))

    def _find(self, database: str) -> dict[str, str | None] | None:
        return self._session.execute(statement("backup/database"), {"database": database}).fetchone()
