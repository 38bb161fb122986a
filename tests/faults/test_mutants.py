"""Bugs that were planted: the checker names the invariant that each of them breaks, and nothing without the bug."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from resources.archive import export as exporting
from resources.errors import IntegrityError
from sandbox.embedded.object_store import ObjectStoreServer
from sandbox.ledger import Ledger
from tests.conftest import Databases, copied, fresh_bucket
from tests.faults.invariants import require
from tests.faults.loads import ACCOUNT, LATER, WEEK, Prepared
from tests.faults.mutants import MUTANTS, Mutant, said
from tests.faults.patients import FEBRUARY, Patient, archive
from tests.playground import playground

pytestmark = [pytest.mark.database, pytest.mark.kills]


@pytest.fixture(scope="module")
def base(postgres: str, template: Databases, object_store_server: ObjectStoreServer) -> Iterator[Prepared]:
    """Publish the week and the month, to copy."""
    with (
        copied(postgres, template) as databases,
        fresh_bucket(object_store_server) as store,
        playground(databases.loader_url, store, Ledger.default(seed=1)) as world,
    ):
        world.connect(ACCOUNT)
        for window in (WEEK, FEBRUARY):
            world.publish_directly(ACCOUNT, window.start, window.last)
        world.warehouse.close()
        yield Prepared(world, databases, postgres, object_store_server, clean={})


@contextmanager
def copied_patient(base: Prepared) -> Iterator[Patient]:
    """A copy, with a bucket of its own, two days later."""
    with base.copy() as copy:
        copy.world.clock.move_to(LATER)
        yield Patient(copy.world, copy.owner)


@pytest.mark.parametrize("name", MUTANTS)
def test_a_planted_bug_is_named_and_without_it_nothing_is(base: Prepared, heard: None, name: str) -> None:
    mutant = MUTANTS[name]
    with copied_patient(base) as patient:
        mutant.scenario(patient)
        require(patient.world)
    with copied_patient(base) as patient, pytest.raises(AssertionError, match=rf"(?m)^{mutant.breaks}: "):
        played_with(mutant, patient)


def played_with(mutant: Mutant, patient: Patient) -> None:
    """The scene with the bug; the checker sees what it left."""
    with pytest.MonkeyPatch.context() as patch:
        mutant.plant(patch)
        mutant.scenario(patient)
    require(patient.world)


def test_an_archive_that_reads_a_month_through_a_filter_is_found(base: Prepared) -> None:
    lost = "WHERE channel_id = (SELECT max(channel_id) FROM warehouse.campaign_metrics)"
    with copied_patient(base) as patient, pytest.MonkeyPatch.context() as patch:
        for name in ("archive/content", "archive/rows_in_order"):
            said(name, "FROM {relation}", f"FROM {{relation}} {lost}")(patch)
        with pytest.raises(IntegrityError, match=r"marts\.account_channel_daily is not the sum of the facts"):
            archive(patient)
        patch.setattr(exporting, "require_rolled_up_from", lambda files, cursor, month: None)
        archive(patient)
        patch.undo()
        with pytest.raises(AssertionError, match=r"^I1 COUNT: campaign_metrics meta 1001 2025-02-01: "):
            require(patient.world)
