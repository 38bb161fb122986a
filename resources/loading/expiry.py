"""Landed pages are kept LANDING_DAYS: long enough to stage a batch again, not for ever."""

from __future__ import annotations

from resources.loading import batches
from resources.loading.context import LoadContext

BATCHES_AT_ONCE = 1000


def expire_landing(context: LoadContext) -> int:
    """Delete the pages of old batches, oldest first; the number of batches. What a kill leaves over goes next time."""
    parameters = {"days": context.settings.landing_days, "limit": BATCHES_AT_ONCE}
    old = context.warehouse.fetch("batches/expired", parameters)
    for batch in old:
        keys = [stored.key for stored in context.store.list(f"{batch['landing_prefix']}/")]
        context.store.delete(keys, boundary="expiry.delete")
        with context.warehouse.transaction("expiry.commit") as cursor:
            batches.update(cursor, batch["id"], landing_prefix=None)
    return len(old)
