"""The embedded stack starts, mends, remembers and stops, as root and as anybody."""

from __future__ import annotations

import os
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import boto3
import psutil
import psycopg
import pytest

from resources.errors import ConfigurationError
from resources.settings import Settings
from sandbox.embedded import postgres
from sandbox.embedded.home import Home
from sandbox.embedded.stack import Stack

DAY = {"ADWAREHOUSE_TODAY": "2025-03-20"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that PostgreSQL's user may pass."""
    folder = tmp_path_factory.mktemp("home")
    for parent in (folder, *folder.parents):
        if parent.stat().st_uid == os.geteuid():
            parent.chmod(parent.stat().st_mode | 0o001)
    return folder / ".adwarehouse"


@pytest.fixture(scope="module")
def stack(home: Path) -> Iterator[Stack]:
    """A stack that is up, and down at the end."""
    stack = Stack(home, DAY)
    stack.up()
    yield stack
    stack.down()


def _pids(stack: Stack) -> dict[str, int | None]:
    return {part.name: part.pid for part in stack.status()}


def test_every_part_runs_and_a_second_up_starts_nothing(stack: Stack) -> None:
    before = _pids(stack)
    again = Stack(stack.home.path, DAY)
    again.up()
    assert again.started == []
    assert all(part.state == "running" for part in again.status())
    assert before == _pids(again)


def test_the_environment_it_writes_is_complete_and_private(stack: Stack) -> None:
    found = Settings.model_validate({name.lower(): value for name, value in stack.environment().items()})
    for name in (
        "database_url",
        "database_owner_url",
        "dagster_database_url",
        "aws_secret_access_key",
        "meta_app_secret",
    ):
        assert found.require(name)
    for name in ("state.json", "stack.env"):
        assert stat.S_IMODE((stack.home.path / name).stat().st_mode) == 0o600


def test_the_servers_listen_on_loopback_only_and_postgresql_is_not_root(stack: Stack) -> None:
    pids = _pids(stack)
    assert pids["postgresql"]
    assert psutil.Process(pids["postgresql"]).username() != "root"
    for pid in filter(None, pids.values()):
        listening = [each for each in psutil.Process(pid).net_connections() if each.status == psutil.CONN_LISTEN]
        assert listening
        assert {each.laddr.ip for each in listening} == {"127.0.0.1"}


@pytest.mark.parametrize("part", ["postgresql", "object store", "platforms"])
def test_a_part_that_was_killed_is_mended_with_its_data(stack: Stack, part: str) -> None:
    settings = stack.environment()
    with psycopg.connect(settings["DATABASE_OWNER_URL"]) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")
    s3 = _s3(settings)
    s3.put_object(Bucket="adwarehouse", Key="kept", Body=b"42")
    pid = _pids(stack)[part]
    assert pid
    os.kill(pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=10)
    mended = Stack(stack.home.path, DAY)
    mended.up()
    assert [name for name, _ in mended.started] == [part]
    assert mended.environment() == settings
    with psycopg.connect(settings["DATABASE_OWNER_URL"]) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    assert s3.get_object(Bucket="adwarehouse", Key="kept")["Body"].read() == b"42"
    s3.close()


def _s3(settings: dict[str, str]) -> object:
    return boto3.client(
        "s3",
        endpoint_url=settings["S3_ENDPOINT_URL"],
        aws_access_key_id=settings["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=settings["AWS_SECRET_ACCESS_KEY"],
        region_name="us-east-1",
    )


def test_down_leaves_no_process_and_up_again_finds_ports_secrets_and_data(home: Path, stack: Stack) -> None:
    before, pids = stack.environment(), _pids(stack)
    children = [child for pid in filter(None, pids.values()) for child in psutil.Process(pid).children(recursive=True)]
    stack.down()
    assert all(part.state == "down" for part in stack.status())
    assert not [pid for pid in filter(None, pids.values()) if _is_alive(pid)]
    assert not [child for child in children if _is_alive(child.pid)]
    assert not (home / "stack.env").exists()
    stack.up()
    assert stack.environment() == before


def _is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_port_that_somebody_took_meanwhile_is_replaced_and_remembered(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.create()
    port = home.port("x_port", running=False)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        other = home.port("x_port", running=False)
        assert other != port
        assert home.port("x_port", running=True) == other


def test_parts_that_the_environment_replaces_are_not_started(tmp_path: Path) -> None:
    replaced = {
        "DATABASE_URL": "postgresql://a@b/c",
        "S3_ENDPOINT_URL": "http://127.0.0.1:1",
        "META_GRAPH_URL": "http://127.0.0.1:2",
    }
    stack = Stack(tmp_path / "home", replaced)
    stack.up()
    assert stack.started == []
    assert {part.state for part in stack.status()} == {"replaced"}
    assert stack.environment().keys() == {"ADWAREHOUSE_ENCRYPTION_KEYS"}


def test_a_home_that_the_servers_user_cannot_pass_gets_its_data_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.embedded.stack.untraversable", lambda path: tmp_path)
    stack = Stack(tmp_path / "home", DAY)
    place = Path(stack._place_for_data())
    try:
        assert place.is_relative_to("/var/tmp")
        assert postgres.untraversable(place.parent) is None
    finally:
        place.parent.rmdir()


def test_an_untraversable_folder_of_binaries_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "untraversable", lambda path: tmp_path)
    with pytest.raises(ConfigurationError, match=f"may not pass {tmp_path}"):
        postgres.PostgresServer(tmp_path / "data", 1, "x").start()


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    for parent in (tmp_path, *tmp_path.parents):
        if parent.stat().st_uid == os.geteuid():
            parent.chmod(parent.stat().st_mode | 0o001)
    from sandbox.embedded.home import free_port

    port = free_port()
    server = postgres.PostgresServer(tmp_path / "data", port, "secretsecret")
    server.start()
    server.stop()
    (tmp_path / "data" / "postgresql.auto.conf").write_text("nonsense = 1\n")
    with pytest.raises(ConfigurationError, match="did not start; its last words"):
        server.start()
