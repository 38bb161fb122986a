"""DuckDB beside PostgreSQL: its extensions come from installed packages, and it signs in without showing how."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import duckdb
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from resources.errors import ConfigurationError
from resources.warehouse.statements import statement

OPTIONS = "-c timezone=UTC -c lock_timeout=10s -c idle_in_transaction_session_timeout=0"


def extension(name: str) -> Path:
    """The file of a DuckDB extension in its installed package; nothing is downloaded.

    Raises:
        ConfigurationError: the package is not installed.
    """
    package = f"duckdb_extension_{name}"
    spec = find_spec(package)
    for folder in (spec and spec.submodule_search_locations) or ():
        for path in Path(folder).rglob(f"v{duckdb.__version__}/{name}.duckdb_extension"):
            return path
    raise ConfigurationError(
        f"DuckDB {duckdb.__version__} has no extension {name} here; install {package.replace('_', '-')} of that version"
    )


def attach(connection: duckdb.DuckDBPyConnection, url: str) -> None:
    """Have PostgreSQL as the catalogue `live`, for reading only.

    Raises:
        ConfigurationError: it cannot be reached or refuses the login.
    """
    found = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    secret = {
        "host": sql.Literal(found.pop("host", "localhost")),
        "port": sql.Literal(found.pop("port", "5432")),
        "user": sql.Literal(found.pop("user", "")),
        "password": sql.Literal(found.pop("password", "")),
        "database": sql.Literal(found.pop("dbname", "")),
    }
    connection.execute(statement("tiers/secret_postgres", **secret).as_string())
    options = f"{found.pop('options', '')} {OPTIONS}".strip()
    rest = make_conninfo("", **{"connect_timeout": "10", **found, "options": options})
    try:
        connection.execute(statement("tiers/attach", rest=sql.Literal(rest)).as_string())
    except duckdb.Error as error:
        reason = str(error).strip().splitlines()[0].rpartition("failed: ")[2]
        raise ConfigurationError(f"cannot connect to PostgreSQL as configured: {reason}") from None
