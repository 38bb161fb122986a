"""The marketing application's tables that runs read: it writes them, no run does."""

from collections.abc import Iterator

import dagster as dg

from assets import OWNERS
from assets.security import READ
from resources.warehouse.marts import MARTS


def application_specs() -> Iterator[dg.AssetSpec]:
    """A table each, of those that marts and rules are made of."""
    sources = {source for mart in MARTS for source in mart.sources if source.startswith("app/")} | set(READ)
    for source in sorted(sources):
        table = source.replace("/", ".")
        yield dg.AssetSpec(
            source.split("/"),
            description=f"What the marketing application writes to {table}.",
            metadata={"dagster/table_name": table},
            group_name="application",
            kinds={"postgres"},
            owners=OWNERS,
            tags={"layer": "app"},
        )
