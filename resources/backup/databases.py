"""The databases that are backed up: the warehouse as its owner and, where it has one of its own, Dagster's."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

import psycopg
from botocore.exceptions import BotoCoreError, ClientError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from resources.backup.errors import BackupRefused
from resources.errors import AdwarehouseError, ConfigurationError
from resources.redaction import safe_message
from resources.settings import Settings

log = logging.getLogger(__name__)
T = TypeVar("T")
FOLDER = "backups/"
NEEDS_A_PERSON = (ConfigurationError, BackupRefused)
"""Trying again helps nothing."""


@dataclass(frozen=True)
class Database:
    """A database and how one signs in to dump it; `url` never shows."""

    name: str
    url: str

    def __repr__(self) -> str:
        return f"Database({self.name!r})"

    @property
    def prefix(self) -> str:
        """Where its backups are."""
        return f"{FOLDER}{quote(self.name, safe='')}/"


def databases(settings: Settings) -> list[Database]:
    """The warehouse first.

    Raises:
        ConfigurationError: DATABASE_OWNER_URL is not set, or both have one name, by which their backups are kept.
    """
    urls = [settings.require("database_owner_url")]
    if settings.dagster_database_url:
        urls.append(plain(settings.require("dagster_database_url")))
    found = [Database(name_in(url), url) for url in urls]
    if len({database.name for database in found}) < len(found):
        raise ConfigurationError(
            f"DATABASE_OWNER_URL and DAGSTER_DATABASE_URL both lead to a database called {found[0].name}; expected two "
            "names, by which backups are told apart"
        )
    return found


def of_each(settings: Settings, work: Callable[[Database], T]) -> list[T]:
    """What work on every database gives, in their order. One that fails does not keep the next from being done.

    Raises:
        AdwarehouseError, psycopg.Error, BotoCoreError, ClientError: what the work raised, at the end; of several, one
            that may pass by itself, and the others are logged.
        ConfigurationError: as `databases` does.
    """
    done: list[T] = []
    failures: list[Exception] = []
    for database in databases(settings):
        try:
            done.append(work(database))
        except (AdwarehouseError, psycopg.Error, BotoCoreError, ClientError) as error:
            failures.append(error)
    if not failures:
        return done
    raised = min(failures, key=lambda failure: isinstance(failure, NEEDS_A_PERSON))
    for failure in failures:
        if failure is not raised:
            log.error("%s", safe_message(failure))
    raise raised


def plain(url: str) -> str:
    """A connection string without SQLAlchemy's driver."""
    scheme, _, rest = url.partition("://")
    return f"{scheme.partition('+')[0]}://{rest}"


def name_in(url: str) -> str:
    """The database that a connection string leads to; by PostgreSQL's rule the user's own when it names none."""
    parts = conninfo_to_dict(url)
    return str(parts.get("dbname") or parts.get("user"))


def elsewhere(url: str, database: str) -> str:
    """The same server and role, another database."""
    return make_conninfo(url, dbname=database)
