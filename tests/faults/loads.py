"""A fortnight of one account that is published, and the load of its last week, which reads differently by now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from resources.loading import batches, runs, steps
from resources.loading.steps import Scope
from resources.object_store import ObjectStore
from resources.platforms import platform
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import refresh_marts
from resources.windows import DAY, Window
from sandbox.embedded.object_store import ObjectStoreServer
from sandbox.ledger import Ledger
from tests.conftest import Databases, copied, fresh_bucket
from tests.faults.invariants import fingerprint
from tests.playground import TODAY, Playground, playground

ACCOUNT = "1001"
STREAM = platform("meta").stream("campaign_daily")
WEEK = Window.closed(TODAY - 6 * DAY, TODAY)
FORTNIGHT = Window.closed(TODAY - 13 * DAY, TODAY)
LATER = TODAY + 2 * DAY


def load(world: Playground, window: Window = WEEK) -> None:
    """The steps of `adwarehouse sync` in its order, but for the contract: every staged batch is found good."""
    scope, warehouse = Scope("meta", window, ACCOUNT), world.warehouse
    runs.sweep(warehouse)
    with runs.command_run(warehouse, "sync meta") as run_id:
        world.context = replace(world.context, run_id=run_id)
        steps.land(world.context, STREAM, scope)
        for batch in steps.stage(world.context, STREAM, scope):
            with warehouse.transaction("test.judge") as cursor:
                batches.update(cursor, batch.id, status="validated")
        steps.publish(world.context, STREAM, scope)
        bad = steps.outcome(world.context, scope)
        refresh_marts(warehouse, world.clock)
    if bad:
        raise LoadFailed("; ".join(str(batch.error_message) for batch in bad))


@contextmanager
def before(step: Literal["stage", "publish"], action: Callable[[], object]) -> Iterator[None]:
    """Have something happen just before a step of the loads in the block."""
    original = getattr(steps, step)

    def stepped(*arguments: Any) -> Any:
        action()
        return original(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, step, stepped)
        yield


def publish_what_is_validated(world: Playground) -> None:
    """The same run goes on, as a step that Dagster tries again."""
    steps.publish(world.context, STREAM, Scope("meta"))
    assert steps.outcome(world.context, Scope("meta")) == []
    refresh_marts(world.warehouse, world.clock)


class LoadFailed(Exception):
    """Batches that ended badly: the command's exit code is 1."""


@dataclass
class Copy:
    """A copy of the published fortnight, with a bucket of its own."""

    world: Playground
    databases: Databases
    owner: Warehouse
    admin_url: str

    def wait_until_lost(self) -> None:
        """Let so much time pass that a run without a heartbeat counts as lost."""
        with self.owner.transaction("test.lost") as cursor:
            cursor.execute("UPDATE ops.runs SET heartbeat_at = heartbeat_at - interval '1 hour'")

    def load_again(self) -> None:
        """The next night's run."""
        self.wait_until_lost()
        load(self.world)


@dataclass
class Prepared:
    """The published fortnight; `clean` is the fingerprint after an undisturbed load of the week."""

    world: Playground
    base: Databases
    postgres: str
    server: ObjectStoreServer
    clean: dict[str, str]

    @contextmanager
    def copy(self) -> Iterator[Copy]:
        """A copy, which stays when the server dies in between."""
        with (
            copied(self.postgres, self.base) as databases,
            fresh_bucket(self.server) as store,
            closing(Warehouse(databases.loader_url)) as loader,
            closing(Warehouse(databases.owner_url)) as owner,
        ):
            database = conninfo_to_dict(databases.owner_url)["dbname"]
            admin_url = make_conninfo(self.postgres, dbname=database)
            yield Copy(on(self.world, warehouse=loader, store=store), databases, owner, admin_url)


def on(world: Playground, *, warehouse: Warehouse | None = None, store: ObjectStore | None = None) -> Playground:
    """The same world, its product on another warehouse or object store."""
    known = world.context
    return replace(world, context=replace(known, warehouse=warehouse or known.warehouse, store=store or known.store))


@contextmanager
def published(
    postgres: str, template: Databases, server: ObjectStoreServer, window: Window, today: dt.date
) -> Iterator[Prepared]:
    """Publish a window of the account on a business day; nobody is connected to it afterwards."""
    with (
        copied(postgres, template) as base,
        fresh_bucket(server) as store,
        playground(base.loader_url, store, Ledger.default(seed=1), today) as world,
    ):
        world.connect(ACCOUNT)
        load(world, window)
        clean = fingerprint(world)
        world.warehouse.close()
        yield Prepared(world, base, postgres, server, clean)


@contextmanager
def fortnight(postgres: str, template: Databases, server: ObjectStoreServer) -> Iterator[Prepared]:
    """Publish it; then two days pass, and the last week is restated."""
    with published(postgres, template, server, FORTNIGHT, TODAY) as prepared:
        prepared.world.clock.move_to(LATER)
        with prepared.copy() as copy:
            assert copy.world.facts(ACCOUNT, WEEK) != copy.world.truth(ACCOUNT, WEEK)
            load(copy.world)
            prepared.clean = fingerprint(copy.world)
        yield prepared
