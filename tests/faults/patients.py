"""What befalls a copy of a week that reads differently by now, and of a closed month: scenes in which a bug shows."""

from __future__ import annotations

import threading
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any

import pytest
from psycopg import sql

from resources.archive import archive_month, moving
from resources.archive.export import export
from resources.errors import IntegrityError
from resources.loading import batches, steps
from resources.loading import publish as publishing
from resources.loading.batches import Batch
from resources.loading.steps import Scope
from resources.warehouse.connection import Cursor, Warehouse
from resources.warehouse.marts import refresh_marts
from resources.windows import DAY, Window
from tests.faults.invariants import Slices, reader
from tests.faults.loads import ACCOUNT, LATER, STREAM, WEEK, on
from tests.forked import killed_at
from tests.playground import TODAY, Playground

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


def read_again_before_a_reader(patient: Patient) -> None:
    """The same, while somebody looks all the time.

    Raises:
        AssertionError: they saw more than old figures and new ones.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "EVERY_SECONDS", 0)
        with Slices(patient.world) as slices:
            read_again(patient)
    assert not (lines := slices.broken()), f"I5 VISIBILITY: {lines[0]}"


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
