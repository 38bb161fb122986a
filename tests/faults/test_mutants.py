"""Bugs that were planted: the checker names the invariant that each of them breaks, and nothing without the bug."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import pytest
from psycopg import sql

from resources.archive import archive_month, moving, readback
from resources.archive.export import export
from resources.credentials import Vault
from resources.errors import IntegrityError
from resources.loading import batches, steps
from resources.loading import publish as publishing
from resources.loading.batches import Batch
from resources.loading.publish.parameters import parameters
from resources.loading.steps import Scope
from resources.platforms import platform
from resources.warehouse import statements
from resources.warehouse.connection import Cursor, Warehouse
from resources.warehouse.marts import refresh_marts
from resources.windows import DAY, Window
from sandbox.embedded.object_store import ObjectStoreServer
from sandbox.ledger import Ledger
from tests.conftest import Databases, copied, fresh_bucket
from tests.faults.invariants import require
from tests.faults.loads import on
from tests.forked import killed_at
from tests.playground import TODAY, Playground, playground

pytestmark = [pytest.mark.database, pytest.mark.kills]
ACCOUNT = "1001"
STREAM = platform("meta").stream("campaign_daily")
LATER = TODAY + 2 * DAY
WEEK = Window.closed(TODAY - 6 * DAY, TODAY)
EARLIER_DAYS, LATER_DAYS = Window.closed(TODAY - 6 * DAY, TODAY - 2 * DAY), Window.closed(TODAY - 4 * DAY, TODAY)
NEW_DAYS = Window.closed(TODAY + DAY, LATER)
FEBRUARY = Window.closed(TODAY.replace(month=2, day=1), TODAY.replace(month=2, day=3))
PATIENCE_SECONDS = 1.5


@dataclass
class Patient:
    """A copy of a week that reads differently by now, and of a closed month."""

    world: Playground
    owner: Warehouse

    def batch(self, window: Window) -> Batch:
        """Days as they read now, staged and found good."""
        context, scope = self.world.new_run(), Scope("meta", window, ACCOUNT)
        steps.land(context, STREAM, scope)
        (batch,) = steps.stage(context, STREAM, scope)
        with self.world.warehouse.transaction("test.judge") as cursor:
            batches.update(cursor, batch.id, status="validated")
        return batches.get(self.world.warehouse, batch.id)

    def publish(self, batch: Batch) -> None:
        """Publish it on a connection of its own."""
        with self.world.context.own_connection() as context:
            publishing.publish(context, batch)

    def refresh(self) -> None:
        """Bring the marts up to date."""
        refresh_marts(self.world.warehouse, self.world.clock)

    def two_fetches(self) -> tuple[Batch, Batch]:
        """An older and a newer fetch of days that overlap."""
        self.world.clock.move_to(TODAY)
        older = self.batch(EARLIER_DAYS)
        self.world.clock.move_to(LATER)
        return older, self.batch(LATER_DAYS)


def read_again(patient: Patient) -> None:
    """The week is read again two days later: rows have changed."""
    patient.world.publish_directly(ACCOUNT, WEEK.start, WEEK.last)


def publish_after_crash(patient: Patient) -> None:
    """The server crashes between validation and publish: the unlogged staging table is empty."""
    batch = patient.batch(WEEK)
    patient.world.warehouse.connection.execute(sql.SQL("TRUNCATE {}").format(batch.stage))
    patient.publish(batch)
    patient.refresh()


def publish_in_the_wrong_order(patient: Patient) -> None:
    """The newer of two fetches is published first."""
    older, newer = patient.two_fetches()
    patient.publish(newer)
    patient.publish(older)
    patient.refresh()


def publish_at_once(patient: Patient) -> None:
    """The older of two fetches is about to be published when the newer one is, on another connection."""
    older, newer = patient.two_fetches()
    looked, others_done = threading.Event(), threading.Event()
    days = publishing.replace._days

    def pausing(cursor: Cursor, values: dict[str, Any]) -> Any:
        found = days(cursor, values)
        if values["batch_id"] == older.id:
            looked.set()
            others_done.wait(PATIENCE_SECONDS)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing.replace, "_days", pausing)
        first = threading.Thread(target=patient.publish, args=(older,))
        first.start()
        looked.wait(10)
        patient.publish(newer)
        others_done.set()
        first.join()
    patient.refresh()


def die_before_the_commit(patient: Patient) -> None:
    """New days are read, and the process dies just before it commits them."""
    url = patient.world.warehouse.url
    patient.world.warehouse.close()

    def publish() -> None:
        with closing(Warehouse(url)) as warehouse:
            on(patient.world, warehouse=warehouse).publish_directly(ACCOUNT, NEW_DAYS.start, NEW_DAYS.last)

    assert killed_at("publish.commit:before", publish) < 0


def archive_through_a_loss(patient: Patient) -> None:
    """An object of an export is lost by the store; the archive is tried once more."""
    store = patient.world.context.store

    def losing(*arguments: Any) -> Any:
        manifest = export(*arguments)
        store.delete([manifest.objects[0].key], boundary="test.loss")
        return manifest

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(moving, "export", losing)
        with suppress(IntegrityError):
            archive(patient)
    archive(patient)


def archive(patient: Patient) -> None:
    """Move February to the archive."""
    archive_month(patient.owner, patient.world.context.store, "campaign_metrics", FEBRUARY.start, LATER)


def said(name: str, old: str, new: str) -> Callable[[pytest.MonkeyPatch], None]:
    """A bug in a statement: some of its words are others."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        text = statements._text

        def mutated(asked: str) -> str:
            found: str = text(asked)
            assert asked != name or old in found
            return found.replace(old, new) if asked == name else found

        patch.setattr(statements, "_text", mutated)

    return plant


