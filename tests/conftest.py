"""Fixtures of every test: a real PostgreSQL, a real S3 server, and a fresh database and bucket a test.

`TEST_DATABASE_URL` (a superuser's) names a PostgreSQL to use instead of the one that is started here (by one worker:
leave `-n` out); `TEST_POSTGRES_MAJOR` (18) is that one's version.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from resources import settings as configuration
from resources.credentials import new_key
from resources.object_store import ObjectStore
from resources.warehouse.connection import Warehouse
from resources.warehouse.roles import apply_roles
from resources.warehouse.schema import migrate
from sandbox.embedded import processes
from sandbox.embedded.home import free_port
from sandbox.embedded.object_store import ObjectStoreServer, choose_internal_ports
from sandbox.embedded.postgres import PostgresServer, binaries

EXTERNAL_POSTGRES = os.environ.get("TEST_DATABASE_URL")
MAJOR = int(os.environ.get("TEST_POSTGRES_MAJOR", "18"))
MEMORY = Path("/dev/shm")
ENOUGH_BYTES = 8 << 30
OWNER, LOADER = "adwarehouse_owner", "adwarehouse_loader"


@dataclass(frozen=True)
class Databases:
    """One database, as its owner and as the loader."""

    owner_url: str
    loader_url: str


def pytest_report_header() -> str:
    """Say which PostgreSQL the tests ran on."""
    if EXTERNAL_POSTGRES:
        with psycopg.connect(EXTERNAL_POSTGRES) as connection:
            return f"postgresql: {connection.info.server_version // 10000} at TEST_DATABASE_URL"
    return f"postgresql: {subprocess.check_output([binaries(MAJOR) / 'postgres', '--version'], text=True).strip()}"


def roomy() -> Path:
    """Where databases are made and dropped by the thousand: memory, where there is enough of it.

    ext4 takes a second for 700 new files where as many were deleted a moment ago; memory takes 40 ms.
    """
    with suppress(OSError):
        found = os.statvfs(MEMORY)
        may_run = not found.f_flag & (os.ST_RDONLY | os.ST_NOEXEC)
        if may_run and os.access(MEMORY, os.W_OK) and found.f_bavail * found.f_frsize >= ENOUGH_BYTES:
            return MEMORY
    return Path("/var/tmp")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A superuser's connection string."""
    if EXTERNAL_POSTGRES:
        yield EXTERNAL_POSTGRES
        return
    with tempfile.TemporaryDirectory(dir=roomy()) as folder:
        Path(folder).chmod(0o711)
        server = PostgresServer(Path(folder) / "data", free_port(), secrets.token_hex(), MAJOR)
        server.start()
        try:
            with psycopg.connect(server.url(), autocommit=True) as admin:
                admin.execute("ALTER SYSTEM SET fsync = off")
                admin.execute("ALTER SYSTEM SET max_wal_size = '512MB'")
                admin.execute("SELECT pg_reload_conf()")
            yield server.url()
        finally:
            server.stop("immediate")


@pytest.fixture(scope="session")
def template(postgres: str) -> Iterator[Databases]:
    """A migrated database with its roles, to copy. Do not connect to it."""
    password = hashlib.sha256(postgres.encode()).hexdigest()
    database = f"adwarehouse_template_{secrets.token_hex(4)}"
    urls = _urls(postgres, password, database)
    with psycopg.connect(postgres, autocommit=True) as admin:
        with suppress(psycopg.errors.DuplicateObject):
            admin.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE").format(sql.Identifier(OWNER)))
        admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(OWNER), sql.Literal(password)))
        for role in ("loader", "app", "manager", "analyst"):
            with suppress(psycopg.errors.UndefinedObject):
                admin.execute(
                    sql.SQL("GRANT {} TO {} WITH ADMIN OPTION").format(
                        sql.Identifier(f"adwarehouse_{role}"), sql.Identifier(OWNER)
                    )
                )
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(OWNER)))
        try:
            migrate(urls.owner_url)
            apply_roles(urls.owner_url, urls.loader_url)
            yield urls
        finally:
            _drop_database(admin, database)


