"""The folder that holds everything the embedded stack is: data, logs, chosen ports, generated secrets."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from resources.errors import ConfigurationError

STATE = "state.json"
ENVIRONMENT = "stack.env"
PORTS = range(20_000, 32_768)


class Home:
    """One stack's folder, readable by its owner only. Everything remembered is in `state.json`."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()

    def create(self) -> None:
        """Make the folder; one that exists keeps its mode, since every part of ours in it is private by itself.

        Raises:
            ConfigurationError: it is not a folder or may not be made.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(
                f"ADWAREHOUSE_HOME is {self.path}; expected a folder that exists or may be made: {error.strerror}"
            ) from None

    def folder(self, name: str) -> Path:
        """A folder of a part, readable by its owner only."""
        path = self.path / name
        path.mkdir(mode=0o700, exist_ok=True)
        return path

    def log(self, part: str) -> Path:
        """Where a part writes what it has to say."""
        return self.folder("logs") / f"{part}.log"

    @contextmanager
    def locked(self, name: str = "lock") -> Iterator[None]:
        """Only one process changes the stack at a time; others wait."""
        self.create()
        with os.fdopen(os.open(self.path / name, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def recall(self) -> dict[str, Any]:
        """Everything remembered.

        Raises:
            ConfigurationError: the file is damaged.
        """
        path = self.path / STATE
        try:
            state: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
        except ValueError as error:
            raise ConfigurationError(
                f"{path} is damaged ({error}); it has the secrets of the data beside it: bring it back, or move "
                f"{self.path} away and start anew"
            ) from None
        return state

    def remember(self, **values: Any) -> None:
        """Add to what is remembered; None forgets."""
        with self.locked("state.lock"):
            self._write({**self.recall(), **values})

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """A value that is made the first time and the same ever after."""
        with self.locked("state.lock"):
            state = self.recall()
            if name not in state:
                state[name] = make()
                self._write(state)
        return state[name]

    def secret(self, name: str) -> str:
        """A generated secret, safe in URLs."""
        return str(self.once(name, lambda: secrets.token_urlsafe(24)))

    def port(self, name: str) -> int:
        """The port that was chosen for a part."""
        return int(self.once(name, free_port))

    def settle_port(self, name: str) -> int:
        """The port of a part that is about to start: the chosen one unless something else listens there by now."""
        if not is_free(self.port(name)):
            self.remember(**{name: free_port()})
        return self.port(name)

    def write_environment(self, environment: Mapping[str, str]) -> None:
        """Tell the product where everything is."""
        write_private(self.path / ENVIRONMENT, "".join(f"{name}='{value}'\n" for name, value in environment.items()))

    def forget_environment(self) -> None:
        """Nothing is there any more."""
        (self.path / ENVIRONMENT).unlink(missing_ok=True)

    def _write(self, state: Mapping[str, Any]) -> None:
        kept = {name: value for name, value in state.items() if value is not None}
        write_private(self.path / STATE, json.dumps(kept, indent=1))


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step, readable by its owner only."""
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def free_port() -> int:
    """A loopback port that nothing listens on."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Different loopback ports that nothing listens on.

    They are below those that the system gives outgoing connections, which else could hold the port of a server that is
    down for a moment.
    """
    found: list[int] = []
    with ExitStack() as held:
        while len(found) < count:
            listener = held.enter_context(closing(socket.socket()))
            port = PORTS.start + secrets.randbelow(len(PORTS))
            with suppress(OSError):
                listener.bind(("127.0.0.1", port))
                found.append(port)
    return found


def is_free(port: int) -> bool:
    """Nothing listens on the loopback port."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
