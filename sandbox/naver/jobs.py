"""Stat reports: ordered for one day, looked at until they are built, gone after two weeks."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import itertools
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from sandbox.naver.books import Book
from sandbox.naver.lines import Line

FIRST_ID = 2_880_454_286
KEPT_DAYS = 14
MOST_LISTED = 100
REGIST, BUILT, CHANGED, AGGREGATING = "REGIST", "BUILT", "CHANGED", "AGGREGATING"
FATES = (
    "job_failed", "job_stuck", "job_expired", "job_changed", "job_aggregating",
    "short_result", "empty_report", "collapsed_report",
)  # fmt: skip
_CLIMB = (REGIST, "WAITING", "RUNNING")
_ENDS = {"job_failed": "ERROR", "job_stuck": "RUNNING", "job_changed": CHANGED, "job_aggregating": AGGREGATING}
_FINAL = frozenset({"ERROR", "NONE", CHANGED})

Written = Callable[[], Sequence[Line]]
"""What the report would say now."""


@dataclass
class Job:
    """One report. The number of looks until it is built differs from job to job."""

    job_id: int
    customer_id: str
    report_type: str
    day: dt.date
    fates: frozenset[str]
    created: dt.datetime
    created_on: dt.date
    token: str
    status: str = REGIST
    looks: int = 0
    built_from: str = field(default="", repr=False)
    true_in: Book | None = field(default=None, repr=False)

    def look(self, book: Book, written: Written) -> None:
        """Go on by one step."""
        self.looks += 1
        climb = _CLIMB[self.job_id % len(_CLIMB) :]
        if self.looks <= len(climb):
            self.status = climb[self.looks - 1]
        elif self.status != BUILT and self.status not in _FINAL:
            self._end(book, written)
        else:
            self.check(book, written)

    def check(self, book: Book, written: Written) -> None:
        """Notice that what was built is no longer true. What is true in a book stays so."""
        if self.status == BUILT and book is not self.true_in:
            self.true_in = book
            self.status = BUILT if self.built_from == _digest(written()) else CHANGED

    def _end(self, book: Book, written: Written) -> None:
        fate = next((end for name, end in _ENDS.items() if name in self.fates), None)
        if fate is not None:
            self.status = fate
        elif self.day >= book.today:
            self.status = AGGREGATING
        else:
            lines = written()
            self.status = BUILT if lines and "empty_report" not in self.fates else "NONE"
            self.built_from, self.true_in = _digest(lines), book

    def document(self, base: str) -> dict[str, Any]:
        """The job as it is told. statDt is the instant at which its day began in Seoul, in UTC."""
        link = f"{base}/report-download?authtoken={quote(self.token, safe='')}&fileVersion=v2"
        began = self.day - dt.timedelta(days=1)
        return {
            "reportJobId": self.job_id,
            "status": self.status,
            "reportTp": self.report_type,
            "statDt": f"{began}T15:00:00Z",
            "updateTm": f"{self.created:%Y-%m-%dT%H:%M:%S}.000Z",
            "downloadUrl": link if self.status == BUILT else "",
        }

    def shown(self, lines: Sequence[Line]) -> Sequence[Line]:
        """The lines that the file has."""
        if "collapsed_report" in self.fates:
            return lines[-max(1, len(lines) // 10) :]
        if "short_result" in self.fates:
            return lines[: (len(lines) + 1) // 2]
        return lines


class Jobs:
    """Every job since the start of the process, by customer; those older than two weeks are forgotten."""

    def __init__(self) -> None:
        self._jobs: dict[int, Job] = {}
        self._ids = itertools.count(FIRST_ID)

    def create(self, book: Book, report_type: str, day: dt.date, fates: frozenset[str], now: dt.datetime) -> Job:
        """A new job; `now` is real time."""
        job = Job(next(self._ids), book.customer_id, report_type, day, fates, now, book.today, _token())
        self._jobs[job.job_id] = job
        return job

    def of(self, book: Book) -> list[Job]:
        """The jobs of a customer, the newest first."""
        return [job for job in reversed(self._kept(book.today).values()) if job.customer_id == book.customer_id]

    def get(self, book: Book, job_id: str) -> Job | None:
        """A job of any customer, as long as it is kept."""
        return self._kept(book.today).get(int(job_id)) if job_id.isdecimal() else None

    def delete(self, job: Job) -> None:
        """Forget a job and its file."""
        del self._jobs[job.job_id]

    def _kept(self, today: dt.date) -> dict[int, Job]:
        forgotten = today - dt.timedelta(days=KEPT_DAYS)
        self._jobs = {job_id: job for job_id, job in self._jobs.items() if job.created_on > forgotten}
        return self._jobs


def _token() -> str:
    """Base64 with every character that percent-encoding is needed for."""
    while not {"+", "/", "="} <= set(token := base64.b64encode(secrets.token_bytes(55)).decode()):
        pass
    return token


def _digest(lines: Sequence[Line]) -> str:
    return hashlib.sha256(repr(lines).encode()).hexdigest()
