"""Drafts of campaigns: what has expired goes, once a day."""

import dagster as dg

from assets import OWNERS
from assets.loading import MINUTES_OF_PATIENCE
from assets.runs import opened
from resources import drafts

DRAFTS = dg.AssetKey(["app", "campaign_drafts"])


@dg.asset(
    key=DRAFTS,
    description="What the application saved while campaigns were made, without the drafts that have expired.",
    metadata={"dagster/table_name": "app.campaign_drafts"},
    retry_policy=MINUTES_OF_PATIENCE,
    group_name="housekeeping",
    kinds={"postgres"},
    owners=OWNERS,
    tags={"layer": "app"},
)
def campaign_drafts(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """How many drafts were removed, and how many are left."""
    with opened(context) as load:
        cleaned = drafts.clean(load.warehouse, load.clock)
    return dg.MaterializeResult(metadata={"removed_drafts": cleaned.removed, "dagster/row_count": cleaned.kept})
