"""The connection to PostgreSQL ends at any message of a load: the next load ends where an undisturbed one does."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import psycopg
import pytest

from resources.errors import ConfigurationError
from resources.loading import runs
from tests.faults.invariants import require
from tests.faults.loads import Copy, LoadFailed, Prepared, load
from tests.faults.postgres_server import Moment, Wire

pytestmark = pytest.mark.database
MOMENTS: tuple[Moment, ...] = ("before", "midway", "answered")
ABOUT = 265
"""Messages of a load, from the first connection's handshake to the last commit."""
EVERY = range(2, ABOUT, 4)
SOME = sorted(random.Random(6).sample(EVERY, 2))


def cut_and_converge(fortnight: Prepared, copy: Copy, wire: Wire, moment: Moment, number: int) -> None:
    """A load whose n-th message is struck, and the next one."""
    wire.strike(moment, number=number)
    try:
        load(copy.world)
    except (psycopg.OperationalError, ConfigurationError, LoadFailed):
        assert wire.has_struck
    copy.load_again()
    require(copy.world, clean=fortnight.clean)


def test_a_load_has_as_many_messages_as_are_struck(copy: Copy, wire: Wire) -> None:
    load(copy.world)
    assert max(EVERY) < wire.messages < max(EVERY) + 20


@pytest.mark.fault(
    "19",
    "The connection to PostgreSQL ends in the midst of a load",
    how="a wire of our own drops the n-th message, or sends half of it, or swallows its answer, COMMIT's included",
    invariants="I1 I2 I3 I4 I6 I7 I9",
)
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize(
    "number", [number if number in SOME else pytest.param(number, marks=pytest.mark.thorough) for number in EVERY]
)
def test_a_connection_that_ends_at_any_message_loses_nothing(
    fortnight: Prepared, copy: Copy, wire: Wire, number: int, moment: Moment
) -> None:
    cut_and_converge(fortnight, copy, wire, moment, number)


def terminate(copy: Copy) -> Callable[[], object]:
    """End every backend of the loader in the copy, as an administrator does."""
    words = (
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE usename = 'adwarehouse_loader' AND datname = current_database()"
    )

    def strike() -> None:
        with psycopg.connect(copy.admin_url) as admin:
            admin.execute(words)

    return strike


PHASES = {
    "landing is recorded": ("UPDATE ops.batches",),
    "pages are copied": ("COPY ", "1001"),
    "rows are compared": ("CREATE TEMP TABLE change",),
    "rows are deleted": ("DELETE FROM",),
    "revisions are written": ("INSERT INTO warehouse.metric_revisions",),
    "a publish commits": ("INSERT INTO warehouse.metric_revisions", "COMMIT"),
    "marts are computed": ("fresh_account_channel_daily",),
    "marts are written": ('INSERT INTO "marts"."channel_performance"',),
}
QUICK = ("pages are copied", "a publish commits", "marts are written")


@pytest.mark.fault(
    "19",
    "A backend is terminated by an administrator",
    how="pg_terminate_backend while half of the phase's statement is on its way",
    invariants="I1 I2 I3 I4 I6 I7 I9",
)
@pytest.mark.parametrize(
    "phase", [phase if phase in QUICK else pytest.param(phase, marks=pytest.mark.thorough) for phase in PHASES]
)
def test_a_terminated_backend_loses_nothing(fortnight: Prepared, copy: Copy, wire: Wire, phase: str) -> None:
    copy.world.warehouse.connection.prepare_threshold = None
    wire.strike("midway", terminate(copy), at=PHASES[phase])
    with pytest.raises((psycopg.OperationalError, ConfigurationError)):
        load(copy.world)
    assert wire.has_struck
    copy.load_again()
    require(copy.world, clean=fortnight.clean)


@pytest.mark.fault(
    "19",
    "The idle connection is ended between two steps",
    how="pg_terminate_backend while the platform is read: the run goes on with another connection",
    invariants="I1 I2 I3 I4 I6 I7 I9",
)
def test_a_connection_that_ends_while_it_is_idle_is_made_anew(fortnight: Prepared, copy: Copy) -> None:
    strike = terminate(copy)
    copy.world.warehouse.fetch("schema_version")
    strike()
    load(copy.world)
    require(copy.world, clean=fortnight.clean)


@pytest.mark.fault(
    "19",
    "The heartbeat of a run loses its connection",
    how="the wire ends in the middle of a beat; pg_terminate_backend between two beats",
    invariants="I9",
)
def test_a_heart_goes_on_beating_on_another_connection(copy: Copy, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "HEARTBEAT_SECONDS", 0.05)

    def await_beat() -> bool:
        copy.wait_until_lost()
        fresh = "SELECT FROM ops.runs WHERE status = 'started' AND heartbeat_at > now() - interval '1 minute'"
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and not copy.owner.connection.execute(fresh).fetchall():
            time.sleep(0.02)
        return time.monotonic() < deadline

    wire.strike("midway", at=("purpose: a sign of life",))
    with runs.command_run(copy.world.warehouse, "sync meta"):
        assert await_beat()
        assert wire.has_struck
        terminate(copy)()
        assert await_beat()
