"""`merge_by_key`: a row is written when its version is newer; nothing is removed because it is absent."""

from __future__ import annotations

from typing import Any

from resources.loading.batches import Batch
from resources.loading.publish.counts import RowCounts
from resources.warehouse.connection import Cursor
from resources.warehouse.statements import statement


def publish(cursor: Cursor, batch: Batch, values: dict[str, Any]) -> RowCounts:
    """Merge the batch into its table by the statements of `sql/publish/<table>/`."""
    folder = f"publish/{batch.definition.table}"
    cursor.execute(statement(f"{folder}/merge", stage=batch.stage), values)
    merged = cursor.fetchone()
    assert merged is not None
    cursor.execute(statement(f"{folder}/history"), values)
    cursor.execute(statement("publish/stream_state"), values)
    return RowCounts(**merged)
