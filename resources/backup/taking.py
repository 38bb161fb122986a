"""One backup: counts and dump out of one snapshot, streamed to the object store in bounded memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager

import psycopg

from resources.backup import catalogue
from resources.backup.content import summarise
from resources.backup.databases import Database
from resources.backup.errors import BackupRefused
from resources.backup.manifest import Manifest
from resources.backup.programs import BLOCK_BYTES, Program
from resources.object_store import ObjectStore
from resources.settings import Settings
from resources.warehouse.connection import Connection, Warehouse
from resources.warehouse.statements import statement

LOCK_PATIENCE = "--lock-wait-timeout=60s"
NOT_STAGED = "--exclude-table=staging.*"
"""Staged batches are the loader's own, not logged, and dropped after they were published."""


def back_up(owner: Warehouse, store: ObjectStore, settings: Settings, database: Database) -> Manifest:
    """Back a database up, then delete the backups of it that were kept for BACKUP_DAYS. `owner` keeps ops.backups.

    Interrupted anywhere it leaves nothing that looks like a backup; the next one clears up.

    Raises:
        BackupRefused: another backup of this database is running.
        ConfigurationError: pg_dump is missing or of a version that does not fit; nothing was begun.
        BackupFailed: pg_dump ended badly.
    """
    program = Program.find("pg_dump", settings)
    with _alone(database) as session:
        program.require_fit(_server_version(session))
        catalogue.settle(owner, store, database, settings.backup_days)
        manifest = _take(session, store, database, program, settings.clock.now())
        store.put(manifest.own_key, manifest.model_dump_json(indent=1).encode(), boundary="backup.manifest", once=True)
        catalogue.record(owner, manifest, settings.backup_days)
        catalogue.expire(owner, store, database, settings.clock.now())
    return manifest


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    with closing(Warehouse(database.url).connect()) as session:
        session.execute(statement("backup/session"))
        row = session.execute(statement("backup/lock"), {"work": "backup"}).fetchone()
        assert row is not None
        if not row["is_free"]:
            raise BackupRefused(f"another backup of {database.name} is running; wait for it")
        yield session


def _take(
    session: Connection, store: ObjectStore, database: Database, program: Program, now: dt.datetime
) -> Manifest:  # fmt: skip
    key = f"{database.prefix}{now:%Y/%m/%Y-%m-%dT%H%M%S.%fZ}.dump"
    session.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    session.read_only = True
    with session.transaction():
        snapshot = session.execute(statement("backup/snapshot")).fetchone()
        assert snapshot is not None
        tables = summarise(session)
        schema_version = _schema_version(session)
        with closing(_dump(program, database, snapshot["snapshot"])) as blocks:
            stored = store.put_stream(key, blocks, boundary="backup.dump")
    assert stored.sha256 is not None
    return Manifest(
        database=database.name,
        key=key,
        taken_at=now,
        bytes=stored.size,
        sha256=stored.sha256,
        server_version=_server_version(session),
        pg_dump_version=program.version,
        schema_version=schema_version,
        tables=tables,
    )


def _dump(program: Program, database: Database, snapshot: str) -> Generator[bytes]:
    with program.running(
        database.url, "--format=custom", f"--snapshot={snapshot}", LOCK_PATIENCE, NOT_STAGED
    ) as output:
        while block := output.read(BLOCK_BYTES):
            yield block


def _schema_version(session: Connection) -> str | None:
    found = session.execute(statement("backup/has_version")).fetchone()
    assert found is not None
    row = session.execute(statement("schema_version")).fetchone() if found["is_warehouse"] else None
    return str(row["version_num"]) if row else None


def _server_version(session: Connection) -> str:
    return str(session.info.parameter_status("server_version"))
