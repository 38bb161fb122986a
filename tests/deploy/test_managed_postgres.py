"""`deploy/postgres/managed.sql`, as the master user of a service without superusers."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import psycopg
import pytest
from psycopg import sql

from resources import backup
from resources.object_store import ObjectStore
from resources.settings import Settings
from resources.warehouse.connection import Warehouse
from resources.warehouse.roles import ROLES, apply_roles
from resources.warehouse.schema import migrate
from resources.windows import DAY, Window
from sandbox.embedded.home import free_port
from sandbox.embedded.postgres import PostgresServer, binaries
from sandbox.ledger import Ledger
from tests.playground import playground

DEPLOY = Path(__file__).parents[2] / "deploy"
MASTER, STRANGER = "master", "stranger"
TODAY = dt.date(2025, 2, 10)


@dataclass(frozen=True)
class Managed:
    """A server of which one knows the master user only. All roles have the password `password`."""

    server: PostgresServer
    password: str

    def url(self, user: str, database: str = "adwarehouse") -> str:
        """How a role signs in."""
        return self.server.url(database, user, self.password)

    def set_up(self) -> None:
        """What a person does once."""
        subprocess.run(
            [binaries(self.server.major) / "psql", "-q", "-f", DEPLOY / "postgres" / "managed.sql"],
            env={
                **os.environ,
                "PGHOST": "127.0.0.1",
                "PGPORT": str(self.server.port),
                "PGUSER": MASTER,
                "PGDATABASE": "postgres",
                **dict.fromkeys(("PGPASSWORD", "OWNER_PASSWORD", "DAGSTER_PASSWORD"), self.password),
            },
            check=True,
        )
        owner = self.url("adwarehouse_owner")
        migrate(owner)
        apply_roles(owner, self.url("adwarehouse_loader"))


@pytest.fixture(scope="module", params=[18, 16])
def managed(request: pytest.FixtureRequest) -> Iterator[Managed]:
    """A new server, set up by its master user; a stranger may sign in to it too."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        Path(folder).chmod(0o711)
        server = PostgresServer(Path(folder) / "data", free_port(), secrets.token_hex(), major=request.param)
        server.start()
        managed = Managed(server, secrets.token_hex())
        try:
            with psycopg.connect(server.url(), autocommit=True) as superuser:
                for role, rights in ((MASTER, "LOGIN CREATEDB CREATEROLE"), (STRANGER, "LOGIN")):
                    words = sql.SQL("CREATE ROLE {} " + rights + " PASSWORD {}")
                    superuser.execute(words.format(sql.Identifier(role), sql.Literal(managed.password)))
            managed.set_up()
            yield managed
        finally:
            server.stop("immediate")


def test_the_loader_can_do_all_its_work_with_these_rights(managed: Managed, store: ObjectStore) -> None:
    week = Window(TODAY - 6 * DAY, TODAY)
    with playground(managed.url("adwarehouse_loader"), store, Ledger.default(), TODAY) as world:
        world.connect("1001")
        assert world.sync(week) == []
        assert world.facts("1001", week) == world.truth("1001", week) != {}


def test_it_may_be_run_again(managed: Managed) -> None:
    managed.set_up()


def test_dagster_makes_its_tables_in_its_own_database(
    managed: Managed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = managed.url("dagster", "dagster").replace("postgresql://", "postgresql+psycopg2://")
    monkeypatch.setenv("DAGSTER_DATABASE_URL", url)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    (tmp_path / "dagster.yaml").write_bytes((DEPLOY / "celery" / "dagster.yaml").read_bytes())
    with dg.DagsterInstance.get() as instance:
        assert instance.get_runs() == []


def test_both_databases_are_backed_up_and_restored_without_a_superuser(managed: Managed, store: ObjectStore) -> None:
    given = {
        "database_owner_url": managed.url("adwarehouse_owner"),
        "dagster_database_url": managed.url("dagster", "dagster"),
        "pg_bin": binaries(managed.server.major),
    }
    settings = Settings.model_validate(given)
    with closing(Warehouse(managed.url("adwarehouse_owner"))) as owner:
        for database in backup.databases(settings):
            taken = backup.back_up(owner, store, settings, database)
            drilled = backup.drill(owner, store, settings, database)
            assert (drilled.manifest, drilled.problem) == (taken, None)


def test_no_role_has_more_rights_than_it_needs(managed: Managed) -> None:
    with psycopg.connect(managed.url(MASTER, "postgres")) as connection:
        found = connection.execute(
            "SELECT rolname, rolcanlogin, rolcreaterole, rolcreatedb FROM pg_roles WHERE NOT (rolsuper OR "
            "rolreplication OR rolbypassrls) AND rolname !~ '^pg_'"
        ).fetchall()
    assert set(found) == {
        *((role, role == "adwarehouse_loader", False, False) for role in ROLES),
        ("adwarehouse_owner", True, True, True),
        ("dagster", True, False, False),
        (MASTER, True, True, True),
        (STRANGER, True, False, False),
    }


@pytest.mark.parametrize(
    ("role", "database"),
    [
        (STRANGER, "adwarehouse"),
        (STRANGER, "dagster"),
        (MASTER, "adwarehouse"),
        (MASTER, "dagster"),
        ("dagster", "adwarehouse"),
        ("adwarehouse_loader", "dagster"),
    ],
)
def test_nobody_enters_a_database_that_is_not_theirs(managed: Managed, role: str, database: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(managed.url(role, database))
