"""What every statement of a publish may ask for, whenever it is run."""

from __future__ import annotations

import datetime as dt
from typing import Any

from resources.clock import Clock
from resources.loading.batches import Batch


def parameters(clock: Clock, batch: Batch) -> dict[str, Any]:
    """The batch as parameters of statements. `reachable` is the first day that the platform still serves."""
    stream = batch.definition
    return {
        "batch_id": batch.id,
        "run_id": batch.run_id,
        "table_name": stream.table,
        "ad_account_id": batch.ad_account_id,
        "platform": batch.platform,
        "stream": batch.stream,
        "window_start": batch.window.start,
        "window_end": batch.window.end,
        "replaces_from": batch.window.start if stream.windowed else dt.date.min,
        "last_day": batch.window.last,
        "fetched_at": batch.fetched_at,
        "reachable": stream.earliest(clock.today(batch.timezone)),
    }
