"""`adwarehouse migrate` and `adwarehouse roles`."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from click.testing import CliRunner, Result
from psycopg import sql

from pipelines.cli import main
from resources.warehouse.connection import Warehouse
from resources.warehouse.schema import expected_version, migrate
from tests.conftest import Databases

Run = Callable[..., Result]


@pytest.fixture
def run(environment: pytest.MonkeyPatch) -> Run:
    return lambda *arguments: CliRunner().invoke(main, arguments)


def test_migrating_an_empty_database_makes_it_ready_for_the_loader(
    run: Run, owner: Warehouse, warehouse: Warehouse
) -> None:
    for schema in ("staging", "marts", "warehouse", "app", "ops"):
        owner.connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
    migrated = run("migrate")
    assert migrated.exit_code == 0, migrated.output
    assert migrated.stdout == f"schema at {expected_version()}\ngrants renewed; roles created: none\n"
    assert warehouse.fetch_one("schema_version")["version_num"] == expected_version()
    assert run("migrate").exit_code == 0


def test_what_stands_in_the_way_of_a_migration_is_one_line(run: Run, databases: Databases, owner: Warehouse) -> None:
    migrate(databases.owner_url, "0003")
    owner.connection.execute("CREATE TABLE app.api_keys ()")
    stopped = run("migrate")
    assert (stopped.exit_code, stopped.stderr.count("\n")) == (1, 1)
    assert stopped.stderr == (
        'adwarehouse: PostgreSQL failed, nothing is left half done, run it again: relation "api_keys" already exists\n'
    )
    owner.connection.execute("DROP TABLE app.api_keys")
    assert run("migrate").exit_code == 0


def test_grants_are_renewed(run: Run, owner: Warehouse, warehouse: Warehouse) -> None:
    owner.connection.execute("REVOKE ALL ON ops.batches FROM adwarehouse_loader")
    applied = run("roles", "apply")
    assert (applied.exit_code, applied.stdout) == (0, "grants renewed; roles created: none\n")
    warehouse.connection.execute("SELECT id FROM ops.batches")


def test_a_schema_from_the_future_is_left_alone(run: Run, owner: Warehouse) -> None:
    owner.connection.execute("UPDATE ops.schema_version SET version_num = '9999'")
    refused = run("migrate")
    assert refused.exit_code == 1
    assert "at a version that this code does not know: install the newer adwarehouse" in refused.stderr


def test_a_role_that_does_not_own_the_database_is_refused(
    run: Run, environment: pytest.MonkeyPatch, databases: Databases
) -> None:
    environment.setenv("DATABASE_OWNER_URL", databases.loader_url)
    refused = run("roles", "apply")
    assert refused.exit_code == 1
    assert "the role in DATABASE_OWNER_URL must own the database and have CREATEROLE" in refused.stderr


def test_a_server_that_refuses_the_login_is_said_in_one_line(
    run: Run, environment: pytest.MonkeyPatch, databases: Databases
) -> None:
    wrong = psycopg.conninfo.conninfo_to_dict(databases.owner_url)
    environment.setenv("DATABASE_OWNER_URL", f"postgresql://nobody:n0-such-word@{wrong['host']}:{wrong['port']}/none")
    refused = run("migrate")
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert refused.stderr.startswith("adwarehouse: cannot connect to PostgreSQL as configured")


def test_a_missing_owner_url_is_said(run: Run, environment: pytest.MonkeyPatch) -> None:
    environment.delenv("DATABASE_OWNER_URL")
    assert "DATABASE_OWNER_URL is not set" in run("migrate").stderr
