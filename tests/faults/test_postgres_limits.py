"""PostgreSQL says no: read-only, too slow, locked, or in favour of somebody else. Nothing is half done; it heals."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psycopg
import pytest
from psycopg import sql

from tests.conftest import LOADER
from tests.faults import loads
from tests.faults.invariants import Reader, require
from tests.faults.loads import Copy, Prepared, load
from tests.faults.postgres_server import Wire

pytestmark = pytest.mark.database
PATIENCE = 20.0
CHANGES = "CREATE TEMP TABLE change"


@contextmanager
def setting(copy: Copy, name: str, value: str) -> Iterator[None]:
    """What an administrator sets for the loader in this database; new connections have it."""
    database = sql.Identifier(psycopg.conninfo.conninfo_to_dict(copy.admin_url)["dbname"])  # type: ignore[arg-type]
    words = sql.SQL("ALTER ROLE {} IN DATABASE {} ").format(sql.Identifier(LOADER), database)
    with psycopg.connect(copy.admin_url, autocommit=True) as admin:
        admin.execute(words + sql.SQL("SET {} = {}").format(sql.Identifier(name), sql.Literal(value)))
        copy.world.warehouse.close()
        try:
            yield
        finally:
            admin.execute(words + sql.SQL("RESET {}").format(sql.Identifier(name)))
            copy.world.warehouse.close()


@contextmanager
def analyst(copy: Copy, *statements: str) -> Iterator[psycopg.Connection]:
    """Somebody else's open transaction in which the statements have run."""
    with psycopg.connect(copy.admin_url) as connection:
        for statement in statements:
            connection.execute(statement)
        yield connection
        connection.rollback()


def await_waiting(copy: Copy, kind: str = "Lock") -> None:
    """Wait until the loader waits for somebody."""
    deadline = time.monotonic() + PATIENCE
    with psycopg.connect(copy.admin_url, autocommit=True) as admin:
        words = (
            "SELECT FROM pg_stat_activity WHERE usename = %s AND datname = current_database() AND wait_event_type = %s"
        )
        while not admin.execute(words, (LOADER, kind)).fetchall():
            assert time.monotonic() < deadline
            time.sleep(0.02)


def in_background(action: Callable[[], object]) -> tuple[threading.Thread, list[Exception]]:
    """Start it; what it raises is in the list when the thread has ended."""
    raised: list[Exception] = []

    def run() -> None:
        try:
            action()
        except Exception as error:  # noqa: BLE001
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, raised


@pytest.mark.fault(
    "21",
    "PostgreSQL is read-only",
    how="default_transaction_read_only for the loader, from the start or from the publish on",
    invariants="I1 I2 I3 I4 I6 I7 I9",
)
@pytest.mark.parametrize("since", ["the start", "the publish"])
def test_a_read_only_server_ends_the_load_and_the_next_one_converges(
    fortnight: Prepared, copy: Copy, wire: Wire, since: str
) -> None:
    if since == "the start":
        with setting(copy, "default_transaction_read_only", "on"), pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            load(copy.world)
    else:
        connection = copy.world.warehouse.connection
        turn = "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"
        refused = pytest.raises(psycopg.errors.ReadOnlySqlTransaction)
        with refused, loads.before("publish", lambda: connection.execute(turn)):
            load(copy.world)
        copy.world.warehouse.close()
    copy.load_again()
    require(copy.world, clean=fortnight.clean)


@pytest.mark.fault(
    "20",
    "statement_timeout and lock_timeout",
    how="set for the loader while somebody's transaction holds the published table; and 1 to 128 ms for everything",
    invariants="I1 I2 I3 I4 I6 I7 I9",
)
@pytest.mark.parametrize(
    ("name", "error"),
    [("statement_timeout", psycopg.errors.QueryCanceled), ("lock_timeout", psycopg.errors.LockNotAvailable)],
)
def test_a_timeout_while_somebody_holds_the_table_ends_the_load_and_the_next_one_converges(
    fortnight: Prepared, copy: Copy, name: str, error: type[Exception]
) -> None:
    with (
        setting(copy, name, "500ms"),
        analyst(copy, "LOCK TABLE warehouse.campaign_metrics IN SHARE MODE"),
        pytest.raises(error),
    ):
        load(copy.world)
    copy.load_again()
    require(copy.world, clean=fortnight.clean)


@pytest.mark.thorough
@pytest.mark.fault(
    "20",
    "statement_timeout and lock_timeout",
    how="set for the loader while somebody's transaction holds the published table; and 1 to 128 ms for everything",
    invariants="I1 I2 I3 I4 I6 I7 I9",
)
@pytest.mark.parametrize("milliseconds", [1, 2, 4, 8, 16, 32, 64, 128])
def test_a_statement_timeout_wherever_it_strikes_ends_in_the_same_facts(
    fortnight: Prepared, copy: Copy, milliseconds: int
) -> None:
    with setting(copy, "statement_timeout", f"{milliseconds}ms"), suppress(psycopg.errors.QueryCanceled):
        load(copy.world)
    copy.load_again()
    require(copy.world, clean=fortnight.clean)


@pytest.mark.fault(
    "20",
    "A deadlock with somebody else's transaction",
    how="each holds what the other asks for; PostgreSQL aborts the load's transaction, which is done again",
    invariants="I1 I2 I3 I4 I5 I6 I7 I9",
)
@pytest.mark.parametrize("phase", ["publish", "marts"])
def test_a_load_that_loses_a_deadlock_goes_on(
    fortnight: Prepared, copy: Copy, caplog: pytest.LogCaptureFixture, phase: str
) -> None:
    held, asked = {
        "publish": ("warehouse.campaign_metrics", "ops.batches"),
        "marts": ("marts.channel_performance", "ops.touched_days"),
    }[phase]
    with setting(copy, "deadlock_timeout", "50ms"), Reader(copy.world) as reader:
        with analyst(copy, "SET deadlock_timeout = '10s'", f"LOCK TABLE {held} IN SHARE ROW EXCLUSIVE MODE") as other:
            loading, raised = in_background(lambda: load(copy.world))
            await_waiting(copy)
            asking = sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.Identifier(*asked.split(".")))
            # It returns when the load's transaction has been aborted.
            other.execute(asking)
        loading.join(PATIENCE)
        assert raised == []
    assert "aborted by PostgreSQL and done again: deadlock detected" in caplog.text
    reader.require_two_values()
    require(copy.world, clean=fortnight.clean)


@pytest.mark.fault(
    "21",
    "Serialization failures",
    how="transactions of the loader are serializable, and another one changes what they have read",
    invariants="I1 I2 I3 I4 I6 I7 I9",
)
def test_a_load_that_is_not_serializable_is_done_again(
    fortnight: Prepared, copy: Copy, wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    touch = "UPDATE warehouse.campaign_metrics SET updated_at = now()"

    def meanwhile() -> None:
        with psycopg.connect(copy.admin_url) as other:
            other.execute(touch)

    with setting(copy, "default_transaction_isolation", "serializable"):
        copy.world.warehouse.connection.prepare_threshold = None
        wire.strike("held", meanwhile, at=(CHANGES,))
        load(copy.world)
    assert wire.has_struck
    assert "aborted by PostgreSQL and done again: could not serialize" in caplog.text
    require(copy.world, clean=fortnight.clean)
