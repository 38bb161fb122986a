"""`ops.archive_manifest`: which tier serves a month, and what its archive must contain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from psycopg.types.json import Jsonb

from resources.archive.content import Content
from resources.archive.months import TableMonth
from resources.warehouse.connection import Cursor, Warehouse
from resources.warehouse.statements import statement

HASHES_OF_ROWS_SINCE = "0007"
"""The migration before which months were hashed as text."""

SERVING = ("serving_archive", "dropped")
"""States in which the archive is where a month is read."""


@dataclass(frozen=True)
class ArchivedObject:
    """One Parquet file in the store: size in bytes, hex SHA-256, rows."""

    key: str
    size: int
    sha256: str
    rows: int


@dataclass(frozen=True)
class Manifest:
    """One export of a month. `state` is exported, verified, serving_archive, dropped, restored or superseded."""

    id: int
    version: int
    state: str
    content: Content
    schema_version: str
    objects: tuple[ArchivedObject, ...]
    bytes: int
    released_at: dt.datetime | None

    @property
    def serves(self) -> bool:
        """The archive is where the month is read."""
        return self.state in SERVING

    def to(self, cursor: Cursor, state: str) -> Manifest:
        """Move to a state, within the cursor's transaction."""
        cursor.execute(statement("archive/manifest_state"), {"id": self.id, "state": state})
        return replace(self, state=state)


def latest(source: Warehouse | Cursor, month: TableMonth) -> Manifest | None:
    """The newest export of a month, None when there is none."""
    cursor = source.connection.cursor() if isinstance(source, Warehouse) else source
    row = cursor.execute(statement("archive/manifest_latest"), month.parameters).fetchone()
    if row is None:
        return None
    return Manifest(
        row["id"],
        row["version"],
        row["state"],
        Content(row["rows"], row["sums"], row["content_hash"], row["schema_version"] < HASHES_OF_ROWS_SINCE),
        row["schema_version"],
        tuple(ArchivedObject(**item) for item in row["objects"]),
        row["bytes"],
        row["released_at"],
    )


def insert(
    cursor: Cursor, month: TableMonth, version: int, content: Content, schema_version: str,
    objects: Sequence[ArchivedObject],
) -> Manifest:  # fmt: skip
    """Record a finished export; earlier ones that never served are superseded."""
    values = {
        "version": version,
        "rows": content.rows,
        "sums": Jsonb(content.sums),
        "content_hash": content.content_hash,
        "schema_version": schema_version,
        "objects": Jsonb([asdict(item) for item in objects]),
        "bytes": sum(item.size for item in objects),
    }
    cursor.execute(statement("archive/manifest_insert"), month.parameters | values)
    manifest = latest(cursor, month)
    assert manifest is not None
    return manifest


def schema_version(cursor: Cursor) -> str:
    """The migration that the database is at."""
    row = cursor.execute(statement("archive/schema_version")).fetchone()
    assert row is not None
    return str(row["version_num"])
