"""The folder of state."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from resources.errors import ConfigurationError
from resources.settings import embedded_environment
from sandbox.embedded.home import Home, free_ports, is_free

ROOT = str(Path(__file__).parents[3])


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "deep" / "home")
    home.create()
    return home


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def python(script: str, home: Home) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", f"from sandbox.embedded.home import *; home = Home(Path({str(home.path)!r}))\n{script}"],
        env={**os.environ, "PYTHONPATH": ROOT},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_everything_in_it_is_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        home = Home(tmp_path / "home")
        home.secret("password")
        home.log("part").touch()
        home.write_environment({"A": "b"})
    finally:
        os.umask(before)
    assert mode(home.path) == 0o700
    assert {path.name: mode(path) for path in home.path.iterdir()} == {
        "state.json": 0o600,
        "state.lock": 0o600,
        "stack.env": 0o600,
        "logs": 0o700,
    }


def test_a_folder_of_the_user_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir(mode=0o755)
    Home(tmp_path / "mine").create()
    assert mode(tmp_path / "mine") == 0o755


def test_a_secret_is_made_once_even_by_many_at_a_time(home: Home) -> None:
    makers = [python("print(home.secret('password'), home.port('port'))", home) for _ in range(6)]
    said = {maker.communicate()[0] for maker in makers}
    assert said == {f"{home.secret('password')} {home.port('port')}\n"}


def test_nothing_is_lost_when_many_remember_at_a_time(home: Home) -> None:
    writers = [python(f"for i in range(20): home.remember(**{{f'w{n}_{{i}}': i}})", home) for n in range(4)]
    assert [writer.wait() for writer in writers] == [0] * 4
    for writer in writers:
        writer.communicate()
    assert len(home.recall()) == 80


def test_who_comes_second_waits_for_the_lock(home: Home) -> None:
    with home.locked():
        second = python("with home.locked(): print('in')", home)
        time.sleep(0.6)
        assert second.poll() is None
    assert second.communicate(timeout=10)[0] == "in\n"


def test_none_is_forgotten(home: Home) -> None:
    home.remember(a=1, b=2)
    home.remember(a=None)
    assert home.recall() == {"b": 2}


def test_a_port_is_kept_until_a_stranger_has_it(home: Home) -> None:
    first = home.settle_port("part")
    assert home.settle_port("part") == home.port("part") == first
    with socket.create_server(("127.0.0.1", first)):
        assert not is_free(first)
        assert home.port("part") == first
        moved = home.settle_port("part")
        assert moved != first
    assert home.settle_port("part") == moved


def test_ports_chosen_together_differ() -> None:
    assert len(set(free_ports(200))) == 200


def test_the_product_reads_what_is_written(home: Home) -> None:
    written = {"A": "postgresql://a:-b_c@127.0.0.1:1/d", "B": "x=="}
    home.write_environment(written)
    assert embedded_environment(home.path) == written
    home.forget_environment()
    home.forget_environment()
    assert embedded_environment(home.path) == {}


def test_a_damaged_state_is_not_taken_for_a_new_one(home: Home) -> None:
    (home.path / "state.json").write_text('{"password": "s3cret')
    with pytest.raises(ConfigurationError, match=r"state\.json is damaged .* move .* away and start anew") as raised:
        home.secret("password")
    assert "s3cret" not in str(raised.value)


def test_a_home_that_is_a_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match=r"ADWAREHOUSE_HOME is .*/file; expected a folder .* File exists"):
        Home(tmp_path / "file").create()
