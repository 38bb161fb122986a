"""The database schema's version: migrate it, and refuse to work on another one."""

from __future__ import annotations

from importlib import resources

import psycopg
import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from resources.errors import SchemaVersionError
from resources.warehouse.connection import Warehouse


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
    """Bring the schema to a revision, as its owner: upwards to `head`, downwards to `base`."""
    url = sqlalchemy.make_url(owner_url).set(drivername="postgresql+psycopg")
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
    config = _config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        if revision == "head" or revision > (_found(connection) or ""):
            command.upgrade(config, revision)
        else:
            command.downgrade(config, revision)


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
