"""Dagster's own processes are killed: every run ends, locks and pool slots come back, the next tick repairs."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
import psutil
import psycopg
import pytest

from pipelines.demo.world import calm, strike
from resources.settings import settings
from resources.warehouse.marts import refresh_marts
from tests.faults.dagster_site import Site, running_site, waited_for
from tests.faults.invariants import require

pytestmark = [pytest.mark.database, pytest.mark.thorough, pytest.mark.timeout(1200)]
LONGEST_RUN_HERE = 20
"""Seconds after which a run counts as lost that nobody watches any more; dagster.yaml says half a day."""
LANDING, PUBLISHING = "landing__meta__campaign_daily", "warehouse__campaign_metrics__meta"


@pytest.fixture(scope="module")
def machine() -> Iterator[Site]:
    """One machine for the module."""
    with running_site() as machine:
        yield machine


@pytest.fixture
def running(machine: Site) -> Iterator[Site]:
    """The machine with a daemon; at the end nothing of Dagster runs."""
    machine.start_daemon()
    yield machine
    calm(machine.stack)
    machine.stop()


def kill(process: psutil.Process) -> None:
    """End it at once."""
    process.kill()
    psutil.wait_procs([process], 20)


def repaired_by_the_next_tick(machine: Site) -> None:
    """The next run succeeds, and once the marts are refreshed, as the daemon does in its time, all is as it must be."""
    assert machine.ended(machine.tick()) is dg.DagsterRunStatus.SUCCESS
    with machine.checked() as world:
        refresh_marts(world.warehouse, world.clock)
        require(world, logs=[machine.machine.said()])


@pytest.mark.fault(
    "7",
    "the run's process is killed with -9 in the middle of a publish",
    how="SIGKILL while the publish holds its account's lock",
    invariants="I1 I2 I3 I4 I7 I9 I11",
)
def test_a_run_killed_in_the_middle_of_a_publish_ends_and_gives_its_lock_back(running: Site) -> None:
    with psycopg.connect(settings().require("database_owner_url")) as owner:
        owner.execute("LOCK TABLE warehouse.campaign_metrics IN EXCLUSIVE MODE")
        run_id = running.tick()
        process = running.process(run_id, PUBLISHING)
        waited_for("the lock of the account", lambda: running.account_locks() or None)
        kill(process)
    assert running.ended(run_id) is dg.DagsterRunStatus.FAILURE
    waited_for("the lock given back", lambda: True if running.account_locks() == 0 else None, 30)
    repaired_by_the_next_tick(running)


@pytest.mark.fault(
    "35",
    "the run's process is killed with -9 while it holds the platform's pool",
    how="SIGKILL while the platform does not answer",
    invariants="I1 I2 I3 I4 I7 I9 I11",
)
def test_a_run_killed_while_it_lands_gives_its_place_in_the_pool_back(running: Site) -> None:
    strike(running.stack, name="hang", match="insights")
    run_id = running.tick()
    process = running.process(run_id, LANDING)
    waited_for("the place in the pool", lambda: running.slots_taken() or None)
    kill(process)
    calm(running.stack)
    assert running.ended(run_id) is dg.DagsterRunStatus.FAILURE
    waited_for("the place given back", lambda: True if running.slots_taken() == 0 else None, 60)
    repaired_by_the_next_tick(running)


@pytest.mark.fault(
    "7",
    "the daemon is killed with -9, alone and with everything it started, in the middle of a run, and starts again",
    how="SIGKILL to the daemon, or to daemon, code server and run, while the platform does not answer",
    invariants="I1 I2 I3 I4 I7 I9 I11",
)
@pytest.mark.parametrize("with_all", [False, True], ids=["the daemon alone", "the whole machine"])
def test_a_run_ends_although_the_daemon_was_killed(running: Site, with_all: bool) -> None:
    strike(running.stack, name="hang", match="insights")
    run_id = running.tick()
    running.process(run_id, LANDING)
    (daemon,) = running.machine.started
    if with_all:
        running.stop()
    else:
        daemon.kill()
        daemon.wait()
        running.machine.started.remove(daemon)
    calm(running.stack)
    running.start_daemon(**({"max_runtime_seconds": LONGEST_RUN_HERE} if with_all else {}))
    ended = running.ended(run_id)
    assert ended in {dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE}
    if with_all:
        assert ended is dg.DagsterRunStatus.FAILURE
        running.stop()
        running.start_daemon()
    waited_for("the place given back", lambda: True if running.slots_taken() == 0 else None, 60)
    repaired_by_the_next_tick(running)
