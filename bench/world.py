"""The servers that everything is measured on, and how one repetition starts like another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.real_data.world import servers
from bench.rows import ACCOUNT, PAGE, WINDOW
from resources.loading import batches
from resources.loading.batches import Batch
from resources.loading.context import LoadContext
from resources.loading.landing import MANIFEST
from resources.settings import Settings

LANDED = "landing/bench"
FRESH = (
    "TRUNCATE warehouse.campaign_metrics, warehouse.campaigns, ops.loaded_days, ops.stream_state, ops.touched_days "
    "CASCADE"
)


@dataclass(frozen=True)
class World:
    """The environment of the product, its context, and the owner's connection."""

    environment: Mapping[str, str]
    context: LoadContext
    owner: psycopg.Connection

    def clear(self) -> None:
        """Forget everything that was published; every first load finds an empty window and unknown campaigns."""
        self.owner.execute(FRESH)

    def land(self, pages: Path) -> None:
        """Put pages on disk into the object store, with their manifest."""
        landed = []
        for path in sorted(pages.iterdir()):
            stored = self.context.store.put(f"{LANDED}/{path.name}", path.read_bytes(), boundary="bench.land")
            landed.append({"key": stored.key, "sha256": stored.sha256})
        manifest = json.dumps({"pages": landed}).encode()
        self.context.store.put(f"{LANDED}/{MANIFEST}", manifest, boundary="bench.land")


def open_batch(context: LoadContext, records: int, status: str = "landed") -> Batch:
    """A batch of the landed pages."""
    account = context.warehouse.connection.execute(
        "INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone) "
        "VALUES ('meta', %s, 'bench', 'USD', 'UTC') "
        "ON CONFLICT (platform, account_id) DO UPDATE SET updated_at = now() RETURNING id",
        (ACCOUNT,),
    ).fetchone()
    assert account is not None
    opened = context.warehouse.connection.execute(
        "INSERT INTO ops.batches (platform, stream, ad_account_id, window_start, window_end, run_id, load_mode, "
        "status, fetched_at, landing_prefix, pages, records_fetched) VALUES ('meta', 'campaign_daily', %s, %s, %s, "
        "'bench', 'replace_window', %s, clock_timestamp(), %s, %s, %s) RETURNING id",
        (account["id"], WINDOW.start, WINDOW.end, status, LANDED, records // PAGE, records),
    ).fetchone()
    assert opened is not None
    return batches.get(context.warehouse, opened["id"])


def validated(context: LoadContext, batch: Batch) -> Batch:
    """Let a staged batch pass without the contract."""
    with context.warehouse.transaction("bench.validate") as cursor:
        batches.update(cursor, batch.id, status="validated")
    return batches.get(context.warehouse, batch.id)


def connected(environment: Mapping[str, str]) -> LoadContext:
    """The product on the servers that the environment names."""
    settings = Settings.model_validate({name.lower(): value for name, value in environment.items()})
    return LoadContext.create(settings, "bench")


@contextmanager
def world(home: Path) -> Iterator[World]:
    """PostgreSQL with fsync on and an object store, started for it on loopback."""
    with servers(home) as environment:
        context = connected(environment)
        try:
            with psycopg.connect(environment["DATABASE_OWNER_URL"], autocommit=True) as owner:
                assert owner.execute("SHOW fsync").fetchone() == ("on",)
                yield World(environment, context, owner)
        finally:
            context.close()
