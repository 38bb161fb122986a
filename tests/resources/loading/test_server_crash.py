"""PostgreSQL crashes, with real fsync: what was published stays, what was staged is staged again."""

from __future__ import annotations

import datetime as dt
import secrets
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, TypeAlias

import psutil
import psycopg
import pytest

from resources.loading import batches, steps
from resources.loading.batches import Batch
from resources.loading.steps import Scope
from resources.object_store import ObjectStore
from resources.platforms import platform
from resources.warehouse.marts import refresh_marts
from resources.warehouse.roles import apply_roles
from resources.warehouse.schema import migrate
from resources.windows import DAY, Window
from sandbox.embedded.home import free_port
from sandbox.embedded.postgres import PostgresServer, bootstrap
from sandbox.ledger import Ledger
from tests.conftest import LOADER, OWNER, Databases, copied
from tests.playground import TODAY, Playground, playground

pytestmark = [pytest.mark.database, pytest.mark.kills]
ACCOUNT = "1001"
STREAM = platform("meta").stream("campaign_daily")
Key: TypeAlias = tuple[dt.date, str, str]
WEEK = Window.closed(TODAY - 6 * DAY, TODAY)
TWO_WEEKS = Window.closed(TODAY - 13 * DAY, TODAY)


class Wire:
    """The way to a server, over which a client's bytes pass until they contain `needle`; then `strike` is called.

    Half of the chunk that contains it has been sent by then.
    """

    def __init__(self, port: int) -> None:
        self.port, self._server_port = free_port(), port
        self._needle = b""
        self._strike: Callable[[], object] = bool
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def strike_at(self, needle: str, strike: Callable[[], object]) -> None:
        """Strike once."""
        self._needle, self._strike = needle.encode(), strike

    def close(self) -> None:
        """Take no more connections."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client = self._listener.accept()[0]
                server = socket.create_connection(("127.0.0.1", self._server_port))
                for source, target in ((client, server), (server, client)):
                    threading.Thread(target=self._pass, args=(source, target, source is client), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, is_client: bool) -> None:
        with suppress(OSError):
            while chunk := source.recv(1 << 16):
                if is_client and self._needle and self._needle in chunk:
                    self._needle = b""
                    half = len(chunk) // 2
                    target.sendall(chunk[:half])
                    self._strike()
                    chunk = chunk[half:]
                target.sendall(chunk)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        source.close()


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A PostgreSQL that only this module uses; it writes through to the disk."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        Path(folder).chmod(0o711)
        server = PostgresServer(Path(folder) / "data", free_port(), secrets.token_hex())
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")


@pytest.fixture(scope="module")
def migrated(server: PostgresServer) -> Databases:
    """A database to copy."""
    password = secrets.token_hex()
    bootstrap(server, password, secrets.token_hex())
    urls = Databases(*(server.url("adwarehouse", role, password) for role in (OWNER, LOADER)))
    migrate(urls.owner_url)
    apply_roles(urls.owner_url, urls.loader_url)
    with psycopg.connect(server.url()) as admin:
        assert admin.execute("SHOW fsync").fetchone() == ("on",)
    return urls


@pytest.fixture
def wire(server: PostgresServer) -> Iterator[Wire]:
    """The way to the server."""
    with closing(Wire(server.port)) as wire:
        yield wire


@pytest.fixture
def world(server: PostgresServer, migrated: Databases, store: ObjectStore, wire: Wire) -> Iterator[Playground]:
    """Two weeks are published; two days later the last of them read differently."""
    with copied(server.url(), migrated) as databases:
        loader_url = databases.loader_url.replace(f":{server.port}/", f":{wire.port}/")
        with playground(loader_url, store, Ledger.default(seed=1)) as world:
            world.connect(ACCOUNT)
            world.publish_directly(ACCOUNT, TWO_WEEKS.start, TWO_WEEKS.last)
            world.clock.move_to(TODAY + 2 * DAY)
            assert world.facts(ACCOUNT, WEEK) != world.truth(ACCOUNT, WEEK)
            yield world


def crash(server: PostgresServer) -> None:
    """Kill the postmaster; nothing is shut down."""
    process = server.process()
    assert process is not None
    backends = process.children()
    process.kill()
    psutil.wait_procs([process, *backends], 20)


def landed(world: Playground) -> Batch:
    """The week as it reads now, in the object store."""
    (batch,) = steps.land(world.new_run(), STREAM, Scope("meta", WEEK, ACCOUNT))
    return batch


def validated(world: Playground) -> Batch:
    """The week as it reads now, staged and found good."""
    landed(world)
    (batch,) = steps.stage(world.context, STREAM, Scope("meta"))
    with world.warehouse.transaction("test.judge") as cursor:
        batches.update(cursor, batch.id, status="validated")
    return batches.get(world.warehouse, batch.id)


def staged_rows(world: Playground, batch: Batch) -> int | None:
    """Rows of the staging table; None when there is no table."""
    if world.query("SELECT to_regclass(%s) AS found", f"staging.b_{batch.id}") == [{"found": None}]:
        return None
    return int(world.query(f"SELECT count(*) AS n FROM staging.b_{batch.id}")[0]["n"])


def assert_published(world: Playground, older: dict[Key, tuple[Any, ...]]) -> None:
    """The week is the ledger's, the week before is as it was, marts are sums, and nothing is left over."""
    before_it = Window(TWO_WEEKS.start, WEEK.start)
    assert world.facts(ACCOUNT, WEEK) == world.truth(ACCOUNT, WEEK)
    assert world.facts(ACCOUNT, before_it) == older
    refresh_marts(world.warehouse, world.clock)
    (sums,) = world.query(
        "SELECT (SELECT sum(cost) FROM warehouse.campaign_metrics) = (SELECT sum(cost) FROM "
        "marts.account_channel_daily) AS equal"
    )
    assert sums == {"equal": True}
    assert world.query("SELECT tablename FROM pg_tables WHERE schemaname = 'staging'") == []


