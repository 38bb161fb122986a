"""`adwarehouse doctor` and `adwarehouse dictionary`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from resources.object_store import ObjectStore
from resources.warehouse.connection import Warehouse
from resources.warehouse.schema import expected_version
from resources.warehouse.tables import TABLES
from sandbox.embedded.object_store import ObjectStoreServer
from tests.conftest import Databases
from tests.schemas import fill

Run = Callable[..., Result]


@pytest.fixture
def run(environment: pytest.MonkeyPatch, object_store_server: ObjectStoreServer, store: ObjectStore) -> Run:
    """The command line with a database and a bucket."""
    environment.setenv("S3_ENDPOINT_URL", object_store_server.endpoint)
    environment.setenv("S3_BUCKET", store.bucket)
    environment.setenv("AWS_ACCESS_KEY_ID", object_store_server.access_key)
    environment.setenv("AWS_SECRET_ACCESS_KEY", object_store_server.secret_key)
    return lambda *arguments: CliRunner().invoke(main, arguments)


def test_the_doctor_shows_every_table_and_names_those_that_are_empty_and_should_not_be(
    run: Run, databases: Databases, store: ObjectStore, warehouse: Warehouse
) -> None:
    fill(databases.owner_url)
    store.put("landing/page", b"12345", boundary="test")
    seen = run("doctor")
    lines = {
        line.split()[0]: line for line in seen.stdout.splitlines() if line[:1].isalpha() and "." in line.split()[0]
    }
    assert set(TABLES) <= set(lines)
    assert f"schema {expected_version()}, PostgreSQL " in seen.stdout
    assert f"object store {store.bucket}: 1 objects" in seen.stdout
    assert "app.payments is empty" not in seen.stdout
    assert (
        "marts.channel_performance is empty; it is filled by `refresh`, from marts/account_channel_daily" in seen.stdout
    )
    assert "may be empty: a later version writes it" in lines["marts.revenue_predictions"]
    assert "2025-03-03" in lines["warehouse.orders"]
    assert seen.exit_code == 1
    health = warehouse.connection.execute(
        "SELECT subject, is_healthy FROM ops.health WHERE value IS NOT NULL ORDER BY checked_at"
    ).fetchall()
    looked = {row["subject"]: row["is_healthy"] for row in health}
    assert (looked["database"], looked["object_store"], looked["tables"]) == (True, True, False)
    assert (looked["partitions"], looked["token_ending"], looked["disk"]) == (False, True, True)
    assert "partitions is not well: missing: " in seen.stdout


def test_an_object_store_that_is_gone_is_said_beside_the_tables(run: Run, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("S3_BUCKET", "no-such-bucket")
    seen = run("doctor")
    assert seen.exit_code == 1
    assert "object store no-such-bucket cannot be read: " in seen.stdout
    assert "app.users is empty; it is filled by " in seen.stdout


def test_names_with_brackets_are_shown_as_they_are(run: Run, databases: Databases, owner: Warehouse) -> None:
    fill(databases.owner_url)
    owner.connection.execute("UPDATE warehouse.ad_accounts SET name = '[/s] [kr] Shop'")
    owner.connection.execute(
        "UPDATE app.marketing_accounts SET account_name = '[/s] [kr] Shop', status = 'active', refresh_token = NULL, "
        "token_expires_at = now()"
    )
    owner.connection.execute("UPDATE ops.batches SET status = 'failed', error_message = '[/s] [kr] Shop is closed'")
    owner.connection.execute("UPDATE ops.quarantined_rows SET reasons = ARRAY['[/s] [kr] Shop has no clicks']")
    for command in (["doctor"], ["accounts", "list"], ["batches", "list", "--all"], ["quarantine", "list", "--all"]):
        seen = run(*command)
        assert isinstance(seen.exception, SystemExit | None), command
        assert "[/s]" in seen.stdout, command
        assert "[kr]" in seen.stdout, command


def test_a_database_that_is_gone_is_one_line(run: Run, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DATABASE_URL", "postgresql://nobody:none@127.0.0.1:1/none")
    seen = run("doctor")
    assert (seen.exit_code, seen.stderr.count("\n")) == (1, 1)
    assert seen.stderr.startswith("adwarehouse: cannot connect to PostgreSQL as configured")


def test_the_dictionary_is_written_and_then_checked(run: Run, owner: Warehouse) -> None:
    Path("docs").mkdir()
    missing = run("dictionary", "--check")
    assert (missing.exit_code, missing.stderr.count("\n")) == (1, 1)
    assert run("dictionary").stdout == "docs/data-dictionary.md written\n"
    assert run("dictionary", "--check").exit_code == 0
    owner.connection.execute("COMMENT ON TABLE app.users IS 'Somebody'")
    assert "docs/data-dictionary.md is out of date: run `adwarehouse dictionary`" in run("dictionary", "--check").stderr
