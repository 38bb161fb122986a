"""Migrations there and back, on an empty and on a filled database, interrupted, and in the way of others."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import psycopg
import pytest
import sqlalchemy
from alembic.script import ScriptDirectory

from resources.errors import SchemaVersionError
from resources.warehouse import schema
from resources.warehouse.connection import Warehouse
from resources.warehouse.roles import apply_roles
from resources.warehouse.schema import expected_version, migrate
from sql.migrations import running
from tests.conftest import Databases, copied
from tests.schemas import difference, dump, empty_tables, fill, unordered

pytestmark = pytest.mark.database
REVISIONS = [
    script.revision for script in reversed(list(ScriptDirectory.from_config(schema._config()).walk_revisions()))
]


@pytest.fixture
def other(postgres: str, template: Databases) -> Iterator[Databases]:
    """A second database, without rows."""
    with copied(postgres, template) as databases:
        yield databases


def test_the_way_down_to_nothing_and_up_again_leaves_the_same_schema(databases: Databases) -> None:
    before = dump(databases.owner_url)
    migrate(databases.owner_url, "base")
    nothing = dump(databases.owner_url)
    assert [entry.splitlines()[0] for entry in nothing if entry.startswith("CREATE")] == [
        "CREATE SCHEMA ops;",
        "CREATE TABLE ops.schema_version (",
    ]
    migrate(databases.owner_url)
    apply_roles(databases.owner_url, databases.loader_url)
    assert difference(before, dump(databases.owner_url)) == []


def test_a_filled_database_has_the_same_schema_after_every_step_as_one_that_never_had_rows(
    databases: Databases, other: Databases
) -> None:
    fill(databases.owner_url)
    assert empty_tables(databases.owner_url, "app", "warehouse", "ops") == []
    before = dump(databases.owner_url)
    migrate(other.owner_url, "base")
    expected = {}
    for revision in REVISIONS:
        migrate(other.owner_url, revision)
        expected[revision] = dump(other.owner_url)
    for lower, upper in reversed(list(pairwise(REVISIONS))):
        for revision in (lower, upper, lower):
            migrate(databases.owner_url, revision)
            found = unordered(dump(databases.owner_url))
            assert difference(unordered(expected[revision]), found) == [], revision
    assert "warehouse.campaign_metrics" not in empty_tables(databases.owner_url, "warehouse")
    for revision in ("base", "head"):
        migrate(databases.owner_url, revision)
    apply_roles(databases.owner_url, databases.loader_url)
    assert difference(before, dump(databases.owner_url)) == []


def test_rows_that_were_there_before_a_migration_are_there_after_it_and_back(databases: Databases) -> None:
    fill(databases.owner_url)
    migrate(databases.owner_url, "0001")
    old = [name for name in TABLES_OF_0001 if name not in empty_tables(databases.owner_url, "app", "warehouse", "ops")]
    assert old == TABLES_OF_0001
    migrate(databases.owner_url)
    assert set(TABLES_OF_0001) & set(empty_tables(databases.owner_url, "app", "warehouse", "ops")) == set()


TABLES_OF_0001 = ["app.users", "app.team_members", "app.marketing_accounts", "warehouse.campaigns", "ops.batches"]


def test_a_migration_that_fails_halfway_is_run_again(databases: Databases, owner: Warehouse) -> None:
    fill(databases.owner_url)
    before = dump(databases.owner_url)
    migrate(databases.owner_url, "0003")
    owner.connection.execute("CREATE TABLE app.api_keys ()")
    with pytest.raises(psycopg.errors.DuplicateTable, match="api_keys"):
        migrate(databases.owner_url)
    assert owner.fetch_one("schema_version")["version_num"] == "0003"
    owner.connection.execute("DROP TABLE app.api_keys")
    migrate(databases.owner_url)
    apply_roles(databases.owner_url, databases.loader_url)
    assert difference(before, dump(databases.owner_url)) == []


def test_a_migration_that_is_killed_while_it_builds_an_index_is_run_again(
    databases: Databases, owner: Warehouse
) -> None:
    before = dump(databases.owner_url)
    many_products(databases, owner)
    with ThreadPoolExecutor(1) as thread:
        killed = thread.submit(migrate, databases.owner_url)
        while owner.connection.execute(KILL_BUILD).rowcount == 0:
            assert not killed.done()
        with pytest.raises(sqlalchemy.exc.OperationalError, match="connection is lost"):
            killed.result()
    assert owner.connection.execute("SELECT FROM pg_index WHERE NOT indisvalid").rowcount == 1
    assert owner.fetch_one("schema_version")["version_num"] == "0003"
    migrate(databases.owner_url)
    apply_roles(databases.owner_url, databases.loader_url)
    assert difference(before, dump(databases.owner_url)) == []


KILL_BUILD = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_progress_create_index"
    " WHERE datname = current_database() AND phase LIKE 'building index%'"
)


def many_products(databases: Databases, owner: Warehouse) -> None:
    """A database at 0003 whose products take a while to index."""
    migrate(databases.owner_url, "0003")
    owner.connection.execute(
        "INSERT INTO warehouse.products (product_id, platform, title, status, platform_status, currency, batch_id,"
        " fetched_at) SELECT n, 'clickbank', 'word' || n, 'active', '', 'USD', 1, now()"
        " FROM generate_series(1, 100000) AS n"
    )


def test_a_session_that_holds_a_lock_is_named_and_nothing_is_left_half_done(
    databases: Databases, owner: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(databases.owner_url, "0003")
    before = dump(databases.owner_url)
    monkeypatch.setattr(running, "LOCK_TIMEOUT", "100ms")
    with psycopg.connect(databases.loader_url, application_name="nightly") as reader:
        reader.execute("SELECT count(*) FROM warehouse.products")
        with pytest.raises(SchemaVersionError) as refused:
            migrate(databases.owner_url)
        found = owner.fetch_one("schema_version")["version_num"]
        assert re.fullmatch(
            "the database schema stays at 0003: a migration waited in vain for a lock that another session holds, "
            rf"process {reader.info.backend_pid} \(adwarehouse_loader nightly, AccessShareLock on warehouse.products\)"
            ": run `adwarehouse migrate` again when it is done",
            str(refused.value),
        )
    assert found == "0003"
    assert difference(before, dump(databases.owner_url)) == []
    migrate(databases.owner_url)
    assert owner.fetch_one("schema_version")["version_num"] == expected_version()


def test_two_migrations_at_once_are_refused(databases: Databases, owner: Warehouse) -> None:
    owner.connection.execute(schema._LOCK.encode())
    with pytest.raises(SchemaVersionError, match="another `adwarehouse migrate` is at work"):
        migrate(databases.owner_url)


def test_readers_and_writers_of_a_big_table_go_on_while_its_indexes_are_built(
    databases: Databases, owner: Warehouse
) -> None:
    many_products(databases, owner)
    longest, begun = 0.0, time.monotonic()
    with ThreadPoolExecutor(1) as thread:
        migrated = thread.submit(migrate, databases.owner_url)
        while not migrated.done():
            asked = time.monotonic()
            owner.connection.execute("UPDATE warehouse.products SET stock = 1 WHERE id = 77")
            longest = max(longest, time.monotonic() - asked)
        migrated.result()
    assert owner.fetch_one("schema_version")["version_num"] == expected_version()
    assert longest < (time.monotonic() - begun) / 2
