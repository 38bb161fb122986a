"""The two that are killed: where each works, what it is told, and the rows it leaves."""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg import sql

from bench.faults.compared import Row
from resources.windows import Window
from sandbox.embedded.postgres import PostgresServer
from tests.faults.invariants import broken
from tests.faults.kills import judged
from tests.playground import TODAY
from tests.resources.loading.killing import ACCOUNT, Case, Prepared

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DLT_PYTHON = ROOT / ".venv-dlt" / "bin" / "python"
WINDOW = Window.closed(TODAY - dt.timedelta(days=27), TODAY)
DAYS = ("--from", str(WINDOW.start), "--to", str(WINDOW.last))
SYNC = ("sync", "meta", *DAYS, "--account", ACCOUNT, "--stream", "campaign_daily")
OUR_ROWS = """
SELECT date, campaigns.campaign_id, channels.name, impressions, clicks, cost, conversions, revenue
FROM warehouse.campaign_metrics
JOIN warehouse.campaigns ON campaigns.id = campaign_metrics.campaign_id
JOIN warehouse.channels ON channels.id = channel_id
"""
DLT_ROWS = (
    "SELECT date, campaign_id, placement, impressions, clicks, cost, conversions, revenue FROM ads.campaign_daily"
)


@dataclass
class Started:
    """A process that works on an order."""

    pid: int
    server: ForkServer

    def ended(self) -> tuple[int, float]:
        """Wait for it; its exit code, negative for a signal, and when it ended."""
        code, at = self.server.answer().split()
        return int(code), float(at)


class ForkServer:
    """See forking.py"""

    def __init__(self, *command: str, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def order(self, **order: Any) -> Started:
        """Have a fork do it."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(order)}\n")
        self._process.stdin.flush()
        return Started(int(self.answer()), self)

    def answer(self) -> str:
        """The next line."""
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def close(self) -> None:
        """Take no more orders."""
        self._process.communicate()


def our_forks() -> ForkServer:
    """Of `adwarehouse`."""
    environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT)}
    return ForkServer(sys.executable, "-m", "bench.faults.with_adwarehouse", environment=environment)


def dlt_forks() -> ForkServer:
    """Of dlt."""
    return ForkServer(
        str(DLT_PYTHON), str(HERE / "with_dlt.py"), environment={"PATH": os.defpath, "HOME": "/nonexistent"}
    )


class Place(Protocol):
    """Where one repetition happens, and nothing else."""

    @property
    def output(self) -> Path:
        """What its processes say."""

    def order(self, order: str) -> Started:
        """Have a new process do it."""

    def rows(self) -> list[Row]:
        """What is published."""

    def a_day_passes(self) -> None:
        """Let what a dead process holds count as lost."""

    def broken(self) -> list[str]:
        """The invariants that the whole checker finds broken, where it can be asked."""


class Contender(Protocol):
    """`again` is what the process after a fault is told, an order at a time; any other is told `run`."""

    name: str
    again: tuple[str, ...]

    def place(self) -> AbstractContextManager[Place]:
        """A fresh one."""


@dataclass
class OurPlace:
    """A copy of the prepared warehouse with a bucket of its own."""

    case: Case
    server: ForkServer
    today: dt.date

    @property
    def output(self) -> Path:
        return self.case.output

    def order(self, order: str) -> Started:
        assert order == "run"
        environment = {**self.case.environment, "ADWAREHOUSE_TODAY": str(self.today)}
        return self.server.order(environment=environment, command=SYNC, output=str(self.case.output))

    def rows(self) -> list[Row]:
        self.case.owner.close()
        return _rows(tuple(row.values()) for row in self.case.owner.connection.execute(OUR_ROWS))

    def a_day_passes(self) -> None:
        self.case.wait_until_lost()

    def broken(self) -> list[str]:
        return sorted(broken(judged(self.case), logs=[self.output.read_text()]))

    def landed(self, folder: Path) -> Path:
        """Load undisturbed; the pages that were landed, in a folder."""
        assert self.order("run").ended()[0] == 0, self.output.read_text()
        folder.mkdir()
        for stored in self.case.store.list(""):
            if stored.key.endswith(".jsonl.gz"):
                (folder / stored.key.replace("/", "-")).write_bytes(self.case.store.get(stored.key))
        return folder


@dataclass
class Ours:
    """The product's own command, from the platform's sandbox over the object store to the marts."""

    prepared: Prepared
    forks: ForkServer
    today: dt.date
    name: str = "ours"
    again: tuple[str, ...] = ("run",)

    @contextmanager
    def place(self) -> Iterator[OurPlace]:
        with self.prepared.case() as case:
            yield OurPlace(case, self.forks, self.today)


@dataclass
class DltPlace:
    """A database, and the folder in which dlt keeps what it has not loaded yet."""

    url: str
    folder: Path
    pages: Path
    server: ForkServer

    @property
    def output(self) -> Path:
        return self.folder.with_suffix(".output")

    def order(self, order: str) -> Started:
        return self.server.order(
            order=order, pages=str(self.pages), url=self.url, home=str(self.folder), output=str(self.output)
        )

    def rows(self) -> list[Row]:
        with psycopg.connect(self.url) as connection:
            try:
                return _rows(connection.execute(DLT_ROWS))
            except psycopg.errors.UndefinedTable:
                return []

    def a_day_passes(self) -> None:
        """dlt waits for nothing."""

    def broken(self) -> list[str]:
        return []


@dataclass
class Dlt:
    """dlt on landed pages; `loaded` is what places are copies of, none for a first load."""

    server: PostgresServer
    forks: ForkServer
    folder: Path
    pages: Path
    loaded: DltPlace | None = None
    name: str = "dlt"
    again: tuple[str, ...] = ("resume", "run")

    def load(self, place: DltPlace) -> None:
        """Load undisturbed."""
        assert place.order("run").ended()[0] == 0, place.output.read_text()

    @contextmanager
    def place(self) -> Iterator[DltPlace]:
        name = f"dlt_{secrets.token_hex(4)}"
        place = DltPlace(self.server.url(name), self.folder / name, self.pages, self.forks)
        origin = str(psycopg.conninfo.conninfo_to_dict(self.loaded.url)["dbname"]) if self.loaded else "template1"
        with psycopg.connect(self.server.url(), autocommit=True) as admin:
            create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            admin.execute(create.format(sql.Identifier(name), sql.Identifier(origin)))
        if self.loaded:
            shutil.copytree(self.loaded.folder, place.folder)
        else:
            place.folder.mkdir()
        try:
            yield place
        finally:
            shutil.rmtree(place.folder)
            with psycopg.connect(self.server.url(), autocommit=True) as admin:
                admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _rows(found: Iterable[Any]) -> list[Row]:
    return [((date, campaign, placement), tuple(figures)) for date, campaign, placement, *figures in found]
