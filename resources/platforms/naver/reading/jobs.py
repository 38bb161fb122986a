"""Report jobs: each makes the file of one report and day of Seoul, and is looked at until the file is there.

A job of a run that was killed stays until Naver forgets it after 14 days, and does no harm.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo

from resources.errors import BadPage, PlatformError, RetryableError
from resources.platforms.naver.client import TIMEZONE, NaverClient
from resources.platforms.naver.errors import NotFound
from resources.platforms.naver.guard import Document, UnexpectedShape, member, objects
from resources.platforms.naver.reading.tsv import DAY_FORM, Report, is_cut_short
from resources.platforms.naver.signing import PLATFORM
from resources.windows import Window

JOBS = "/stat-reports"
JOB_SECONDS = 1800.0
AGGREGATING_SECONDS = 120.0
"""How long to wait for a file, and for a day that Naver still counts: that one may well take hours."""
FIRST_POLL, POLL_GROWTH, LONGEST_POLL = 0.25, 1.5, 30.0
RENEWALS = {"ERROR": 1, "CHANGED": 3, "EXPIRED": 3, "CUT SHORT": 3}
"""How often to begin anew when a job failed, its day changed after it was built, it or its file is gone, or the file
ends too early."""
JOB_ID = re.compile("[A-Za-z0-9_-]{1,64}")
"""It becomes a part of addresses."""
_SEOUL = ZoneInfo(TIMEZONE)

T = TypeVar("T")
Wanted = tuple[Report, dt.date]


def collect(client: NaverClient, account_id: str, wanted: Iterable[Wanted]) -> dict[Wanted, str]:
    """The files of some reports and days, made at the same time; "" where nothing happened.

    Raises:
        RetryableError: a file was not there in time; names the day.
        PlatformError: as the client does.
    """
    jobs = {(report, day): _Job(client, account_id, report, day) for report, day in wanted}
    files: dict[Wanted, str] = {}
    days = [day for _, day in jobs]
    window = Window.closed(min(days), max(days))
    waited, pause = 0.0, FIRST_POLL
    while len(files) < len(jobs):
        client.sleep(pause)
        waited, pause = waited + pause, min(pause * POLL_GROWTH, LONGEST_POLL)
        listed = _listed(client, account_id, window)
        for each, job in jobs.items():
            if each not in files and (text := job.advance(listed, waited)) is not None:
                files[each] = text
    return files


def _listed(client: NaverClient, account_id: str, window: Window) -> dict[str, Document]:
    """The newest jobs by path, those of others too."""
    listed = client.ask("GET", JOBS, lambda document: objects(document, "body"), account=account_id, window=window)
    return {f"{JOBS}/{job.get('reportJobId')}": job for job in listed}


@dataclass
class _Job:
    """One report and day, and the job that makes it now."""

    client: NaverClient
    account_id: str
    report: Report
    day: dt.date
    renewed: Counter[str] = field(default_factory=Counter)
    path: str = ""

    def __post_init__(self) -> None:
        self._create()

    def advance(self, listed: Mapping[str, Document], waited: float) -> str | None:
        """The file if it is there. `waited` are the seconds since the start; jobs that are not listed are asked for."""
        try:
            found = listed.get(self.path)
            job = self._ask("GET", self.path, self._checked) if found is None else self._checked(found)
            status = member(job, "status", str).upper()
            if status == "BUILT":
                return self._file(member(job, "downloadUrl", str))
        except NotFound:
            status = "EXPIRED"
        except UnexpectedShape as error:
            raise BadPage(f"{JOBS}: {error}", **self._where) from None
        if status == "NONE":
            self._discard()
            return ""
        if status in RENEWALS:
            self._renew(status)
        elif waited >= (AGGREGATING_SECONDS if status == "AGGREGATING" else JOB_SECONDS):
            self._give_up(f"still {status} after {waited:.0f} seconds")
        return None

    def _file(self, address: str) -> str | None:
        try:
            content = self.client.download(address, account=self.account_id, window=self._window)
        except NotFound:
            self._renew("EXPIRED")
            return None
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise BadPage(f"expected UTF-8, got other bytes at {error.start}", **self._where) from None
        if is_cut_short(text):
            self._renew("CUT SHORT")
            return None
        self._discard()
        return text

    def _create(self) -> None:
        body = {"reportTp": self.report.name, "statDt": self.day.strftime(DAY_FORM)}
        job = self._ask("POST", JOBS, self._checked, body=body)
        self.path = f"{JOBS}/{job['reportJobId']}"

    def _renew(self, reason: str) -> None:
        if self.renewed[reason] == RENEWALS[reason]:
            self._give_up(f"{reason} {self.renewed[reason] + 1} times")
        self.renewed[reason] += 1
        self._discard()
        self._create()

    def _discard(self) -> None:
        """Take the job off the list. One that stays expires by itself, so whatever was read is not lost over it."""
        with suppress(PlatformError):
            self._ask("DELETE", self.path, lambda document: None, retried=False)

    def _give_up(self, came: str) -> NoReturn:
        raise RetryableError(f"expected the report {self.report.name} of {self.day}, got {came}", **self._where)

    def _checked(self, document: Any) -> Document:
        """The job, if it is one for this report and day: its day comes back as the instant at which it begins."""
        job_id = str(member(document, "reportJobId", (int, str)))
        if not JOB_ID.fullmatch(job_id):
            raise UnexpectedShape(f"reportJobId: expected letters and digits, got {job_id!a:.40}")
        found = member(document, "reportTp", str), _day(member(document, "statDt", str))
        if found != (self.report.name, self.day):
            raise UnexpectedShape(f"expected {self.report.name} of {self.day}, got {found[0]} of {found[1]}")
        return dict(document)

    def _ask(self, method: str, path: str, read: Callable[[Any], T], **how: Any) -> T:
        return self.client.ask(method, path, read, account=self.account_id, window=self._window, **how)

    @property
    def _window(self) -> Window:
        return Window.closed(self.day, self.day)

    @property
    def _where(self) -> dict[str, Any]:
        return {"platform": PLATFORM, "account": self.account_id, "window": self._window, "field": self.report.name}


def _day(written: str) -> dt.date:
    """A day, or the day in Seoul of an instant. Raises UnexpectedShape."""
    try:
        moment = dt.datetime.fromisoformat(written)
    except ValueError:
        raise UnexpectedShape(f"statDt: expected a day or an instant, got {written!r:.40}") from None
    return moment.astimezone(_SEOUL).date() if moment.tzinfo else moment.date()
