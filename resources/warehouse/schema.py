"""The database schema's version: migrate it, and refuse to work on another one."""

from __future__ import annotations

from contextlib import closing
from importlib import resources

import psycopg
import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from resources.errors import SchemaVersionError
from resources.warehouse.connection import Warehouse

_LOCK = "SELECT pg_try_advisory_lock(hashtextextended('adwarehouse migrate', 0))"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("sql").joinpath("migrations")))
    return config


def expected_version() -> str:
    """The revision this code was written for."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def migrate(owner_url: str, revision: str = "head") -> None:
    """Bring the schema to a revision, as its owner: upwards to `head`, downwards to `base`.

    What is interrupted can be run again.

    Raises:
        SchemaVersionError: another migration is running, or a session held a lock for too long; names that session.
    """
    url = sqlalchemy.make_url(owner_url).set(drivername="postgresql+psycopg")
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
    config = _config()
    with engine.connect() as connection:
        if not connection.scalar(sqlalchemy.text(_LOCK)):
            raise SchemaVersionError("another `adwarehouse migrate` is at work on this database: wait for it")
        config.attributes["connection"] = connection
        upwards = revision == "head" or (revision != "base" and revision > (_found(connection) or ""))
        try:
            (command.upgrade if upwards else command.downgrade)(config, revision)
        except (psycopg.errors.LockNotAvailable, sqlalchemy.exc.OperationalError) as error:
            if isinstance(getattr(error, "orig", error), psycopg.errors.LockNotAvailable):
                raise _waited_in_vain(owner_url) from None
            raise


def _waited_in_vain(owner_url: str) -> SchemaVersionError:
    with closing(Warehouse(owner_url)) as owner:
        found = owner.fetch("schema_version")
        holders = [
            f"process {row['pid']} ({row['role']} {row['application_name']}".rstrip()
            + f", {row['mode']} on {row['relation']})"
            for row in owner.fetch("schema/holders")
        ]
    version = found[0]["version_num"] if found else "empty"
    return SchemaVersionError(
        f"the database schema stays at {version}: a migration waited in vain for a lock that another session holds, "
        f"{'; '.join(holders) or 'which is gone now'}: run `adwarehouse migrate` again when it is done"
    )


def _found(connection: sqlalchemy.Connection) -> str | None:
    if connection.scalar(sqlalchemy.text("SELECT to_regclass('ops.schema_version')")) is None:
        return None
    found: str | None = connection.scalar(sqlalchemy.text("SELECT version_num FROM ops.schema_version"))
    return found


def check_version(warehouse: Warehouse) -> None:
    """Refuse a schema that is older or newer than the code.

    Raises:
        SchemaVersionError: says which is older, and what to do.
    """
    expected = expected_version()
    try:
        rows = warehouse.fetch("schema_version")
        found = rows[0]["version_num"] if rows else None
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName, psycopg.errors.InsufficientPrivilege):
        found = None
    if found is None or found < expected:
        raise SchemaVersionError(
            f"the database schema is {found or 'empty'}, this code needs {expected}: run `adwarehouse migrate`"
        )
    if found > expected:
        raise SchemaVersionError(
            f"the database schema is {found}, this code is older ({expected}): install the newer adwarehouse"
        )
