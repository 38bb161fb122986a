"""PostgreSQL dies in the midst of a load, with real fsync: what was committed stays, and the next load converges."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from psycopg import sql

from resources.errors import ConfigurationError
from sandbox.embedded.object_store import ObjectStoreServer
from sandbox.embedded.postgres import PostgresServer
from tests.faults import loads
from tests.faults.invariants import Reader, require
from tests.faults.loads import ACCOUNT, Copy, Prepared, load
from tests.faults.postgres_server import Moment, Wire, checkpoint, crash, migrated, own_server

pytestmark = [pytest.mark.database, pytest.mark.kills]
NO_SLOT = r"cannot connect to PostgreSQL as configured: .*(remaining connection slots|too many clients)"
LOST = (psycopg.OperationalError, ConfigurationError)

REVISIONS = "INSERT INTO warehouse.metric_revisions"
PLACES: dict[str, tuple[Moment, tuple[str, ...]]] = {
    "in the middle of COPY": ("midway", ("COPY ", ACCOUNT)),
    "after the COMMIT of a staging table": ("answered", ("COPY ", "COMMIT")),
    "in the middle of a publish": ("midway", (REVISIONS,)),
    "before the COMMIT of a publish": ("before", (REVISIONS, "COMMIT")),
    "after the COMMIT of a publish": ("answered", (REVISIONS, "COMMIT")),
    "while the marts are written": ("midway", ('INSERT INTO "marts"."channel_performance"',)),
    "after the COMMIT of the marts": ("answered", ('INSERT INTO "marts"."channel_performance"', "COMMIT")),
    "after a batch is made": ("answered", ("INSERT INTO ops.batches", "COMMIT")),
}
QUICK = ("in the middle of COPY", "after the COMMIT of a publish")


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A PostgreSQL that only this module uses."""
    with own_server() as server:
        yield server


@pytest.fixture(scope="module")
def prepared(server: PostgresServer, object_store_server: ObjectStoreServer) -> Iterator[Prepared]:
    """The published fortnight."""
    with loads.fortnight(server.url(), migrated(server), object_store_server) as prepared:
        yield prepared


@pytest.fixture
def copy(prepared: Prepared, server: PostgresServer) -> Iterator[Copy]:
    """A copy of it; the server is up again at the end."""
    with prepared.copy() as copy:
        checkpoint(prepared.postgres)
        try:
            yield copy
        finally:
            server.start()


@pytest.fixture
def wire(copy: Copy, wire: Wire) -> Wire:
    """Every statement is on its way in words, and none by the name of a prepared one."""
    copy.world.warehouse.connection.prepare_threshold = None
    return wire


def restart(server: PostgresServer) -> None:
    """What `pg_ctl restart -m immediate` does."""
    server.stop("immediate")
    server.start()


def strike_and_converge(
    prepared: Prepared, copy: Copy, wire: Wire, server: PostgresServer, place: str, end: Callable[[PostgresServer], Any]
) -> None:
    """A load in which the server ends at a place, and the next one; whoever reads meanwhile sees two totals at most."""
    moment, needles = PLACES[place]
    with Reader(copy.world) as reader:
        wire.strike(moment, lambda: end(server), at=needles)
        with pytest.raises(LOST):
            load(copy.world)
        assert wire.has_struck
        server.start()
        copy.load_again()
    reader.require_two_values()
    require(copy.world, clean=prepared.clean)


def places() -> list[Any]:
    """Two of them are enough for every day."""
    return [place if place in QUICK else pytest.param(place, marks=pytest.mark.thorough) for place in PLACES]


@pytest.mark.fault(
    "19",
    "PostgreSQL is killed with -9",
    how="SIGKILL to the postmaster while a statement is on its way, or after COMMIT and before its answer",
    invariants="I1 I2 I3 I4 I5 I6 I7 I9",
)
@pytest.mark.parametrize("place", places())
def test_a_server_that_is_killed_loses_nothing(
    prepared: Prepared, copy: Copy, wire: Wire, server: PostgresServer, place: str
) -> None:
    strike_and_converge(prepared, copy, wire, server, place, crash)


@pytest.mark.thorough
@pytest.mark.fault(
    "19",
    "PostgreSQL is restarted in immediate mode",
    how="as pg_ctl restart -m immediate, while a statement is on its way, or after COMMIT and before its answer",
    invariants="I1 I2 I3 I4 I5 I6 I7 I9",
)
@pytest.mark.parametrize("place", PLACES)
def test_a_server_that_restarts_at_once_loses_nothing(
    prepared: Prepared, copy: Copy, wire: Wire, server: PostgresServer, place: str
) -> None:
    strike_and_converge(prepared, copy, wire, server, place, restart)


@pytest.mark.fault(
    "33",
    "PostgreSQL is killed between validation and publish",
    how="SIGKILL to the postmaster: the unlogged staging table is empty, the batch says validated",
    invariants="I1 I2 I3 I4 I6 I7 I9",
)
def test_a_staging_table_that_a_crash_emptied_is_filled_again_before_it_is_published(
    prepared: Prepared, copy: Copy, wire: Wire, server: PostgresServer
) -> None:
    emptied = []

    def strike() -> None:
        crash(server)
        server.start()
        with psycopg.connect(copy.admin_url) as admin:
            (table,) = admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'staging'").fetchall()
            counted = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("staging", table[0]))
            emptied.append(admin.execute(counted).fetchone())

    wire.strike("answered", strike, at=("COPY ", "COMMIT", "UPDATE ops.batches", "COMMIT"))
    with pytest.raises(LOST):
        load(copy.world)
    assert emptied == [(0,)]
    loads.publish_what_is_validated(copy.world)
    require(copy.world, clean=prepared.clean)


@pytest.mark.fault(
    "20",
    "No connection is free",
    how="max_connections reached by connections of others",
    invariants="I1 I2 I3 I4 I6 I7 I9",
)
def test_a_load_that_finds_no_free_connection_says_so_and_the_next_one_converges(
    prepared: Prepared, copy: Copy, server: PostgresServer
) -> None:
    taken = []
    try:
        with suppress(psycopg.OperationalError):
            while True:
                taken.append(psycopg.connect(copy.databases.owner_url))
        with pytest.raises(ConfigurationError, match=NO_SLOT):
            load(copy.world)
        # One is enough to begin with, and not for the thread that reads the platform.
        taken.pop().close()
        with pytest.raises(ConfigurationError, match=NO_SLOT):
            load(copy.world)
    finally:
        for connection in taken:
            connection.close()
    copy.load_again()
    require(copy.world, clean=prepared.clean)
