"""`adwarehouse migrate` and `adwarehouse roles`: the schema and who may use it, as the owner of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import click
import psycopg
import sqlalchemy
from alembic.util import CommandError

from resources.errors import AdwarehouseError, ConfigurationError, SchemaVersionError
from resources.settings import settings
from resources.warehouse import schema
from resources.warehouse.connection import Warehouse
from resources.warehouse.partitions import ensure_months_ahead
from resources.warehouse.roles import apply_roles


@click.command()
def migrate() -> None:
    """Bring the database schema to this version, renew the roles' grants, make the next months' partitions."""
    with _owner_url() as owner_url:
        schema.migrate(owner_url)
        click.echo(f"schema at {schema.expected_version()}")
        _apply(owner_url)
        with closing(Warehouse(owner_url)) as warehouse:
            ensure_months_ahead(warehouse, settings().clock)


@click.group()
def roles() -> None:
    """The database roles that the pipeline and people work as."""


@roles.command("apply")
def apply() -> None:
    """Create missing roles, set the loader's password from DATABASE_URL, and renew every grant."""
    with _owner_url() as owner_url:
        _apply(owner_url)


def _apply(owner_url: str) -> None:
    created = apply_roles(owner_url, settings().require("database_url"))
    click.echo(f"grants renewed; roles created: {', '.join(created) or 'none'}")


@contextmanager
def _owner_url() -> Iterator[str]:
    """The owner's connection string, once it works; what the database refuses is said with what to do."""
    owner_url = settings().require("database_owner_url")
    with closing(Warehouse(owner_url).connect()):
        pass
    try:
        yield owner_url
    except CommandError as error:
        raise SchemaVersionError(
            f"the database schema is at a version that this code does not know: install the newer adwarehouse ({error})"
        ) from None
    except (psycopg.errors.InsufficientPrivilege, sqlalchemy.exc.ProgrammingError) as error:
        raise ConfigurationError(
            f"the role in DATABASE_OWNER_URL must own the database and have CREATEROLE: {str(error).splitlines()[0]}"
        ) from None
    except (psycopg.Error, sqlalchemy.exc.DBAPIError) as error:
        raise AdwarehouseError(
            f"PostgreSQL failed, nothing is left half done, run it again: {str(error).splitlines()[0]}"
        ) from None
