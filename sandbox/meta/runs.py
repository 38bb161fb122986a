"""Asynchronous reports: created by POST, polled up a ladder, read when complete."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.meta.errors import GraphError, unknown_object
from sandbox.meta.query import Query

FIRST_ID = 192_025_512_975_001
FATES = ("job_failed", "job_skipped", "job_stuck", "job_expired", "short_result", "empty_report", "collapsed_report")
FIELDS = frozenset(
    {
        "id", "account_id", "time_ref", "time_completed", "async_status", "async_percent_completion", "date_start",
        "date_stop", "error_code", "error_subcode", "error_message", "error_user_title", "error_user_msg",
    }
)  # fmt: skip

Step = tuple[str, int]
_CLIMB: tuple[Step, ...] = (("Job Not Started", 0), ("Job Started", 0), ("Job Running", 47))
_LAST: dict[str, Step] = {
    "job_failed": ("Job Failed", 99),
    "job_skipped": ("Job Skipped", 0),
    "job_stuck": ("Job Running", 99),
}
_FULL_BUT_RUNNING: Step = ("Job Running", 100)
_COMPLETE: Step = ("Job Completed", 100)


@dataclass
class Run:
    """One report run. Its first poll finds nothing; the number of steps to the end differs from run to run."""

    run_id: str
    account_id: str
    query: Query
    fates: frozenset[str]
    created: int = field(default_factory=lambda: int(time.time()))
    polls: int = 0

    def _ladder(self) -> tuple[Step, ...]:
        climb = _CLIMB[int(self.run_id) % len(_CLIMB) :]
        for fate, last in _LAST.items():
            if fate in self.fates:
                return (*climb, last)
        return (*climb, _FULL_BUT_RUNNING, _COMPLETE)

    def _step(self) -> Step:
        ladder = self._ladder()
        return ladder[min(self.polls - 2, len(ladder) - 1)]

    def poll(self) -> dict[str, Any]:
        """The run's node. Raises GraphError 100/33 the first time."""
        self.polls += 1
        if self.polls == 1:
            raise unknown_object(self.run_id)
        status, percent = self._step()
        node: dict[str, Any] = {
            "id": self.run_id,
            "account_id": self.account_id,
            "time_ref": self.created,
            "async_status": status,
            "async_percent_completion": percent,
            "date_start": str(self.query.window.start),
            "date_stop": str(self.query.window.last),
        }
        if status == "Job Completed":
            node["time_completed"] = int(time.time())
        if status in ("Job Failed", "Job Skipped"):
            reason = "The report could not be computed" if status == "Job Failed" else "The report was skipped"
            node |= {"error_code": -2, "error_subcode": 2490547, "error_message": reason}
            node |= {"error_user_title": status, "error_user_msg": reason}
        return node

    def check_readable(self) -> None:
        """Raises GraphError unless the results are there."""
        if self.polls < 2 or self._step() != _COMPLETE:
            raise GraphError("(#2601) The report run is not complete", 2601, transient=True)
        if "job_expired" in self.fates:
            raise unknown_object(self.run_id)


class Runs:
    """Every run since the start of the process."""

    def __init__(self) -> None:
        self._runs: dict[str, Run] = {}
        self._ids: Iterator[int] = itertools.count(FIRST_ID)

    def create(self, account_id: str, query: Query, fates: frozenset[str]) -> Run:
        """A new run."""
        run = Run(str(next(self._ids)), account_id, query, fates)
        self._runs[run.run_id] = run
        return run

    def get(self, run_id: str) -> Run | None:
        """The run of that id."""
        return self._runs.get(run_id)
