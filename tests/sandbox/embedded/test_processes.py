"""Processes that outlive their starter."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from resources.errors import ConfigurationError
from sandbox.embedded import processes

SLEEP = ["/bin/sleep", "300"]


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[dict[str, Any]]:
    known = processes.start(SLEEP, tmp_path / "log")
    yield known
    processes.stop(known)


def test_a_process_is_found_by_its_pid_and_start_time(sleeper: dict[str, Any]) -> None:
    found = processes.find(sleeper)
    assert found is not None
    while not found.cmdline():  # between fork and exec
        time.sleep(0.01)
    assert found.cmdline() == SLEEP
    assert os.getsid(found.pid) == found.pid
    assert found.ppid() == os.getpid()


def test_a_later_process_with_the_same_pid_is_not_found_and_not_stopped(sleeper: dict[str, Any]) -> None:
    earlier = {**sleeper, "started": sleeper["started"] - 60}
    assert processes.find(earlier) is None
    processes.stop(earlier)
    assert processes.find(sleeper) is not None


def test_a_killed_child_is_gone_and_no_zombie_stays(sleeper: dict[str, Any]) -> None:
    os.kill(sleeper["pid"], signal.SIGKILL)
    deadline = time.monotonic() + 5
    while processes.find(sleeper) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert processes.find(sleeper) is None
    assert not psutil.pid_exists(sleeper["pid"])


def test_it_outlives_its_starter(tmp_path: Path) -> None:
    script = f"import json; from sandbox.embedded.processes import *; print(json.dumps(start({SLEEP}, Path('log'))))"
    output = subprocess.check_output(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": _root()}, cwd=tmp_path
    )
    known = json.loads(output)
    assert processes.find(known) is not None
    processes.stop(known)
    assert processes.find(known) is None


def test_what_does_not_end_when_asked_is_killed(tmp_path: Path) -> None:
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(300)"
    )
    known = processes.start([sys.executable, "-c", stubborn], tmp_path / "log")
    processes.await_ready("it", lambda: "deaf" in (tmp_path / "log").read_text(), known, tmp_path / "log")
    process = processes.find(known)
    assert process is not None
    processes.end(process, signal.SIGTERM, signal.SIGKILL, patience=0.3)
    assert processes.find(known) is None


def test_a_signal_that_the_starter_ignores_still_ends_the_process(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        known = processes.start(SLEEP, tmp_path / "log")
    finally:
        signal.signal(signal.SIGINT, before)
    process = processes.find(known)
    assert process is not None
    processes.end(process, signal.SIGINT, patience=5)
    is_gone = processes.find(known) is None
    processes.stop(known)
    assert is_gone


def test_a_part_that_ends_at_once_is_quoted(tmp_path: Path) -> None:
    log = tmp_path / "log"
    known = processes.start(["/bin/sh", "-c", "echo first; echo no room left >&2; exit 3"], log)
    words = f"it did not start; its last words in {log}: first | no room left"
    with pytest.raises(ConfigurationError, match=f"^{re.escape(words)}$"):
        processes.await_ready("it", lambda: False, known, log)
    assert log.stat().st_mode & 0o777 == 0o600


def _root() -> str:
    return str(Path(__file__).parents[3])
