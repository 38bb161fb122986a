"""A PostgreSQL of our own that writes through to the disk, the wire to it, and what may happen on both."""

from __future__ import annotations

import secrets
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import psutil
import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from resources.warehouse.roles import apply_roles
from resources.warehouse.schema import migrate
from sandbox.embedded.home import free_port
from sandbox.embedded.people import give
from sandbox.embedded.postgres import PostgresServer, bootstrap
from tests.conftest import LOADER, OWNER, Databases

Moment = Literal["before", "midway", "answered", "held"]
CHUNK = 1 << 16


@dataclass
class _Strike:
    """`number` messages are left until it falls, or `needles` are left to pass, the last of which it falls on."""

    moment: Moment
    action: Callable[[], object]
    number: int = 0
    needles: list[bytes] = field(default_factory=list)

    def falls_on(self, message: bytes) -> bool:
        if self.needles:
            if self.needles[0] not in message:
                return False
            self.needles.pop(0)
            return not self.needles
        self.number -= 1
        return self.number == 0


@dataclass
class _Line:
    """One connection through the wire. While `struck` is set, the server's next answer is lost."""

    client: socket.socket
    server: socket.socket
    struck: _Strike | None = None

    def cut(self) -> None:
        for end in (self.client, self.server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


class Wire:
    """The way to a server: its clients' messages pass, are counted, and one of them may be struck.

    `before`: the message is never sent; `midway`: half of it is; `answered`: the server has answered, and the answer
    is lost. Then the action is done and the connection ends. `held`: the answer waits for the action, and nothing ends.
    Later connections pass.
    """

    def __init__(self, host: str, port: int) -> None:
        self.messages = 0
        self._server = (host, port)
        self._strike: _Strike | None = None
        self._lines: list[_Line] = []
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def strike(
        self, moment: Moment, action: Callable[[], object] = bool, *, at: Sequence[str] = (), number: int = 0
    ) -> None:
        """Strike once: the `number`-th message from now, or the message in which the last of the texts `at` comes."""
        self._strike = _Strike(moment, action, number, [needle.encode() for needle in at])

    def calm(self) -> None:
        """Let everything pass."""
        self._strike = None

    @property
    def has_struck(self) -> bool:
        """Nothing is left to happen."""
        return self._strike is None

    def close(self) -> None:
        """End every connection, and take no more."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for line in self._lines:
            line.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client = self._listener.accept()[0]
                try:
                    line = _Line(client, socket.create_connection(self._server))
                except OSError:
                    client.close()
                    continue
                self._lines.append(line)
                for passing, source in ((self._requests, line.client), (self._answers, line.server)):
                    threading.Thread(target=self._carry, args=(passing, source, line), daemon=True).start()

    def _carry(self, passing: Callable[[_Line], None], source: socket.socket, line: _Line) -> None:
        with suppress(OSError):
            passing(line)
        line.cut()
        source.close()

    def _requests(self, line: _Line) -> None:
        while message := line.client.recv(CHUNK):
            struck = self._struck_by(message)
            if struck is None:
                line.server.sendall(message)
            elif struck.moment in ("answered", "held"):
                line.struck = struck
                line.server.sendall(message)
            else:
                line.server.sendall(message[: len(message) // 2 if struck.moment == "midway" else 0])
                struck.action()
                return

    def _answers(self, line: _Line) -> None:
        while answer := line.server.recv(CHUNK):
            if line.struck is not None:
                struck, line.struck = line.struck, None
                struck.action()
                if struck.moment == "answered":
                    return
            line.client.sendall(answer)

    def _struck_by(self, message: bytes) -> _Strike | None:
        with self._lock:
            self.messages += 1
            strike = self._strike
            if strike is None or not strike.falls_on(message):
                return None
            self._strike = None
            return strike


@contextmanager
def own_server(folder: Path | None = None) -> Iterator[PostgresServer]:
    """A fresh server, with fsync, in a new folder or in the one given; ended at the end."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as temporary:
        home = folder or Path(temporary)
        home.chmod(0o711)
        server = PostgresServer(home / "data", free_port(), secrets.token_hex())
        try:
            server.start()
            yield server
        finally:
            server.stop("immediate")


def migrated(server: PostgresServer) -> Databases:
    """Its warehouse, to copy."""
    password = secrets.token_hex()
    bootstrap(server, password, secrets.token_hex())
    urls = Databases(*(server.url("adwarehouse", role, password) for role in (OWNER, LOADER)))
    migrate(urls.owner_url)
    apply_roles(urls.owner_url, urls.loader_url)
    with psycopg.connect(server.url()) as admin:
        assert admin.execute("SHOW fsync").fetchone() == ("on",)
    return urls


@contextmanager
def wired(url: str) -> Iterator[tuple[Wire, str]]:
    """A wire to a server, and the connection string that leads over it."""
    there = conninfo_to_dict(url)
    with closing(Wire(str(there["host"]), int(there["port"] or 0))) as wire:
        yield wire, make_conninfo(url, host="127.0.0.1", port=wire.port)


def crash(server: PostgresServer) -> None:
    """Kill the postmaster; nothing is shut down, nothing is written."""
    process = server.process()
    assert process is not None
    backends = process.children()
    process.kill()
    psutil.wait_procs([process, *backends], 20)


def checkpoint(url: str) -> None:
    """Have a database that was just copied survive a crash: of a sequence, what the original has logged ahead counts as
    logged in the copy, too, until a checkpoint, and numbers would be given out twice (PostgreSQL 15 to 18)."""
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("CHECKPOINT")


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[str | None]:
    """A file system of its own at `folder`, PostgreSQL's; gives why there is none where it cannot be mounted."""
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(words, capture_output=True, text=True, check=False)
        refusal = mounted.stderr.strip() if mounted.returncode else None
    except FileNotFoundError as error:
        refusal = str(error)
    if refusal is not None:
        yield f"a tmpfs cannot be mounted here: {refusal}"
        return
    give(folder)
    try:
        yield None
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path, leaving: int) -> Path:
    """A file that takes all of a disk but `leaving` bytes."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1 << 20))
    with ballast.open("r+b") as file:
        file.truncate(max(0, ballast.stat().st_size - leaving))
    return ballast
