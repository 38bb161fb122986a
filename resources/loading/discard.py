"""What a dry run leaves behind: batches that are closed without ever being published."""

from __future__ import annotations

from resources.loading import batches, staging
from resources.loading.context import LoadContext


def discard(context: LoadContext, reason: str) -> None:
    """Close every open batch of the run and drop its staging table."""
    open_statuses = ("landed", "staged", "validated", "held")
    for batch in batches.listing(context.warehouse, *open_statuses):
        if batch.run_id == context.run_id:
            with context.warehouse.transaction("discard.commit") as cursor:
                batches.update(cursor, batch.id, status="superseded", held_reason=reason)
            staging.drop(context, batch)
