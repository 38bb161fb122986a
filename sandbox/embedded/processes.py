"""Child processes that outlive their starter: found again by pid and start time, never by name."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from resources.errors import ConfigurationError

INHERITED_SIGNALS = (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE)
LAST_LINES = 4
CLOCK_GRAIN = 1.5
"""Seconds: the kernel tells the moment of its start in whole seconds only."""


def start(command: Sequence[str | Path], log: Path, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Start a detached process in a session of its own, its output going to `log`; its identity, to be remembered.

    Signals mean what they mean by default, whatever the starter ignores: a shell's background job ignores INT.
    """
    words = [str(word) for word in command]
    pid = os.posix_spawn(
        words[0],
        words,
        os.environ if environment is None else environment,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
        setsigdef=INHERITED_SIGNALS,
    )
    return {"pid": pid, "started": _started(psutil.Process(pid))}


def find(known: Mapping[str, Any] | None) -> psutil.Process | None:
    """The remembered process if it is still that one and alive; a later one with the same pid is not."""
    if not known:
        return None
    try:
        process = psutil.Process(known["pid"])
        is_same = abs(_started(process) - known["started"]) < CLOCK_GRAIN
    except psutil.NoSuchProcess:
        return None
    return process if is_same and is_alive(process) else None


def is_alive(process: psutil.Process) -> bool:
    """It runs: neither gone nor a zombie, which stays one where nobody collects it. Collects a child of ours."""
    try:
        with suppress(psutil.TimeoutExpired):
            process.wait(0)
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def stop(known: Mapping[str, Any] | None) -> None:
    """Ask the remembered process to end, and end it when it does not."""
    process = find(known)
    if process is not None:
        end(process, signal.SIGTERM, signal.SIGKILL)


def end(process: psutil.Process, *signals: signal.Signals, patience: float = 20.0) -> None:
    """Send the signals, the next one when `patience` seconds did not end the process."""
    for number in signals:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not is_alive(process):
                return
            time.sleep(0.02)


def await_ready(part: str, is_ready: Callable[[], bool], known: Mapping[str, Any], log: Path) -> None:
    """Wait until a part answers.

    Raises:
        ConfigurationError: it ended or did not answer in a minute; with the last line of its log.
    """
    deadline = time.monotonic() + 60
    while not is_ready():
        if find(known) is None or time.monotonic() > deadline:
            raise ConfigurationError(f"{part} did not start; its last words in {log}: {last_words(log)}")
        time.sleep(0.05)


def last_words(log: Path) -> str:
    """The last lines of a log: the very last often says only that it is over."""
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return " | ".join(lines[-LAST_LINES:]) or "none"


def _started(process: psutil.Process) -> float:
    """Seconds from the machine's start to the process's: unlike the hour, they do not move when the clock is set."""
    return float(process.create_time() - psutil.boot_time())