def test_a_validated_batch_whose_staging_table_was_emptied_by_a_crash_is_staged_again_and_published(
    world: Playground, server: PostgresServer
) -> None:
    older = world.facts(ACCOUNT, Window(TWO_WEEKS.start, WEEK.start))
    batch, published = validated(world), world.content_hash()
    assert staged_rows(world, batch) == batch.records_staged > 0
    crash(server)
    server.start()
    with suppress(psycopg.OperationalError):
        world.query("SELECT")
    assert staged_rows(world, batch) == 0
    assert batches.get(world.warehouse, batch.id).status == "validated"
    assert world.content_hash() == published
    (done,) = steps.publish(world.context, STREAM, Scope("meta"))
    assert done.batch.status == "published"
    assert done.counts.deleted == 0
    assert_published(world, older)


def test_a_crash_in_the_middle_of_copying_leaves_no_table_and_the_batch_can_be_staged_again(
    world: Playground, server: PostgresServer, wire: Wire
) -> None:
    older = world.facts(ACCOUNT, Window(TWO_WEEKS.start, WEEK.start))
    batch, published = landed(world), world.content_hash()
    campaign = min(key[1] for key in world.truth(ACCOUNT, WEEK))
    wire.strike_at(f"{campaign}", lambda: crash(server))
    with pytest.raises(psycopg.OperationalError):
        steps.stage(world.context, STREAM, Scope("meta"))
    server.start()
    assert staged_rows(world, batch) is None
    assert batches.get(world.warehouse, batch.id).status == "landed"
    assert world.content_hash() == published
    world.publish_directly(ACCOUNT, WEEK.start, WEEK.last)
    assert_published(world, older)
    assert batches.get(world.warehouse, batch.id).status == "superseded"


@pytest.mark.parametrize("statement", ["DELETE FROM", "INSERT INTO warehouse.metric_revisions", "COMMIT"])
@pytest.mark.parametrize("cause", ["terminated", "crashed"])
def test_a_publish_that_loses_its_connection_changes_nothing_and_succeeds_the_next_time(
    world: Playground, server: PostgresServer, wire: Wire, cause: str, statement: str
) -> None:
    older = world.facts(ACCOUNT, Window(TWO_WEEKS.start, WEEK.start))
    batch, published = validated(world), world.content_hash()
    # The statements that make partitions commit before the publish does.
    steps_before = "INSERT INTO warehouse.metric_revisions" if statement == "COMMIT" else statement
    backend = world.warehouse.connection.info.backend_pid

    def terminate() -> None:
        with psycopg.connect(server.url()) as admin:
            admin.execute("SELECT pg_terminate_backend(%s, 5000)", (backend,))

    strike = terminate if cause == "terminated" else lambda: crash(server)
    wire.strike_at(steps_before, strike if steps_before == statement else lambda: wire.strike_at(statement, strike))
    with pytest.raises(psycopg.OperationalError):
        steps.publish(world.context, STREAM, Scope("meta"))
    server.start()
    assert world.content_hash() == published
    assert batches.get(world.warehouse, batch.id).status == "validated"
    (done,) = steps.publish(world.context, STREAM, Scope("meta"))
    assert done.counts.changed > 0
    assert_published(world, older)
