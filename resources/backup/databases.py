"""The databases that are backed up: the warehouse as its owner and, where it has one of its own, Dagster's."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from resources.errors import ConfigurationError
from resources.settings import Settings

FOLDER = "backups/"


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
