"""Child processes that outlive their starter: found again by pid and start time, never by name."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

from resources.errors import ConfigurationError


_children: dict[int, subprocess.Popen[bytes]] = {}
"""What this very process has started; kept, since a child that nobody holds counts as leaked."""


def start(command: Sequence[str | Path], log: Path, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Start a detached process whose output goes to `log`; its identity, to be remembered."""
    with log.open("ab") as output:
        child = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=None if environment is None else dict(environment),
            start_new_session=True,
        )
    _children[child.pid] = child
    return identity(child.pid)


def identity(pid: int) -> dict[str, Any]:
    """A process, so that a later one with the same pid is not mistaken for it."""
    return {"pid": pid, "started": psutil.Process(pid).create_time()}


def find(known: Mapping[str, Any] | None) -> psutil.Process | None:
    """The remembered process if it is still that one and alive."""
    if not known:
        return None
    try:
        process = psutil.Process(known["pid"])
        if process.status() != psutil.STATUS_ZOMBIE and process.create_time() == known["started"]:
            return process
    except psutil.NoSuchProcess:
        pass
    return None


def stop(known: Mapping[str, Any] | None, patience: float = 20.0) -> None:
    """Ask the process to end, and end it when it does not; one that is gone already is fine."""
    if known is None:
        return
    if process := find(known):
        process.terminate()
        try:
            process.wait(patience)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(patience)
    if child := _children.pop(known["pid"], None):
        child.wait()


def await_ready(part: str, is_ready: Callable[[], bool], known: Mapping[str, Any] | None, log: Path) -> None:
    """Wait until a part answers.

    Raises:
        ConfigurationError: it ended or did not answer in time; with the last line of its log.
    """
    deadline = time.monotonic() + 60
    while not is_ready():
        if (known and find(known) is None) or time.monotonic() > deadline:
            said = log.read_text(errors="replace").strip().splitlines()[-1:] or ["nothing"]
            raise ConfigurationError(f"{part} did not start; its last words in {log}: {said[0]}")
        time.sleep(0.05)
