"""The drill: a backup is worth what its restore is, so the newest of a database is restored, compared and dropped."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from resources.backup.databases import Database
from resources.backup.errors import BackupFailed, BackupRefused
from resources.backup.manifest import Manifest, newest
from resources.backup.restoring import restore
from resources.backup.servers import Server
from resources.errors import IntegrityError
from resources.object_store import ObjectStore
from resources.settings import Settings
from resources.warehouse import inventory
from resources.warehouse.connection import Warehouse

SUBJECT = "backup_drill:"
"""Subject in ops.health, with the database's name behind it."""
PURPOSE = "adwarehouse: scratch of the restore drill, dropped by the next one"
LONGEST_NAME = 63


@dataclass(frozen=True)
class Drilled:
    """A drill: the backup it was about, the seconds it took, and what was wrong (None: nothing)."""

    manifest: Manifest
    seconds: float
    problem: str | None

    @property
    def is_good(self) -> bool:
        """The restored database was equal to what was backed up."""
        return self.problem is None

    def __str__(self) -> str:
        outcome = self.problem or "restored, compared and dropped"
        return f"{self.manifest}: {outcome}, {self.seconds:.1f} s"


def drill(owner: Warehouse, store: ObjectStore, settings: Settings, database: Database) -> Drilled:
    """Restore the newest backup of a database into a scratch database, compare, and drop it.

    What came of it is in ops.health and, when it went well, in ops.backups. A scratch database of a killed drill goes
    first.

    Raises:
        BackupRefused: there is no backup, another drill is running, or somebody else's database has the scratch's name.
        IntegrityError: the manifest of the newest backup is damaged.
        ConfigurationError: as `restore` does.
    """
    began = time.monotonic()
    manifest, problem = newest(store, database), None
    with _scratch(owner.url, database) as scratch:
        try:
            restore(settings, store, manifest, scratch)
        except (IntegrityError, BackupFailed) as error:
            problem = str(error)
    if problem is None:
        proven = {"key": manifest.key, "now": settings.clock.now()}
        owner.execute("backup/proven", proven, boundary="backup.proven")
    drilled = Drilled(manifest, time.monotonic() - began, problem)
    inventory.record(owner, SUBJECT + database.name, drilled.is_good, problem or str(manifest), manifest.rows)
    return drilled


@contextmanager
def _scratch(owner_url: str, database: Database) -> Iterator[str]:
    suffix = "_drill"
    name = database.name[: LONGEST_NAME - len(suffix)] + suffix
    with Server.opened(owner_url) as server:
        if not server.is_alone(f"drill {name}"):
            raise BackupRefused(f"another drill of {database.name} is running; wait for it")
        if server.has(name) and not server.is_for(name, PURPOSE) and not server.is_empty(name):
            raise BackupRefused(f"the drill needs the name {name}, and there is such a database that is not its own")
        server.drop(name)
        server.create(name)
        try:
            server.reserve(name, PURPOSE)
            yield name
        finally:
            server.drop(name)
