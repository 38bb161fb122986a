"""A backup is whole or not there, holds every row of one moment, and no secret in plain text."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import stat
import subprocess
from pathlib import Path
from urllib.parse import unquote

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from resources.backup import BackupFailed, BackupRefused, Manifest, complete, databases, find, newest
from resources.backup.programs import Program
from resources.credentials import Vault, new_key
from resources.errors import ConfigurationError
from resources.redaction import register_settings
from resources.settings import Settings
from resources.warehouse.connection import Warehouse
from resources.warehouse.schema import expected_version
from tests.evidence import leaks
from tests.resources.backup.conftest import Vaulted

pytestmark = pytest.mark.database


def test_a_backup_is_a_dump_with_a_manifest_of_what_every_table_held(vaulted: Vaulted) -> None:
    manifest = vaulted.back_up()
    taken = manifest.taken_at
    assert manifest.key == (f"backups/{vaulted.database.name}/{taken:%Y/%m}/{taken:%Y-%m-%dT%H%M%S.%f}Z.dump")
    assert vaulted.keys() == [manifest.key, f"{manifest.key}.manifest.json"]
    dump = vaulted.store.get(manifest.key)
    assert (len(dump), hashlib.sha256(dump).hexdigest()) == (manifest.bytes, manifest.sha256)
    assert json.loads(vaulted.store.get(manifest.own_key))["schema_version"] == expected_version()
    month = manifest.tables["warehouse.campaign_metrics_2025_03"]
    assert (month.rows, month.sums["cost"], month.sums["revenue"]) == (1, "5.000000", None)
    assert manifest.tables["app.users"].rows == 2
    assert complete(vaulted.store) == [manifest.key]
    assert newest(vaulted.store, vaulted.database) == find(vaulted.store, manifest.key) == manifest
    (row,) = vaulted.owner.connection.execute(
        "SELECT * FROM ops.backups WHERE object_key = %s", [manifest.key]
    ).fetchall()
    assert (row["bytes"], row["sha256"], row["taken_at"]) == (manifest.bytes, manifest.sha256, taken)
    assert (row["expires_at"], row["restored_ok_at"]) == (taken + dt.timedelta(days=30), None)


def test_every_row_of_every_table_is_in_the_dump_whatever_row_level_security_hides(vaulted: Vaulted) -> None:
    manifest = vaulted.back_up()
    hidden = vaulted.ask(
        str(conninfo_to_dict(vaulted.owner.url)["dbname"]), "SELECT count(*) FROM pg_class WHERE relrowsecurity"
    )
    assert hidden[0][0] != 0
    words = plain(vaulted, manifest)
    for name, content in manifest.tables.items():
        schema, table = name.split(".")
        _, _, rows = words.partition(f"\nCOPY {schema}.{table} (".encode())
        rows = rows.partition(b"\n")[2].partition(b"\\.\n")[0] if rows else b""
        assert rows.count(b"\n") == content.rows, name


def test_neither_keys_nor_tokens_nor_passwords_can_be_read_in_a_dump(vaulted: Vaulted) -> None:
    key, token = new_key(), "EAAb-a-token-of-meta"
    sealed = Vault(key).encrypt(token)
    vaulted.owner.connection.execute("UPDATE app.marketing_accounts SET access_token = %s", [sealed])
    manifest = vaulted.back_up()
    words = plain(vaulted, manifest)
    assert sealed.encode() in words
    evidence = {
        "dump": vaulted.store.get(manifest.key),
        "its words": words,
        "manifest": vaulted.store.get(manifest.own_key),
    }
    secrets = {
        "key": key,
        "token": token,
        "password": str(conninfo_to_dict(vaulted.owner.url)["password"]),
        "object store": vaulted.settings.require("aws_secret_access_key"),
    }
    assert leaks(evidence, secrets) == set()


def test_the_password_is_neither_on_the_command_line_nor_in_messages(vaulted: Vaulted, tmp_path: Path) -> None:
    password = str(conninfo_to_dict(vaulted.owner.url)["password"])
    program = tmp_path / "pg_dump"
    program.write_text(
        "#!/bin/sh\n"
        f'if [ "$1" = --version ]; then echo "pg_dump (PostgreSQL) {server_version(vaulted)}"; exit; fi\n'
        'echo "$@" >&2; echo "password: $PGPASSWORD" >&2; exit 3\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    vaulted.set(pg_bin=tmp_path)
    register_settings(vaulted.settings)
    with pytest.raises(BackupFailed, match=r"pg_dump ended with code 3: .*--format=custom.*password: \*\*\*") as failed:
        vaulted.back_up()
    assert password not in str(failed.value)
    assert (vaulted.keys(), vaulted.uploads(), vaulted.recorded()) == ([], [], [])


def test_the_program_is_given_no_secret_that_it_does_not_need(
    vaulted: Vaulted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ADWAREHOUSE_ENCRYPTION_KEYS", "AWS_SECRET_ACCESS_KEY", "DATABASE_URL", "SMTP_URL"):
        monkeypatch.setenv(name, "hush-4711")
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\nenv\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    with Program(program, "18.4").running(vaulted.owner.url) as output:
        given = output.read().decode()
    assert "hush-4711" not in given
    assert f"PGPASSWORD={conninfo_to_dict(vaulted.owner.url)['password']}\n" in given


def test_counts_and_dump_are_of_one_moment(vaulted: Vaulted, monkeypatch: pytest.MonkeyPatch) -> None:
    running = Program.running

    def after_a_row_came(program: Program, url: str, *arguments: str, reads: bool = False) -> object:
        if not reads:
            with psycopg.connect(vaulted.owner.url) as other:
                other.execute("INSERT INTO ops.health (subject, is_healthy, detail) VALUES ('late', true, 'a row')")
        return running(program, url, *arguments, reads=reads)

    monkeypatch.setattr(Program, "running", after_a_row_came)
    manifest = vaulted.back_up()
    assert manifest.tables["ops.health"].rows == 1
    assert b"late\t" not in plain(vaulted, manifest)


def test_tables_that_the_loader_stages_are_left_out(vaulted: Vaulted) -> None:
    with psycopg.connect(vaulted.settings.require("database_url")) as loader:
        loader.execute("CREATE UNLOGGED TABLE staging.b_1 AS SELECT 1 AS n")
    assert "staging.b_1" not in vaulted.back_up().tables


def test_dagsters_database_is_backed_up_as_its_own_role(vaulted: Vaulted) -> None:
    with vaulted.elsewhere() as name:
        vaulted.make(name)
        url = vaulted.owner.url.replace("postgresql://", "postgresql+psycopg2://").rpartition("/")[0] + f"/{name}"
        vaulted.set(dagster_database_url=Settings.model_validate({"dagster_database_url": url}).dagster_database_url)
        with psycopg.connect(url.replace("+psycopg2", "")) as connection:
            connection.execute("CREATE TABLE runs AS SELECT generate_series(1, 7) AS id")
        warehouse, dagster = databases(vaulted.settings)
        assert warehouse.url == vaulted.owner.url
        assert (dagster.name, repr(dagster)) == (name, f"Database({name!r})")
        taken = vaulted.back_up()
    assert (taken.tables["public.runs"].rows, taken.schema_version) == (7, None)
    assert unquote(taken.key.split("/")[1]) == name


def test_a_pg_dump_that_does_not_fit_the_server_is_refused_before_anything_is_done(
    vaulted: Vaulted, tmp_path: Path
) -> None:
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 14.11 (Debian 14.11-1)'\n")
    program.chmod(0o755)
    vaulted.set(pg_bin=tmp_path)
    with pytest.raises(ConfigurationError, match=r"pg_dump 14\.11 does not fit the server, which is PostgreSQL \d+"):
        vaulted.back_up()
    assert vaulted.keys() == []


@pytest.mark.parametrize(
    ("program", "server", "fits"),
    [
        ("18.4", "18.4 (Debian 18.4-1)", True),
        ("18.4", "17.2", True),
        ("18.4", "16.14", False),
        ("16.14", "15.9", True),
        ("16.14", "18.4", False),
    ],
)
def test_programs_fit_servers_that_they_can_dump_and_restore(program: str, server: str, fits: bool) -> None:
    found = Program(Path("pg_dump"), program)
    if fits:
        found.require_fit(server)
    else:
        with pytest.raises(ConfigurationError, match="set PG_BIN to the folder of its programs"):
            found.require_fit(server)


def test_without_pg_dump_it_is_said_where_it_was_looked_for(
    vaulted: Vaulted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vaulted.set(pg_bin=tmp_path)
    with pytest.raises(ConfigurationError, match="pg_dump is not in PG_BIN; install PostgreSQL's client programs"):
        vaulted.back_up()
    vaulted.set(pg_bin=None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigurationError, match="pg_dump is not in the PATH"):
        vaulted.back_up()
    (tmp_path / "pg_dump").symlink_to("/bin/true")
    with pytest.raises(ConfigurationError, match="pg_dump in the PATH is not PostgreSQL's"):
        vaulted.back_up()


def test_one_backup_of_a_database_at_a_time(vaulted: Vaulted) -> None:
    with Warehouse(vaulted.owner.url).connect() as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended('adwarehouse backup', 0))")
        with pytest.raises(BackupRefused, match=f"another backup of {vaulted.database.name} is running"):
            vaulted.back_up()


def plain(vaulted: Vaulted, manifest: Manifest) -> bytes:
    """The dump as SQL."""
    restorer = Program.find("pg_restore", vaulted.settings).path
    dump = vaulted.store.get(manifest.key)
    return subprocess.run([restorer, "--file=-"], input=dump, capture_output=True, check=True).stdout


def server_version(vaulted: Vaulted) -> str:
    """Of the test's server."""
    return str(vaulted.owner.connection.info.parameter_status("server_version"))
