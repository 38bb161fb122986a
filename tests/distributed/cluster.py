"""Dagster on several machines: one in control, two that work; between them only Redis, PostgreSQL and an S3 server."""

from __future__ import annotations

import json
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import dagster as dg

from assets.partitions import range_tags
from resources.windows import Window
from sandbox.embedded.stack import Stack
from tests.distributed.machine import ROOT, Machine

T = TypeVar("T")
PATIENCE_SECONDS = 120
BIN = Path(sys.executable).parent
WORKSPACE = ROOT / "deploy" / "celery" / "workspace.yaml"
WORKER = "Celery worker"
ACCOUNTS = 5


def waited_for(what: str, look: Callable[[], T | None]) -> T:
    """The first thing that is seen. Raises AssertionError when nothing is in time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (seen := look()) is None:
        assert time.monotonic() < deadline, f"{what}: not within {PATIENCE_SECONDS} seconds"
        time.sleep(0.2)
    return seen


@dataclass(frozen=True)
class Cluster:
    """The running machines. `instance` looks into Dagster's storage from outside."""

    stack: Stack
    control: Machine
    workers: dict[str, Machine]
    instance: dg.DagsterInstance

    def start_control(self, code_port: int) -> None:
        """The code location and the daemon."""
        self.control.start(
            *(BIN / "dagster", "code-server", "start", "-m", "deploy.celery.definitions"),
            *("-h", "127.0.0.1", "-p", str(code_port)),
        )
        self.control.start(BIN / "dagster-daemon", "run", "-w", WORKSPACE)

    def start_worker(self, name: str) -> None:
        """A worker that takes one step at a time; returns when it is ready for one."""
        machine = self.workers[name]
        said = machine.said().count(" ready.")
        machine.start(
            BIN / "celery", *("-A", "deploy.celery.worker", "worker", "-n", f"{name}@%h", "-c", "1", "-l", "INFO")
        )
        waited_for(f"worker {name}", lambda: machine.said().count(" ready.") > said or None)

    def launch(self, window: Window) -> str:
        """Queue a run of meta_sync over some days; its id."""
        run_id = str(uuid.uuid4())
        tags = json.dumps(range_tags(window))
        asked = self.control.start(
            *(BIN / "dagster", "job", "launch", "-w", WORKSPACE),
            *("-j", "meta_sync", "--run-id", run_id, "--tags", tags),
        )
        assert asked.wait(PATIENCE_SECONDS) == 0, self.control.said()
        return run_id

    def ended(self, run_id: str) -> dg.DagsterRunStatus:
        """The status that the run ends with."""

        def status() -> dg.DagsterRunStatus | None:
            run = self.instance.get_run_by_id(run_id)
            return run.status if run and run.is_finished else None

        return waited_for(f"end of run {run_id}", status)

    def assert_succeeds(self, run_id: str) -> None:
        """Wait for the run; it ends well."""
        ended = self.ended(run_id)
        failed = self.instance.all_logs(run_id, of_type=dg.DagsterEventType.RUN_FAILURE)
        assert ended is dg.DagsterRunStatus.SUCCESS, [self.failures(run_id), *failed]

    def failures(self, run_id: str) -> dict[str, str]:
        """By step that failed: what it said."""
        found = {}
        for entry in self.instance.all_logs(run_id, of_type=dg.DagsterEventType.STEP_FAILURE):
            event = entry.get_dagster_event()
            assert event.step_failure_data.error is not None
            found[str(event.step_key)] = event.step_failure_data.error.message.strip()
        return found

    def places(self, run_id: str) -> dict[str, str]:
        """By step that was begun: the name of the worker that took it."""
        found = {}
        for entry in self.instance.all_logs(run_id, of_type=dg.DagsterEventType.ENGINE_EVENT):
            event = entry.get_dagster_event()
            if WORKER in event.engine_event_data.metadata:
                node = str(event.engine_event_data.metadata[WORKER].value)
                found[str(event.step_key)] = node.partition("@")[0]
        return found

    def pids(self, run_id: str) -> dict[str, int | None]:
        """By step that was begun: the process that ran it."""
        started = self.instance.all_logs(run_id, of_type=dg.DagsterEventType.STEP_START)
        return {str(event.step_key): event.pid for event in (entry.get_dagster_event() for entry in started)}
