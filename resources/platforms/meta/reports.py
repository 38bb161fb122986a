"""Insights reports: asked at once when small, else as a run to wait for, else in smaller parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from resources.errors import BadPage, PlatformError, RequestTooLarge, RetryableError
from resources.platforms.meta.client import PLATFORM, MetaClient, node
from resources.platforms.meta.errors import NotVisible, classify
from resources.platforms.meta.paging import Records, read_pages
from resources.platforms.meta.rules import shown
from resources.windows import Window

STATUSES = ("ACTIVE", "PAUSED", "ARCHIVED", "DELETED", "IN_PROCESS", "WITH_ISSUES")
"""Without naming them, a report by campaign leaves archived and deleted ones out."""

SYNC_DAYS = 31
RUNS = 2
RUN_SECONDS = 1800.0
FIRST_POLL, POLL_GROWTH, LONGEST_POLL = 0.25, 1.5, 30.0
UNSEEN_POLLS = 5
RUN_ID = re.compile("[0-9]{1,40}")


@dataclass(frozen=True)
class Report:
    """What to ask of insights. `daily` gives a row a day; without it the days of the window are summed."""

    level: str
    fields: tuple[str, ...]
    breakdowns: tuple[str, ...] = ()
    daily: bool = True


@dataclass(frozen=True)
class _Part:
    window: Window
    campaigns: tuple[str, ...] | None = None


class _RunLost(Exception):
    """A run ended without results, or they are gone: a new one may do better."""


@dataclass(frozen=True)
class Reader:
    """Reads one report of one account."""

    client: MetaClient
    account_id: str
    report: Report

    def pages(self, window: Window) -> Iterator[Records]:
        """The report's pages that have records, day ranges in order.

        A part that is too large both at once and as a run is halved by days, then by campaigns. A part is read
        completely before any of its pages is given out.

        Raises:
            RequestTooLarge: one campaign on one day is still too much.
            PlatformError: anything else that Graph says.
        """
        parts = [_Part(window)]
        while parts:
            part = parts.pop()
            try:
                pages = self._read(part)
            except RequestTooLarge as error:
                parts += reversed(self._halves(part, error))
            else:
                yield from pages

    def _read(self, part: _Part) -> list[Records]:
        if len(part.window) <= SYNC_DAYS:
            try:
                return self._edge((node(self.account_id), "insights"), part, self._params(part))
            except RequestTooLarge:
                pass
        return self._run(part)

    def _run(self, part: _Part) -> list[Records]:
        reason = ""
        for _ in range(RUNS):
            path = (node(self.account_id), "insights")
            run_id = str(self._call("POST", path, part, self._params(part), "report_run_id")["report_run_id"])
            if not RUN_ID.fullmatch(run_id):
                raise BadPage(f"expected report_run_id to be a number, got {shown(run_id)}", **self._where(part))
            try:
                self._wait(run_id, part)
                return self._edge((run_id, "insights"), part, {})
            except (_RunLost, NotVisible) as lost:
                reason = str(lost)
        raise RequestTooLarge(
            f"expected a completed report, got {RUNS} lost runs, the last: {reason}", **self._where(part)
        )

    def _wait(self, run_id: str, part: _Part) -> None:
        """Return when the run is complete. Raises RetryableError when it is not within RUN_SECONDS."""
        waited, pause, unseen = 0.0, FIRST_POLL, 0
        while waited < RUN_SECONDS:
            self.client.sleep(pause)
            waited, pause = waited + pause, min(pause * POLL_GROWTH, LONGEST_POLL)
            try:
                run = self._call("GET", (run_id, ""), part, {}, "async_status")
            except NotVisible:
                unseen += 1
                if unseen == UNSEEN_POLLS:
                    raise
                continue
            status, percent = run["async_status"], run.get("async_percent_completion")
            if status == "Job Completed" and percent == 100:
                return
            if status in ("Job Failed", "Job Skipped"):
                raise self._ended(run, part)
        raise RetryableError(
            f"expected a report within {RUN_SECONDS:g} seconds, got {status} at {percent} %", **self._where(part)
        )

    def _ended(self, run: Mapping[str, Any], part: _Part) -> PlatformError | _RunLost:
        error = {
            "code": run.get("error_code"),
            "error_subcode": run.get("error_subcode"),
            "message": run.get("error_message"),
        }
        reason = classify(200, error, self._where(part))
        if error["code"] is None or isinstance(reason, RetryableError):
            return _RunLost(f"{run['async_status']}: {reason}")
        return reason

    def _halves(self, part: _Part, error: RequestTooLarge) -> list[_Part]:
        if len(part.window) > 1:
            return [replace(part, window=half) for half in part.window.chunks((len(part.window) + 1) // 2)]
        if self.report.level != "campaign" or self.report.fields == ("campaign_id",):
            raise error
        campaigns = part.campaigns or self._campaigns_of(part.window)
        if len(campaigns) < 2:
            raise error
        middle = len(campaigns) // 2
        return [replace(part, campaigns=half) for half in (campaigns[:middle], campaigns[middle:])]

    def _campaigns_of(self, window: Window) -> tuple[str, ...]:
        """The campaigns that have rows in the window."""
        ids = Reader(self.client, self.account_id, Report("campaign", ("campaign_id",), daily=False))
        return tuple(sorted({str(record.get("campaign_id")) for page in ids.pages(window) for record in page}))

    def _edge(self, path: tuple[str, ...], part: _Part, params: Mapping[str, Any]) -> list[Records]:
        ask = partial(self._call, "GET", path, part)
        return read_pages(lambda paging: ask({**params, **paging}, "data"), self._where(part))

    def _call(
        self, method: str, path: tuple[str, ...], part: _Part, params: Mapping[str, Any], expects: str
    ) -> dict[str, Any]:
        return self.client.call(method, path, params, expects=expects, account=self.account_id, window=part.window)

    def _where(self, part: _Part) -> dict[str, Any]:
        return {"platform": PLATFORM, "account": self.account_id, "window": part.window}

    def _params(self, part: _Part) -> dict[str, Any]:
        params: dict[str, Any] = {
            "level": self.report.level,
            "fields": ",".join(self.report.fields),
            "time_range": {"since": str(part.window.start), "until": str(part.window.last)},
        }
        filters: dict[str, tuple[str, ...]] = {}
        if self.report.breakdowns:
            params["breakdowns"] = list(self.report.breakdowns)
        if self.report.daily:
            params["time_increment"] = 1
        if self.report.level == "campaign":
            filters["campaign.effective_status"] = STATUSES
        if part.campaigns:
            filters["campaign.id"] = part.campaigns
        if filters:
            params["filtering"] = [
                {"field": name, "operator": "IN", "value": list(values)} for name, values in filters.items()
            ]
        return params
