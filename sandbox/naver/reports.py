"""The life of stat reports over the wire: ordered, listed, looked at, deleted, downloaded."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.faults import Faults
from sandbox.naver import calls
from sandbox.naver.access import DOWNLOAD
from sandbox.naver.books import Book
from sandbox.naver.calls import ZONE, Call, Parameters
from sandbox.naver.errors import foreign, not_found, unknown_report, wrong
from sandbox.naver.jobs import BUILT, FATES, MOST_LISTED, Job, Jobs
from sandbox.naver.lines import KEPT_DAYS, Line, Lines
from sandbox.naver.spoil import spoiled_lines

Record = dict[str, Any]

PATH = "/stat-reports"
FILE_VERSION = "v2"


class Reports:
    """Keeps the jobs. What a report says is read from the ledger when it is asked for.

    Faults see the type and the day of a report in its path: `/stat-reports/AD/2026-02-27` while it is ordered,
    `/report-download/AD/2026-02-27` while its records are read.
    """

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._jobs = Jobs()
        self._lines = Lines()

    def order(self, book: Book, call: Call, now: dt.datetime) -> Record:
        """A new job for one day. Raises NaverError."""
        asked = call.document()
        report_type, day = str(asked.get("reportTp")), _stat_day(asked.get("statDt"))
        if report_type not in KEPT_DAYS:
            raise wrong("reportTp is not known")
        if not 0 <= (book.today - day).days <= KEPT_DAYS[report_type]:
            raise wrong("statDt is out of range")
        path = f"{PATH}/{report_type}/{day}"
        fates = frozenset(name for name in FATES if self._faults.take(name, path, book.customer_id))
        return self._jobs.create(book, report_type, day, fates, now).document(call.base)

    def listing(self, book: Book, call: Call) -> list[Record]:
        """The newest jobs, each a look further on."""
        return [self._looked_at(book, job, call) for job in self._jobs.of(book)[:MOST_LISTED]]

    def one(self, book: Book, call: Call, job_id: str) -> Record:
        """A job, a look further on. Raises NaverError."""
        return self._looked_at(book, self._find(book, job_id), call)

    def delete(self, book: Book, job_id: str) -> None:
        """Forget a job. Raises NaverError."""
        self._jobs.delete(self._find(book, job_id))

    def delete_all(self, book: Book) -> None:
        """Forget every job of the customer."""
        for job in self._jobs.of(book):
            self._jobs.delete(job)

    def download(self, book: Book, parameters: Parameters) -> bytes:
        """A file: UTF-8, tabs, no header. Raises NaverError where there is none, or no longer."""
        token, version = parameters.required("authtoken"), parameters.required("fileVersion")
        parameters.finish()
        if version != FILE_VERSION:
            raise wrong("fileVersion is not known")
        job = next((job for job in self._jobs.of(book) if job.token == token), None)
        if job is None:
            raise not_found()
        job.check(book, lambda: self._written(book, job))
        if job.status != BUILT or "job_expired" in job.fates:
            raise not_found()
        path = f"{DOWNLOAD}/{job.report_type}/{job.day}"
        shown = spoiled_lines(job.shown(self._written(book, job)), self._faults, path, book.customer_id)
        return "".join("\t".join(line.values()) + "\n" for line in shown).encode(errors="surrogatepass")

    def _looked_at(self, book: Book, job: Job, call: Call) -> Record:
        job.look(book, lambda: self._written(book, job))
        return job.document(call.base)

    def _written(self, book: Book, job: Job) -> Sequence[Line]:
        return self._lines.of(book, job.report_type, job.day)

    def _find(self, book: Book, job_id: str) -> Job:
        job = self._jobs.get(book, job_id)
        if job is None:
            raise unknown_report()
        if job.customer_id != book.customer_id:
            raise foreign()
        return job


def _stat_day(text: Any) -> dt.date:
    """A day of Seoul: YYYYMMDD, or an instant in UTC of that day. Raises NaverError."""
    if isinstance(text, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}T[\d:.]+Z", text):
        try:
            return dt.datetime.fromisoformat(text).astimezone(ZoneInfo(ZONE)).date()
        except ValueError:
            pass
    return calls.day(text, "statDt")
