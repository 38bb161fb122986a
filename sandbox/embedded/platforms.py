"""The platforms' sandbox as a part of the stack: `python -m sandbox` in a process of its own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests

import sandbox
from sandbox.embedded import processes


class PlatformsServer:
    """The default ledger as of the business day `today` (None: the real one); keeps what it issues in `state`."""

    def __init__(self, state: Path, port: int, log: Path, today: str | None) -> None:
        self.state, self.port, self.log, self.today = state, port, log, today

    @property
    def address(self) -> str:
        """Where it listens; each platform has a path of its own below."""
        return f"http://127.0.0.1:{self.port}"

    def launch(self) -> dict[str, Any]:
        """Start it and do not wait; the process's identity."""
        return processes.start(
            [sys.executable, "-P", "-m", "sandbox", "--port", str(self.port), "--state-dir", self.state, "--seed", "1"],
            self.log,
            {
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(_home_of_the_package()), os.environ.get("PYTHONPATH", "")]),
                "ADWAREHOUSE_TODAY": self.today or "",
            },
        )

    def await_ready(self, known: Mapping[str, Any]) -> None:
        """Wait until it answers. Raises ConfigurationError when it does not."""
        processes.await_ready("the platforms' sandbox", self.is_ready, known, self.log)

    def is_ready(self) -> bool:
        """It answers."""
        try:
            return requests.get(f"{self.address}/healthz", timeout=2).ok
        except requests.RequestException:
            return False

    def credentials(self) -> dict[str, Any]:
        """What it issued: by platform, its application and, for Meta, a token for each account."""
        issued: dict[str, Any] = json.loads((self.state / "credentials.json").read_text())
        return issued


def _home_of_the_package() -> Path:
    return Path(str(sandbox.__file__)).parent.parent
