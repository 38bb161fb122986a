"""DuckDB as it is used here: bounded, told where PostgreSQL and the archive are, and kept from everything else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import duckdb
from psycopg import sql

from resources.duck import attach, extension
from resources.scratch import scratch
from resources.settings import Settings
from resources.warehouse.statements import statement

EXTENSIONS = ("postgres_scanner", "httpfs")


@contextmanager
def engine(configured: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB in memory with PostgreSQL attached as `live`, as the owner and for reading only, and with the bucket.

    What does not fit in memory goes to a folder below the home, which is removed at the end.

    Raises:
        ConfigurationError: a setting is missing, or PostgreSQL cannot be reached or refuses the login.
    """
    home = configured.adwarehouse_home
    home.mkdir(parents=True, exist_ok=True)
    with scratch("query-", home) as folder, closing(duckdb.connect()) as connection:
        for name in EXTENSIONS:
            connection.execute(sql.SQL("LOAD {}").format(sql.Literal(str(extension(name)))).as_string())
        limits = {
            "memory": sql.Literal(f"{configured.query_memory_mb}MB"),
            "threads": sql.Literal(configured.query_threads),
            "folder": sql.Literal(str(folder)),
        }
        connection.execute(statement("tiers/limits", **limits).as_string())
        attach(connection, configured.require("database_owner_url"))
        _sign_in_to_store(connection, configured)
        connection.execute(statement("tiers/figures").as_string())
        yield connection


def lock_down(connection: duckdb.DuckDBPyConnection, configured: Settings) -> None:
    """Leave the connection nothing to reach but what is attached and the objects of the archive."""
    archive = sql.Literal(f"s3://{configured.s3_bucket}/archive/")
    connection.execute(statement("tiers/lock_down", archive=archive).as_string())


def _sign_in_to_store(connection: duckdb.DuckDBPyConnection, configured: Settings) -> None:
    region = configured.aws_region
    endpoint = urlsplit(configured.s3_endpoint_url or f"https://s3.{region}.amazonaws.com")
    parts = {
        "scope": sql.Literal(f"s3://{configured.s3_bucket}/"),
        "endpoint": sql.Literal(f"{endpoint.netloc}{endpoint.path}"),
        "is_encrypted": sql.Literal(endpoint.scheme == "https"),
        "region": sql.Literal(region),
        "key_id": sql.Literal(configured.require("aws_access_key_id")),
        "secret": sql.Literal(configured.require("aws_secret_access_key")),
    }
    connection.execute(statement("tiers/secret_s3", **parts).as_string())
