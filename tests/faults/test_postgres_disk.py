"""The disk of PostgreSQL is full, really: a small file system. A load fails whole, and the next one has room."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from resources.errors import ConfigurationError
from sandbox.embedded.object_store import ObjectStoreServer
from tests.conftest import EXTERNAL_POSTGRES
from tests.faults import loads
from tests.faults.invariants import Reader, require
from tests.faults.loads import Copy, Prepared, load
from tests.faults.postgres_server import checkpoint, fill, migrated, own_server, small_disk

pytestmark = pytest.mark.database
TABLESPACE_MEGABYTES, CLUSTER_MEGABYTES = 64, 640
KILOBYTES_LEFT = [64, *(pytest.param(left, marks=pytest.mark.thorough) for left in (0, 16, 32, 128, 256, 512))]
NOT_OURS = "PostgreSQL is at TEST_DATABASE_URL, whose disk is not ours to fill"
FULL = (psycopg.errors.DiskFull, ConfigurationError)
LOST = (psycopg.OperationalError, ConfigurationError)
Note = Callable[[str, object], None]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that PostgreSQL's user may pass."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def move(copy: Copy, place: str) -> None:
    """Have the whole database of the copy in a tablespace."""
    copy.world.warehouse.close()
    copy.owner.close()
    database = sql.Identifier(psycopg.conninfo.conninfo_to_dict(copy.admin_url)["dbname"])  # type: ignore[arg-type]
    words = sql.SQL("ALTER DATABASE {} SET TABLESPACE {}").format(database, sql.Identifier(place))
    with psycopg.connect(copy.admin_url, dbname="postgres", autocommit=True) as admin:
        admin.execute(words)


@pytest.mark.fault(
    "21",
    "The disk of the tables is full",
    how=f"the database in a tablespace on a tmpfs of {TABLESPACE_MEGABYTES} MB that is filled up to some kilobytes",
    invariants="I1 I2 I3 I4 I5 I6 I7 I9",
)
@pytest.mark.parametrize("kilobytes", KILOBYTES_LEFT)
def test_a_load_that_fills_the_disk_fails_whole_and_the_next_one_has_room(
    fortnight: Prepared, folder: Path, record_property: Note, kilobytes: int
) -> None:
    if EXTERNAL_POSTGRES:
        record_property("not_run", NOT_OURS)
        return
    disk, place = folder / f"tables-{kilobytes}", f"small_{kilobytes}"
    with small_disk(disk, TABLESPACE_MEGABYTES) as refusal:
        if refusal:
            record_property("not_run", refusal)
            return
        with psycopg.connect(fortnight.postgres, autocommit=True) as admin:
            admin.execute(sql.SQL("CREATE TABLESPACE {} LOCATION {}").format(sql.Identifier(place), str(disk)))
            try:
                with fortnight.copy() as copy:
                    move(copy, place)
                    with Reader(copy.world) as reader:
                        ballast = fill(disk, leaving=kilobytes << 10)
                        with pytest.raises(FULL, match="No space left on device"):
                            load(copy.world)
                        ballast.unlink()
                        copy.load_again()
                    reader.require_two_values()
                    require(copy.world, clean=fortnight.clean)
            finally:
                admin.execute(sql.SQL("DROP TABLESPACE {}").format(sql.Identifier(place)))


@pytest.mark.thorough
@pytest.mark.kills
@pytest.mark.fault(
    "21",
    "The disk of everything is full, the write-ahead log included",
    how=f"the whole cluster on a tmpfs of {CLUSTER_MEGABYTES} MB that is filled; PostgreSQL panics and cannot start",
    invariants="I1 I2 I3 I4 I6 I7 I9",
)
def test_a_server_that_panics_on_a_full_disk_comes_back_with_all_that_was_committed(
    object_store_server: ObjectStoreServer, folder: Path, record_property: Note
) -> None:
    disk = folder / "cluster"
    with small_disk(disk, CLUSTER_MEGABYTES) as refusal:
        if refusal:
            record_property("not_run", refusal)
            return
        with own_server(disk) as server:
            bound = migrated(server)
            with loads.fortnight(server.url(), bound, object_store_server) as prepared, prepared.copy() as copy:
                checkpoint(prepared.postgres)
                try:
                    with closing(psycopg.connect(copy.admin_url, autocommit=True)) as admin:
                        fill(disk, leaving=0)
                        with pytest.raises(LOST):
                            load(copy.world)
                        exhaust_the_log(admin)
                    with pytest.raises(LOST):
                        load(copy.world)
                finally:
                    (disk / "ballast").unlink()
                    server.start()
                copy.load_again()
                require(copy.world, clean=prepared.clean)


def exhaust_the_log(admin: psycopg.Connection) -> None:
    """Write until the log cannot grow, which is PostgreSQL's end."""
    words = "SELECT pg_logical_emit_message(true, 'fill', repeat('x', 1 << 20))"
    with suppress(psycopg.OperationalError):
        for _ in range(CLUSTER_MEGABYTES):
            admin.execute(words)
    assert admin.closed
