"""The folder that holds everything the embedded stack is: data, logs, chosen ports, generated secrets."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

STATE = "state.json"
ENVIRONMENT = "stack.env"


class Home:
    """One stack's folder, readable by its owner only. Everything remembered is in `state.json`."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()

    def create(self) -> None:
        """Make the folder and its parts. As root it can be passed (not read), since PostgreSQL's user must."""
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
        (self.path / "logs").mkdir(exist_ok=True)

    def log(self, part: str) -> Path:
        """Where a part writes what it has to say."""
        return self.path / "logs" / f"{part}.log"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Only one process changes the stack at a time; others wait."""
        self.create()
        with (self.path / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def recall(self) -> dict[str, Any]:
        """Everything remembered."""
        path = self.path / STATE
        state: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
        return state

    def remember(self, **values: Any) -> None:
        """Add to what is remembered; None forgets."""
        merged = {**self.recall(), **values}
        kept = {name: value for name, value in merged.items() if value is not None}
        write_private(self.path / STATE, json.dumps(kept, indent=1))

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """A value that is made the first time and the same ever after."""
        state = self.recall()
        if name not in state:
            state[name] = make()
            self.remember(**{name: state[name]})
        return state[name]

    def secret(self, name: str) -> str:
        """A generated secret, safe in URLs."""
        return str(self.once(name, lambda: secrets.token_urlsafe(24)))

    def port(self, name: str, *, running: bool) -> int:
        """The part's port: the remembered one, unless the part is down and something else listens there by now."""
        port = int(self.once(name, free_port))
        if not running and not is_free(port):
            port = free_port()
            self.remember(**{name: port})
        return port

    def write_environment(self, environment: Mapping[str, str]) -> None:
        """Tell the product where everything is."""
        write_private(self.path / ENVIRONMENT, "".join(f"{name}='{value}'\n" for name, value in environment.items()))

    def forget_environment(self) -> None:
        """Nothing is there any more."""
        (self.path / ENVIRONMENT).unlink(missing_ok=True)


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step, readable by its owner only."""
    partial = path.with_suffix(".partial")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    partial.replace(path)


def free_port() -> int:
    """A loopback port that nothing listens on."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def is_free(port: int) -> bool:
    """Nothing listens on the loopback port."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
