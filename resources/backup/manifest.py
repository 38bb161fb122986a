"""`<moment>.dump.manifest.json`, written last: without it there is no backup.

The object store alone says what there is and `ops.backups` follows it: a lost warehouse must not take the list of its
backups along.
"""

from __future__ import annotations

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from resources.backup.content import TableContent
from resources.backup.databases import FOLDER, Database
from resources.backup.errors import BackupRefused
from resources.errors import IntegrityError
from resources.object_store import ObjectStore

SUFFIX = ".manifest.json"


class Manifest(BaseModel):
    """A backup: the dump's key, size in bytes and hex SHA-256; versions; and what every table held in its snapshot.

    `schema_version` is the warehouse's migration, None of a database that is no warehouse.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    database: str
    key: str
    taken_at: AwareDatetime
    bytes: int
    sha256: str
    server_version: str
    pg_dump_version: str
    schema_version: str | None
    tables: dict[str, TableContent]

    def __str__(self) -> str:
        return f"{self.key}: {self.bytes:,} bytes, {self.rows:,} rows in {len(self.tables)} tables"

    @property
    def rows(self) -> int:
        """Over all tables."""
        return sum(table.rows for table in self.tables.values())

    @property
    def own_key(self) -> str:
        """Where the manifest is."""
        return self.key + SUFFIX


def complete(store: ObjectStore, prefix: str = FOLDER) -> list[str]:
    """Keys of the dumps that have a manifest, oldest first within a database."""
    stored = {item.key for item in store.list(prefix)}
    return sorted(key for key in stored if key + SUFFIX in stored)


def find(store: ObjectStore, key: str) -> Manifest:
    """The manifest of the dump with this key.

    Raises:
        BackupRefused: there is no such backup.
        IntegrityError: the manifest cannot be read, or is another dump's.
    """
    try:
        text = store.get(key + SUFFIX)
    except KeyError:
        raise BackupRefused(f"there is no backup {key}; `adwarehouse backup list` shows those there are") from None
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        at = ".".join(map(str, first["loc"]))
        raise IntegrityError(f"the manifest of backup {key} is damaged: {at}: {first['msg']}") from None
    if manifest.key != key:
        raise IntegrityError(f"the manifest of backup {key} is of another one: {manifest.key}")
    return manifest


def newest(store: ObjectStore, database: Database) -> Manifest:
    """The newest backup of a database.

    Raises:
        BackupRefused: there is none.
        IntegrityError: its manifest is damaged.
    """
    keys = complete(store, database.prefix)
    if not keys:
        raise BackupRefused(f"there is no backup of {database.name}; `adwarehouse backup now` takes one")
    return find(store, keys[-1])
