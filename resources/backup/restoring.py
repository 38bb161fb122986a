"""The way back: verified before anything is touched, restored in one transaction, compared with the manifest."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import IO

from resources.backup.content import differences, summarise
from resources.backup.errors import BackupRefused
from resources.backup.manifest import Manifest
from resources.backup.programs import BLOCK_BYTES, Program, major
from resources.backup.servers import Server
from resources.durable import durable
from resources.errors import ConfigurationError, IntegrityError
from resources.object_store import ObjectStore
from resources.settings import Settings
from resources.warehouse.connection import Warehouse

WHOLE_OR_NOT_AT_ALL = ("--single-transaction", "--exit-on-error", "--no-owner")


def restore(settings: Settings, store: ObjectStore, manifest: Manifest, into: str) -> None:
    """Restore a backup into a new or empty database of the server in DATABASE_OWNER_URL, as that role.

    The roles that grants and policies name are made where they are missing; passwords are no part of a backup.

    Raises:
        BackupRefused: the database is not empty, or the server is older than the one that was backed up.
        ConfigurationError: pg_restore is missing or does not fit, or the role may not make databases.
        IntegrityError: the dump is missing or changed, and nothing was touched; or the database does not hold what the
            manifest says, and is dropped if it was made here.
        BackupFailed: pg_restore ended badly; the database is empty, or dropped if it was made here.
    """
    program = Program.find("pg_restore", settings)
    with Server.opened(settings.require("database_owner_url")) as server:
        _require_fit(server, program, manifest)
        is_new = not server.has(into)
        if not is_new and not server.is_empty(into):
            raise BackupRefused(f"database {into} is not empty; restore into a new name, or drop it first")
        with _verified(store, manifest) as dump, _there(server, into, is_new):
            if manifest.schema_version:
                server.make_roles()
            with (
                durable("backup.restore"),
                program.running(server.url(into), *WHOLE_OR_NOT_AT_ALL, reads=True) as entrance,
            ):
                shutil.copyfileobj(dump, entrance, BLOCK_BYTES)
            _require_equal(server.url(into), manifest)


def _require_fit(server: Server, program: Program, manifest: Manifest) -> None:
    if major(server.version) < major(manifest.server_version):
        raise BackupRefused(
            f"{manifest.key} is of PostgreSQL {manifest.server_version}, and the server in DATABASE_OWNER_URL is older "
            f"({server.version})"
        )
    program.require_fit(server.version)
    if program.major < major(manifest.pg_dump_version):
        raise ConfigurationError(
            f"{manifest.key} was written by pg_dump {manifest.pg_dump_version}, and pg_restore is older: "
            f"{program.version}; set PG_BIN to the folder of newer programs"
        )


@contextmanager
def _there(server: Server, database: str, is_new: bool) -> Iterator[None]:
    """A database that is made here goes again when the block raises."""
    if is_new:
        server.create(database)
    try:
        yield
    except BaseException:
        if is_new:
            server.drop(database)
        raise


@contextmanager
def _verified(store: ObjectStore, manifest: Manifest) -> Iterator[IO[bytes]]:
    """The dump in a nameless file that is gone with the process, proven to be what was stored."""
    with tempfile.TemporaryFile() as file:
        try:
            found = store.download(manifest.key, file)
        except KeyError:
            raise IntegrityError(f"backup {manifest.key} is missing from the object store") from None
        if (found.size, found.sha256) != (manifest.bytes, manifest.sha256):
            raise IntegrityError(
                f"backup {manifest.key} was changed: expected {manifest.bytes} bytes with SHA-256 {manifest.sha256}, "
                f"got {found.size} bytes with SHA-256 {found.sha256}"
            )
        yield file


def _require_equal(url: str, manifest: Manifest) -> None:
    with closing(Warehouse(url).connect()) as restored:
        wrong = differences(manifest.tables, summarise(restored))
    if wrong:
        raise IntegrityError(f"what was restored of {manifest.key} is not what was backed up: {wrong}")
