"""Replay: read the landed pages of batches with open quarantine again, with today's adapters, rules and currencies."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from resources.errors import BatchHeld
from resources.loading import batches, staging
from resources.loading import publish as publishing
from resources.loading.batches import Batch
from resources.loading.context import LoadContext
from resources.loading.contract import Judge


@dataclass(frozen=True)
class Replayed:
    """How a replay ended: `before` and `after` count the batch's quarantined records; status as the batch has it."""

    batch: Batch
    before: int
    after: int


def replay(context: LoadContext, batch_id: int | None = None) -> list[Replayed]:
    """Stage, judge and publish again; records that are good now load, the others stay with their new reasons.

    Safe to repeat. Days that a newer fetch has published since are left alone.

    Raises:
        BadPage: the landed pages are gone (they are kept LANDING_DAYS) or changed.
    """
    rows = context.warehouse.fetch("quarantine/replayable", {"batch_id": batch_id})
    if not rows:
        return []
    done = []
    with Judge(context) as bench:
        for row in rows:
            before = batches.get(context.warehouse, row["batch_id"])
            with suppress(BatchHeld):
                verdict = bench.judge(staging.stage(context, before))
                if verdict.passed:
                    publishing.publish(context, verdict.batch)
            batch = batches.get(context.warehouse, before.id)
            done.append(Replayed(batch, before.records_quarantined, batch.records_quarantined))
    return done
