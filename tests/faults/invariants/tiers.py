"""I8 TIERS and I10 ARCHIVE: each month is in exactly one tier, and what the archive holds is what it must."""

from __future__ import annotations

import hashlib
import io

import pyarrow.parquet as pq

from resources.archive.manifest import latest
from resources.archive.months import TableMonth
from tests.playground import Playground

_MONTHS = "SELECT DISTINCT table_name, month FROM ops.archive_manifest ORDER BY 1, 2"
_ATTACHED = """
    SELECT inhdetachpending AS is_pending FROM pg_inherits WHERE inhrelid = to_regclass(%s)
"""


def i8_tiers(world: Playground) -> list[str]:
    """A month that the archive serves has no row in PostgreSQL, any other has its table, attached."""
    broken = []
    for month in _months(world):
        manifest = latest(world.warehouse, month)
        attached = [row["is_pending"] for row in world.query(_ATTACHED, month.partition_name)]
        exists = world.query("SELECT to_regclass(%s) IS NOT NULL AS there", month.partition_name)[0]["there"]
        assert manifest is not None
        if manifest.state == "dropped" and exists:
            broken.append(f"{month} is in two tiers: dropped, and {month.partition_name} is there")
        if not manifest.serves and attached != [False]:
            state = "is being detached" if attached else "is not attached" if exists else "is not there"
            broken.append(f"{month} is in no tier: {manifest.state}, and {month.partition_name} {state}")
    return broken


def i10_archive(world: Playground) -> list[str]:
    """Every object that a serving manifest names is there, with its bytes and rows, and its sums are the manifest's."""
    broken = []
    for month in _months(world):
        manifest = latest(world.warehouse, month)
        assert manifest is not None
        if not manifest.serves:
            continue
        rows, whole = 0, True
        for item in manifest.objects:
            try:
                content = world.context.store.get(item.key)
            except KeyError:
                broken.append(f"{month}: {item.key} is missing")
                whole = False
                continue
            if hashlib.sha256(content).hexdigest() != item.sha256:
                broken.append(f"{month}: {item.key} is not the object that was written")
                whole = False
                continue
            rows += pq.ParquetFile(io.BytesIO(content)).metadata.num_rows
        if whole and rows != manifest.content.rows:
            broken.append(f"{month}: {rows} rows in the archive, {manifest.content.rows} in its manifest")
    return broken


def _months(world: Playground) -> list[TableMonth]:
    return [TableMonth(row["table_name"], row["month"]) for row in world.query(_MONTHS)]
