"""Dagster as one machine runs it: daemon, code server, run processes on the embedded stack, in folders of its own."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import dagster as dg
import psutil
import psycopg
import pytest
import yaml

from assets.partitions import DUE, WINDOW_TAG, range_tags
from pipelines.demo import world
from pipelines.demo.consent import connect
from resources import settings as configuration
from resources.credentials import Vault
from resources.loading.context import LoadContext
from resources.settings import settings
from resources.warehouse.connection import Warehouse
from resources.windows import DAY, Window
from sandbox.embedded.stack import Stack
from sandbox.faults import Faults
from sandbox.ledger import Ledger
from tests.distributed.machine import ROOT, Machine
from tests.playground import ChangingLedger, Playground
from tests.served import SteppingClock

T = TypeVar("T")
TODAY = dt.date(2025, 11, 20)
ACCOUNT = "1001"
POOL = "meta_api"
PATIENCE_SECONDS = 240
BIN = Path(sys.executable).parent
WORKSPACE = ROOT / "workspace.yaml"
QUICK = {"poll_interval_seconds": 2, "free_slots_after_run_end_seconds": 2}
"""The monitor's, so that a test need not wait for minutes."""


def waited_for(what: str, look: Callable[[], T | None], seconds: float = PATIENCE_SECONDS) -> T:
    """The first thing that is seen. Raises AssertionError when nothing is in time."""
    deadline = time.monotonic() + seconds
    while (seen := look()) is None:
        assert time.monotonic() < deadline, f"{what}: not within {seconds:g} seconds"
        time.sleep(0.2)
    return seen


@dataclass
class Site:
    """The machine. `instance` looks into Dagster's storage from outside."""

    stack: Stack
    machine: Machine
    instance: dg.DagsterInstance

    def start_daemon(self, **monitoring: int) -> None:
        """The daemon, which starts a code server of its own; with these settings of the monitor."""
        told = yaml.safe_load((ROOT / "dagster.yaml").read_text())
        told["run_monitoring"] |= QUICK | monitoring
        (self.machine.folder / "dagster" / "dagster.yaml").write_text(yaml.safe_dump(told))
        self.machine.start(BIN / "dagster-daemon", "run", "-w", WORKSPACE)

    def stop(self) -> None:
        """End everything of Dagster at once, what outlived its parent too."""
        self.machine.lose_power()
        _end_strays(self.machine)

    def tick(self) -> str:
        """Queue what the schedule asks for, one run over what is due; the run's id."""
        run_id = str(uuid.uuid4())
        window = Window.closed(TODAY - 28 * DAY, TODAY)
        tags = json.dumps({**range_tags(window), WINDOW_TAG: DUE})
        asked = self.machine.start(
            *(BIN / "dagster", "job", "launch", "-w", WORKSPACE),
            *("-j", "meta_sync", "--run-id", run_id, "--tags", tags),
        )
        assert asked.wait(PATIENCE_SECONDS) == 0, self.machine.said()
        self.machine.started.remove(asked)
        return run_id

    def ended(self, run_id: str) -> dg.DagsterRunStatus:
        """The status that the run ends with."""

        def status() -> dg.DagsterRunStatus | None:
            run = self.instance.get_run_by_id(run_id)
            return run.status if run and run.is_finished else None

        return waited_for(f"end of {run_id}", status)

    def process(self, run_id: str, step: str) -> psutil.Process:
        """The run's process, which takes all of its steps, once it has begun one."""

        def began() -> int | None:
            for entry in self.instance.all_logs(run_id, of_type=dg.DagsterEventType.STEP_START):
                event = entry.get_dagster_event()
                if event.step_key == step:
                    return event.pid
            return None

        return psutil.Process(waited_for(f"begin of {step}", began))

    def slots_taken(self) -> int:
        """Places of the platform's pool that somebody holds."""
        return len(self.instance.event_log_storage.get_concurrency_info(POOL).claimed_slots)

    def account_locks(self) -> int:
        """Advisory locks that sessions of the warehouse hold."""
        with psycopg.connect(settings().require("database_owner_url")) as owner:
            found = owner.execute(
                "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' "
                "AND datname = current_database() AND usename = 'adwarehouse_loader'"
            ).fetchone()
        assert found is not None
        return int(found[0])

    @contextmanager
    def checked(self) -> Iterator[Playground]:
        """The warehouse as the checker sees it."""
        found = settings()
        with closing(LoadContext.create(found, "check")) as context:
            as_owner = Warehouse(found.require("database_owner_url"))
            with closing(as_owner):
                mine = replace(context, warehouse=as_owner)
                ledger = ChangingLedger(Ledger.default().source)
                issued: Mapping[str, Any] = self.stack.platform_credentials()
                yield Playground(mine, ledger, SteppingClock(TODAY), Faults(), dict(issued))


@contextmanager
def running_site() -> Iterator[Site]:
    """The stack, one connected account, and a machine on which nothing of Dagster runs yet."""
    with tempfile.TemporaryDirectory(prefix="adwarehouse-dagster-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with _stack(folder) as stack:
            machine = Machine(folder / "machine", stack.environment())
            shutil.copy(ROOT / "dagster.yaml", machine.folder / "dagster")
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("DAGSTER_HOME", str(machine.folder / "dagster"))
                patch.setenv("DAGSTER_DATABASE_URL", stack.environment()["DAGSTER_DATABASE_URL"])
                with dg.DagsterInstance.get() as instance:
                    site = Site(stack, machine, instance)
                    try:
                        yield site
                    finally:
                        site.stop()


@contextmanager
def _stack(folder: Path) -> Iterator[Stack]:
    with pytest.MonkeyPatch.context() as patch:
        for name in configuration.Settings.model_fields:
            patch.delenv(name.upper(), raising=False)
        patch.setenv("ADWAREHOUSE_HOME", str(folder / "home"))
        patch.setenv("ADWAREHOUSE_TODAY", str(TODAY))
        patch.chdir(folder)
        settings.cache_clear()
        stack = Stack(folder / "home")
        stack.up()
        try:
            world.prepare(settings())
            found = settings()
            with closing(Warehouse(found.require("database_url"))) as warehouse:
                vault, issued = Vault.from_settings(found), stack.platform_credentials()
                connect(found, warehouse, vault, issued, "meta", ACCOUNT, "ann@example.com")
            yield stack
        finally:
            stack.down()
    settings.cache_clear()


def _end_strays(machine: Machine) -> None:
    """End what outlived its parent: processes of this machine, known by their folder."""
    home = str(machine.folder / "dagster")
    for process in psutil.process_iter():
        try:
            if process.environ().get("DAGSTER_HOME") == home and process.pid != os.getpid():
                process.send_signal(signal.SIGKILL)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
