"""A warehouse with a row in every table, a bucket, and what a backup needs to know of both."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from resources import backup
from resources import settings as configuration
from resources.backup import Database, Manifest
from resources.backup.databases import elsewhere
from resources.object_store import ObjectStore
from resources.settings import Settings
from resources.warehouse.connection import Warehouse
from sandbox.embedded.object_store import ObjectStoreServer
from sandbox.embedded.postgres import FOLDERS, binaries
from tests.conftest import OWNER, Databases, copied
from tests.forked import killed_at
from tests.schemas import fill


@dataclass
class Vaulted:
    """The world. `postgres` is a superuser's address."""

    postgres: str
    owner: Warehouse
    store: ObjectStore
    settings: Settings

    @property
    def database(self) -> Database:
        """The warehouse, or Dagster's database when that is set."""
        return backup.databases(self.settings)[-1]

    def set(self, **changes: object) -> None:
        """Change settings."""
        self.settings = self.settings.model_copy(update=changes)

    def back_up(self) -> Manifest:
        """Take a backup of the warehouse."""
        return backup.back_up(self.owner, self.store, self.settings, self.database)

    def restore(self, manifest: Manifest, into: str) -> None:
        """Restore it."""
        backup.restore(self.settings, self.store, manifest, into)

    def drill(self) -> backup.Drilled:
        """Drill with the warehouse's newest backup."""
        return backup.drill(self.owner, self.store, self.settings, self.database)

    def keys(self) -> list[str]:
        """Every object."""
        return [item.key for item in self.store.list("")]

    def uploads(self) -> list[str]:
        """Keys of uploads that nobody finished."""
        found = self.store.client.list_multipart_uploads(Bucket=self.store.bucket, Prefix="backups/")
        return [upload["Key"] for upload in found.get("Uploads", [])]

    def recorded(self) -> list[str]:
        """Keys in ops.backups, oldest first."""
        rows = self.owner.fetch("backup/known", {"database": self.database.name})
        return [row["object_key"] for row in reversed(rows)]

    def age(self, key: str, days: int) -> None:
        """Have a backup been taken earlier than it was, as ops.backups has it."""
        self.owner.connection.execute(
            "UPDATE ops.backups SET taken_at = taken_at - %(age)s, expires_at = expires_at - %(age)s "
            "WHERE object_key = %(key)s",
            {"age": dt.timedelta(days=days), "key": key},
        )

    def killed(self, point: str, action: str, *arguments: object) -> int:
        """Do something in a process of its own that dies at the point; its exit code."""
        return killed_at(point, lambda: getattr(self.afresh(), action)(*arguments))

    def afresh(self) -> Vaulted:
        """The same with connections of its own."""
        return replace(self, owner=Warehouse(self.owner.url), store=ObjectStore.from_settings(self.settings))

    def ask(self, database: str, words: str) -> list[tuple[object, ...]]:
        """Rows of a statement in another database of the server, as the superuser."""
        with psycopg.connect(elsewhere(self.postgres, database)) as connection:
            return connection.execute(words).fetchall()

    def exists(self, database: str) -> bool:
        """The server has it."""
        return bool(self.ask("postgres", f"SELECT FROM pg_database WHERE datname = '{database}'"))

    def is_empty(self, database: str) -> bool:
        """Nothing was made in it."""
        return self.ask(database, "SELECT FROM pg_tables WHERE schemaname IN ('ops', 'public')") == []

    @contextmanager
    def elsewhere(self) -> Iterator[str]:
        """A name for a database to restore into, which is dropped afterwards."""
        name = f"restored_{secrets.token_hex(4)}"
        try:
            yield name
        finally:
            self.drop(name)

    def make(self, name: str, owner: str = OWNER) -> None:
        """An empty database."""
        self._administer("CREATE DATABASE {} OWNER {}", name, owner)

    def drop(self, name: str) -> None:
        """Away with it."""
        self._administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _administer(self, words: str, *names: str) -> None:
        with psycopg.connect(self.postgres, autocommit=True) as admin:
            admin.execute(sql.SQL(words).format(*map(sql.Identifier, names)))


def settings_of(postgres: str, databases: Databases, store: ObjectStore, server: ObjectStoreServer) -> Settings:
    """Settings of a database and a bucket; programs of the server's version."""
    with psycopg.connect(postgres) as admin:
        major = admin.info.server_version // 10000
    return Settings.model_validate(
        {
            "database_url": databases.loader_url,
            "database_owner_url": databases.owner_url,
            "s3_endpoint_url": server.endpoint,
            "s3_bucket": store.bucket,
            "aws_access_key_id": server.access_key,
            "aws_secret_access_key": server.secret_key,
            "pg_bin": binaries(major) if major in FOLDERS else None,
        }
    )


@pytest.fixture(scope="module")
def filled(postgres: str, template: Databases) -> Iterator[Databases]:
    """A database with a row in every table, to copy; its owner may make databases."""
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER)))
    with copied(postgres, template) as databases:
        fill(databases.owner_url)
        yield databases


@pytest.fixture
def configured(
    postgres: str, filled: Databases, store: ObjectStore, object_store_server: ObjectStoreServer
) -> Iterator[Settings]:
    """Settings of a copy of it and of a bucket; programs of the server's version."""
    with copied(postgres, filled) as databases:
        yield settings_of(postgres, databases, store, object_store_server)
        with suppress(psycopg.Error), psycopg.connect(postgres, autocommit=True) as admin:
            name = str(conninfo_to_dict(databases.owner_url)["dbname"])
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(f"{name}_drill")))


@pytest.fixture
def vaulted(postgres: str, configured: Settings, store: ObjectStore) -> Iterator[Vaulted]:
    """The world."""
    with closing(Warehouse(configured.require("database_owner_url"))) as owner:
        yield Vaulted(postgres, owner, store, configured)


@pytest.fixture
def commanded(
    environment: pytest.MonkeyPatch, postgres: str, configured: Settings, store: ObjectStore
) -> Iterator[Vaulted]:
    """The world, with a process that is configured for it as commands and Dagster's runs are."""
    for name in configured.model_fields_set:
        if getattr(configured, name):
            environment.setenv(name.upper(), configured.require(name))
    configuration.settings.cache_clear()
    with closing(Warehouse(configured.require("database_owner_url"))) as owner:
        yield Vaulted(postgres, owner, store, configuration.settings())