def _urls(postgres: str, password: str, database: str) -> Databases:
    server = conninfo_to_dict(postgres)
    at = f"{server['host']}:{server.get('port', 5432)}/{database}"
    return Databases(f"postgresql://{OWNER}:{password}@{at}", f"postgresql://{LOADER}:{password}@{at}")


def _drop_database(admin: psycopg.Connection[Any], database: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))


@contextmanager
def copied(postgres: str, original: Databases) -> Iterator[Databases]:
    """A copy of a database that nobody is connected to, dropped afterwards."""
    source = conninfo_to_dict(original.owner_url)
    database = f"adwarehouse_test_{secrets.token_hex(4)}"
    words = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
        sql.Identifier(database), sql.Identifier(OWNER), sql.Identifier(str(source["dbname"]))
    )
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(words)
    try:
        yield _urls(postgres, str(source["password"]), database)
    finally:
        with psycopg.connect(postgres, autocommit=True) as admin:
            _drop_database(admin, database)


@pytest.fixture
def databases(postgres: str, template: Databases) -> Iterator[Databases]:
    """A fresh migrated database, dropped afterwards."""
    with copied(postgres, template) as databases:
        yield databases


@pytest.fixture
def warehouse(databases: Databases) -> Iterator[Warehouse]:
    """The fresh database as the pipeline sees it: the loader's rights."""
    with closing(Warehouse(databases.loader_url)) as warehouse:
        yield warehouse


@pytest.fixture
def owner(databases: Databases) -> Iterator[Warehouse]:
    """The same database with the owner's rights."""
    with closing(Warehouse(databases.owner_url)) as warehouse:
        yield warehouse


@pytest.fixture
def environment(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A process configured for the fresh database, in an empty folder. Set further variables on the value."""
    for name in configuration.Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATABASE_URL", databases.loader_url)
    monkeypatch.setenv("DATABASE_OWNER_URL", databases.owner_url)
    monkeypatch.setenv("ADWAREHOUSE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ADWAREHOUSE_ENCRYPTION_KEYS", new_key())
    monkeypatch.chdir(tmp_path)
    configuration.settings.cache_clear()
    yield monkeypatch
    configuration.settings.cache_clear()


@pytest.fixture(scope="session")
def object_store_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStoreServer]:
    """SeaweedFS in a folder of its own, stopped at the end."""
    folder = tmp_path_factory.mktemp("object-store")
    log, ports = folder / "weed.log", choose_internal_ports()
    server = ObjectStoreServer(folder / "data", free_port(), "test", secrets.token_hex(), log, ports)
    process = server.start()
    yield server
    processes.stop(process)


def _connect(server: ObjectStoreServer, bucket: str) -> ObjectStore:
    return ObjectStore.from_settings(
        configuration.Settings.model_validate(
            {
                "s3_endpoint_url": server.endpoint,
                "s3_bucket": bucket,
                "aws_access_key_id": server.access_key,
                "aws_secret_access_key": server.secret_key,
            }
        )
    )


@contextmanager
def fresh_bucket(server: ObjectStoreServer) -> Iterator[ObjectStore]:
    """An empty bucket."""
    store = _connect(server, f"test-{secrets.token_hex(4)}")
    with closing(store.client):
        store.client.create_bucket(Bucket=store.bucket)
        yield store
        # SeaweedFS keeps volumes for each bucket and has only so many.
        store.delete([stored.key for stored in store.list("")], boundary="test.cleanup")
        store.client.delete_bucket(Bucket=store.bucket)


@pytest.fixture
def store(object_store_server: ObjectStoreServer) -> Iterator[ObjectStore]:
    """A fresh, empty bucket."""
    with fresh_bucket(object_store_server) as store:
        yield store
