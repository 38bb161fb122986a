"""The last step of a platform's run: red when an account failed, after the others have published."""

from collections.abc import Sequence

import dagster as dg

from assets import OWNERS, metadata
from assets.loading import warehouse_key
from assets.partitions import DAYS
from assets.runs import opened
from resources.loading import steps
from resources.loading.batches import Batch
from resources.loading.steps import Scope
from resources.platforms.base import Platform


def outcome_key(platform: Platform) -> dg.AssetKey:
    """How a platform's run ended. Nothing depends on it."""
    return dg.AssetKey(["outcome", platform.name])


def outcome_asset(platform: Platform) -> dg.AssetsDefinition:
    """Writes the sync logs and says what went wrong."""

    @dg.asset(
        key=outcome_key(platform),
        deps=[warehouse_key(platform, stream) for stream in platform.streams],
        description=(
            f"How the run of {platform.name} ended. Writes ops.data_sync_logs and fails the run, without a retry, "
            "when an account failed or a batch is held, "
            "naming each. Everything valid is published by then, and no mart waits for this."
        ),
        partitions_def=DAYS,
        backfill_policy=dg.BackfillPolicy.single_run(),
        group_name=platform.name,
        kinds={"postgres"},
        owners=OWNERS,
        tags={"platform": platform.name, "layer": "outcome"},
    )
    def outcome(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        with opened(context) as load:
            bad = steps.outcome(load, Scope(platform.name))
        if bad:
            raise dg.Failure(_describe(platform, bad), metadata=metadata.about(bad), allow_retries=False)
        return dg.MaterializeResult()

    return outcome


def _describe(platform: Platform, bad: Sequence[Batch]) -> str:
    lines = "\n".join(f"- {batch} {batch.status}: {batch.error_message or batch.held_reason}" for batch in bad)
    accounts = ", ".join(sorted({batch.account_id for batch in bad}))
    return (
        f"{platform.name}: {len(bad)} batches were not published (accounts {accounts}); the others were. The next "
        f"scheduled run reads what is missing; re-executing all steps reads it now.\n{lines}"
    )