def content_is_not_checked(patch: pytest.MonkeyPatch) -> None:
    """Publish trusts the staging table."""

    def trusting(cursor: Cursor, batch: Batch) -> None:
        cursor.execute(statements.statement("publish/lock_account"), {"ad_account_id": batch.ad_account_id})

    patch.setattr(publishing, "_verify", trusting)


def nothing_is_read_back(patch: pytest.MonkeyPatch) -> None:
    """The archive is believed to be what was sent to it."""
    for name in ("prove", "fetch"):
        patch.setattr(readback, name, lambda *arguments: None)


def token_is_logged(patch: pytest.MonkeyPatch) -> None:
    """A line for debugging was left in, in a process whose log masks nothing."""
    decrypt = Vault.decrypt

    def telling(vault: Vault, ciphertext: str) -> str:
        secret = decrypt(vault, ciphertext)
        logging.getLogger("resources.credentials").debug("decrypted %s", secret)
        return secret

    patch.setattr(Vault, "decrypt", telling)
    patch.setattr(logging, "_logRecordFactory", logging.LogRecord)


def beforehand(*names: str, refresh: bool = False) -> Callable[[pytest.MonkeyPatch], None]:
    """What belongs to the publish is committed before it."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        publish = publishing._attempt

        def hasty(context: Any, batch: Batch, dry_run: bool) -> Any:
            values = parameters(context.clock, batch) | {"days": list(batch.window.days())}
            with context.own_connection() as own:
                with own.warehouse.transaction("test.hasty") as cursor:
                    for name in names:
                        cursor.execute(statements.statement(name), values)
                if refresh:
                    refresh_marts(own.warehouse, own.clock)
            return publish(context, batch, dry_run)

        patch.setattr(publishing, "_attempt", hasty)
        if refresh:
            said("publish/touched_days", "unnest(%(days)s::date[])", "unnest(ARRAY[]::date[])")(patch)

    return plant


@dataclass(frozen=True)
class Mutant:
    """A bug, where it shows, and the invariant that it breaks."""

    plant: Callable[[pytest.MonkeyPatch], None]
    scenario: Callable[[Patient], None]
    breaks: str


MUTANTS = {
    "key column dropped from the merge": Mutant(
        said("publish/update", "({fact_key}) = ({change_key})",
             "(fact.date, fact.campaign_id) = (change.date, change.campaign_id)"), read_again, "I2 MONEY"),
    "advisory lock skipped": Mutant(
        said("publish/lock_account", "SELECT pg_advisory_xact_lock(", "SELECT ("), publish_at_once, "I12 NO-REGRESS"),
    "drop before verify": Mutant(nothing_is_read_back, archive_through_a_loss, "I10 ARCHIVE"),
    "cursor committed before data": Mutant(
        beforehand("publish/stream_state"), die_before_the_commit, "I9 LOG TRUTH"),
    "token logged": Mutant(token_is_logged, read_again, "I11 SECRETS"),
    "staging content not checked": Mutant(content_is_not_checked, publish_after_crash, "I1 COUNT"),
    "retry that doubles": Mutant(
        said("publish/update", "SET {assignments}", "SET clicks = fact.clicks + change.new_clicks"),
        read_again, "I2 MONEY"),
    "older fetch overwrites newer": Mutant(
        said("publish/effective_days", "loaded.fetched_at < %(fetched_at)s", "true"),
        publish_in_the_wrong_order, "I12 NO-REGRESS"),
    "marts committed before facts": Mutant(
        beforehand("publish/touched_days", refresh=True), read_again, "I7 ROLLUP"),
    "marts without their last day": Mutant(
        said("marts/account_channel_daily", "BETWEEN %(first_day)s AND %(last_day)s",
             "BETWEEN %(first_day)s AND %(last_day)s - 1"), read_again, "I7 ROLLUP"),
}  # fmt: skip


@dataclass
class Base:
    """The week and the month, to copy."""

    world: Playground
    databases: Databases
    postgres: str
    server: ObjectStoreServer

    @contextmanager
    def patient(self) -> Iterator[Patient]:
        """A copy, with a bucket of its own."""
        with (
            copied(self.postgres, self.databases) as databases,
            fresh_bucket(self.server) as store,
            closing(Warehouse(databases.loader_url)) as loader,
            closing(Warehouse(databases.owner_url)) as owner,
        ):
            self.world.clock.move_to(LATER)
            yield Patient(on(self.world, warehouse=loader, store=store), owner)


@pytest.fixture(scope="module")
def base(postgres: str, template: Databases, object_store_server: ObjectStoreServer) -> Iterator[Base]:
    """Publish them."""
    with (
        copied(postgres, template) as databases,
        fresh_bucket(object_store_server) as store,
        playground(databases.loader_url, store, Ledger.default(seed=1)) as world,
    ):
        world.connect(ACCOUNT)
        for window in (WEEK, FEBRUARY):
            world.publish_directly(ACCOUNT, window.start, window.last)
        world.warehouse.close()
        yield Base(world, databases, postgres, object_store_server)


@pytest.mark.parametrize("name", MUTANTS)
def test_a_planted_bug_is_named_and_without_it_nothing_is(base: Base, heard: None, name: str) -> None:
    mutant = MUTANTS[name]
    with base.patient() as patient:
        mutant.scenario(patient)
        require(patient.world)
    with base.patient() as patient, pytest.MonkeyPatch.context() as patch:
        mutant.plant(patch)
        mutant.scenario(patient)
        patch.undo()
        with pytest.raises(AssertionError, match=rf"(?m)^{mutant.breaks}: "):
            require(patient.world)


def test_an_archive_that_reads_a_month_through_a_filter_is_found(base: Base) -> None:
    lost = "WHERE channel_id = (SELECT max(channel_id) FROM warehouse.campaign_metrics)"
    with base.patient() as patient, pytest.MonkeyPatch.context() as patch:
        for name in ("archive/content", "archive/rows_in_order"):
            said(name, "FROM {relation}", f"FROM {{relation}} {lost}")(patch)
        archive(patient)
        patch.undo()
        with pytest.raises(AssertionError, match=r"^I1 COUNT: campaign_metrics meta 1001 2025-02-01: "):
            require(patient.world)
