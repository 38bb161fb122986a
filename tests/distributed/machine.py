"""A machine, as far as a process can tell: own folders for everything, and an environment that somebody gave it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 30


@dataclass
class Machine:
    """A machine below `folder`. `environment` is all that its processes are told beside where their own folders are."""

    folder: Path
    environment: Mapping[str, str]
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name in ("home", "tmp", "dagster", "adwarehouse", "cwd"):
            (self.folder / name).mkdir(mode=0o700, parents=True)

    def said(self) -> str:
        """What its processes have said so far."""
        log = self.folder / "log"
        return log.read_text() if log.exists() else ""

    def start(self, *command: str | Path) -> subprocess.Popen[bytes]:
        """Start a process, in a group of its own."""
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=self.folder / "cwd",
                env={
                    "PATH": os.environ["PATH"],
                    "PYTHONPATH": str(ROOT),
                    "HOME": str(self.folder / "home"),
                    "TMPDIR": str(self.folder / "tmp"),
                    "DAGSTER_HOME": str(self.folder / "dagster"),
                    "ADWAREHOUSE_HOME": str(self.folder / "adwarehouse"),
                    **self.environment,
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def lose_power(self) -> None:
        """Every process is gone at once."""
        for process in self.started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.started.clear()

    def shut_down(self) -> None:
        """Ask every process to end; none may need more than that, and none may be left."""
        trees = [
            psutil.Process(process.pid).children(recursive=True) for process in self.started if process.poll() is None
        ]
        for process in self.started:
            process.terminate()
        try:
            for process in self.started:
                process.wait(PATIENCE_SECONDS)
            _, left = psutil.wait_procs([each for tree in trees for each in tree], timeout=PATIENCE_SECONDS)
            assert not left, f"left running on {self.folder.name}: {left}"
        finally:
            self.lose_power()

    def kept(self, *folders: str) -> list[str]:
        """The files in some of its own folders."""
        return [
            str(path.relative_to(self.folder))
            for name in folders
            for path in (self.folder / name).rglob("*")
            if path.is_file()
        ]
