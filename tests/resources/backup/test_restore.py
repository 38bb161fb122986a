"""What was backed up comes back whole, into a database that was empty, or not at all."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from resources.backup import BackupFailed, BackupRefused, Manifest
from resources.backup.databases import elsewhere
from resources.backup.programs import Program
from resources.errors import ConfigurationError, IntegrityError
from resources.warehouse.roles import ROLES, apply_roles
from tests.conftest import OWNER
from tests.resources.backup.conftest import Vaulted
from tests.schemas import difference, dump

pytestmark = pytest.mark.database


@pytest.fixture
def manifest(vaulted: Vaulted) -> Manifest:
    """A backup of the filled warehouse."""
    return vaulted.back_up()


def schema(url: str) -> list[str]:
    """The schema without brackets: a condition that PostgreSQL reads back may have others than when it was written."""
    return [entry.translate({ord("("): None, ord(")"): None}) for entry in dump(url)]


def test_a_restored_database_is_the_one_that_was_backed_up(vaulted: Vaulted, manifest: Manifest) -> None:
    with vaulted.elsewhere() as name:
        vaulted.restore(manifest, name)
        there = elsewhere(vaulted.owner.url, name)
        assert difference(schema(vaulted.owner.url), schema(there)) == []
        rows = "SELECT * FROM warehouse.campaign_metrics"
        assert vaulted.ask(name, rows) == vaulted.ask(vaulted.database.name, rows) != []
        assert vaulted.ask(name, "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'ops'") == [(OWNER,)]
        assert apply_roles(there, vaulted.settings.require("database_url")) == []
        loader = elsewhere(vaulted.settings.require("database_url"), name)
        with psycopg.connect(loader) as connection:
            assert connection.execute("SELECT count(*) FROM app.users").fetchone() == (2,)


def test_it_may_go_into_a_database_that_is_there_and_empty(vaulted: Vaulted, manifest: Manifest) -> None:
    with vaulted.elsewhere() as name:
        vaulted.make(name)
        vaulted.restore(manifest, name)
        assert not vaulted.is_empty(name)
        with pytest.raises(BackupRefused, match=f"database {name} is not empty; restore into a new name, or drop it"):
            vaulted.restore(manifest, name)


@pytest.mark.parametrize("made", [b"TABLE t (n int)", b"SCHEMA s", b"SEQUENCE s", b"FUNCTION f() RETURNS int RETURN 1"])
def test_whatever_somebody_made_keeps_a_restore_out(vaulted: Vaulted, manifest: Manifest, made: bytes) -> None:
    with vaulted.elsewhere() as name:
        vaulted.make(name)
        with psycopg.connect(elsewhere(vaulted.owner.url, name)) as connection:
            connection.execute(b"CREATE " + made)
        with pytest.raises(BackupRefused, match="is not empty"):
            vaulted.restore(manifest, name)


@pytest.mark.parametrize("damage", ["flipped", "cut", "deleted"])
def test_a_damaged_dump_touches_nothing(vaulted: Vaulted, manifest: Manifest, damage: str) -> None:
    content = bytearray(vaulted.store.get(manifest.key))
    vaulted.store.delete([manifest.key], boundary="test.damage")
    if damage == "flipped":
        content[len(content) // 2] ^= 1
    if damage != "deleted":
        vaulted.store.put(manifest.key, bytes(content[: -100 if damage == "cut" else None]), boundary="test.damage")
    with vaulted.elsewhere() as name:
        expected = "is missing from the object store" if damage == "deleted" else "was changed: expected .* SHA-256"
        with pytest.raises(IntegrityError, match=f"backup {manifest.key} {expected}"):
            vaulted.restore(manifest, name)
        assert not vaulted.exists(name)


def test_a_restore_that_does_not_hold_what_the_manifest_says_is_dropped_and_names_the_table(
    vaulted: Vaulted, manifest: Manifest
) -> None:
    metrics = manifest.tables["warehouse.campaign_metrics_2025_03"]
    metrics.sums["cost"] = "6.000000"
    del manifest.tables["app.users"]
    with vaulted.elsewhere() as name:
        with pytest.raises(
            IntegrityError,
            match=r"table app\.users: not expected; sum of warehouse\.campaign_metrics_2025_03\.cost: "
            r"expected 6\.000000, got 5\.000000",
        ):
            vaulted.restore(manifest, name)
        assert not vaulted.exists(name)


def test_a_restore_that_fails_half_way_leaves_nothing(vaulted: Vaulted, manifest: Manifest) -> None:
    with vaulted.elsewhere() as name:
        vaulted.make(name, owner="adwarehouse_app")
        with pytest.raises(BackupFailed, match=r"pg_restore ended with code 1: .*permission denied"):
            vaulted.restore(manifest, name)
        assert vaulted.is_empty(name)


def test_missing_roles_are_made_without_a_way_to_sign_in(vaulted: Vaulted, manifest: Manifest) -> None:
    with vaulted.elsewhere() as name:
        vaulted.restore(manifest, name)
        found = vaulted.ask("postgres", "SELECT rolname FROM pg_roles WHERE rolname ~ '^adwarehouse_' ORDER BY 1")
        assert {role for (role,) in found} == {*ROLES, OWNER}


def test_a_role_that_may_not_make_databases_is_told_what_helps(vaulted: Vaulted, manifest: Manifest) -> None:
    with vaulted.elsewhere() as name, psycopg.connect(vaulted.postgres, autocommit=True) as admin:
        owner = sql.Identifier(OWNER)
        admin.execute(sql.SQL("ALTER ROLE {} NOCREATEDB").format(owner))
        try:
            with pytest.raises(ConfigurationError, match=f"may not make database {name}: give it CREATEDB"):
                vaulted.restore(manifest, name)
        finally:
            admin.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(owner))


def test_older_servers_and_older_programs_are_refused(vaulted: Vaulted, manifest: Manifest, tmp_path: Path) -> None:
    newer = manifest.model_copy(update={"server_version": "99.1"})
    with pytest.raises(BackupRefused, match=r"is of PostgreSQL 99\.1, and the server in DATABASE_OWNER_URL is older"):
        vaulted.restore(newer, "unused")
    newer = manifest.model_copy(update={"pg_dump_version": "99.1"})
    with pytest.raises(ConfigurationError, match=r"was written by pg_dump 99\.1, and pg_restore is older"):
        vaulted.restore(newer, "unused")
    assert not vaulted.exists("unused")


def test_the_password_of_a_restore_is_not_on_the_command_line(
    vaulted: Vaulted, manifest: Manifest, tmp_path: Path
) -> None:
    program, seen = tmp_path / "pg_restore", tmp_path / "seen"
    version = Program.find("pg_restore", vaulted.settings).version
    program.write_text(
        f'#!/bin/sh\nif [ "$1" = --version ]; then echo "pg_restore (PostgreSQL) {version}"; exit; fi\n'
        f'echo "$@" > {seen}; cat > /dev/null; exit 1\n'
    )
    program.chmod(0o755)
    vaulted.set(pg_bin=tmp_path)
    with vaulted.elsewhere() as name:
        with pytest.raises(BackupFailed):
            vaulted.restore(manifest, name)
        assert not vaulted.exists(name)
    words = seen.read_text()
    assert f"dbname={name}" in words
    assert "password" not in words.replace("--no-password", "")
