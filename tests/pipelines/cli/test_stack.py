"""`adwarehouse up`, `down` and `status`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from resources.settings import Settings, settings
from tests.sandbox.embedded.conftest import only

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The command line in an empty folder, everything but the platforms replaced."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in only("platforms").items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    settings.cache_clear()
    yield lambda *arguments: CliRunner().invoke(main, arguments)
    CliRunner().invoke(main, ["down"])
    settings.cache_clear()


def test_up_says_what_it_started_and_status_says_what_runs(run: Run, tmp_path: Path) -> None:
    down = run("status")
    assert down.exit_code == 1
    assert [line.split()[:2] for line in down.stdout.splitlines() if "platforms" in line] == [["platforms", "down"]]

    up = run("up")
    assert up.exit_code == 0, up.output
    assert up.stdout.startswith("platforms started in ")
    assert run("up").stdout == "everything is running already\n"

    status = run("status")
    assert status.exit_code == 0, status.output
    assert "http://127.0.0.1:" in status.stdout
    assert status.stdout.count("replaced") == 2
    assert re.search(r"analysts read with postgresql://LOGIN:PASSWORD@[\w.]+(?::\d+)?/\w+(?:\?\S+)?; ", status.stdout)
    secret = settings().require("meta_app_secret")
    assert secret not in up.stdout + status.stdout
    assert (tmp_path / ".adwarehouse").is_dir()

    assert run("down").stdout == "stopped\n"
    assert run("status").exit_code == 1


def test_half_a_replacement_is_one_line_and_exit_code_1(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_OWNER_URL")
    refused = run("up")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("adwarehouse: DATABASE_URL set without DATABASE_OWNER_URL; ")
    assert refused.stderr.count("\n") == 1
