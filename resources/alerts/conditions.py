"""What is wrong, into `ops.alerts`: failed runs as they are reported, and conditions as statements find them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from resources.redaction import safe_text
from resources.settings import Severity
from resources.warehouse.connection import Cursor, Warehouse
from resources.warehouse.statements import statement

CONDITIONS: dict[str, Severity] = {
    "nightly_missing": "error",
    "token_revoked": "error",
    "account_failed": "error",
    "rates_missing": "error",
    "security_alert": "error",
    "archive_damaged": "error",
    "backup_missing": "error",
    "drill_failed": "error",
    "account_stale": "warning",
    "batch_held": "warning",
    "token_ending": "warning",
    "unhealthy": "warning",
}
"""Kind of alert -> severity; each is found by `sql/alerts/conditions/<kind>.sql`."""
RUN_FAILURE = "run_failure"
LIMITS = {"silent_hours": 26, "new_days": 3, "held_hours": 1, "ending_days": 7, "run_days": 7, "backup_hours": 26}
"""A platform is read twice a day: 26 hours without a try are two ticks that did not come, and two hours of patience."""


@dataclass(frozen=True)
class Watched:
    """What one look found: conditions that hold, and alerts that were resolved because theirs no longer does."""

    found: int
    resolved: int

    def __str__(self) -> str:
        return f"{self.found} conditions to be told of, {self.resolved} alerts resolved"


def run_failed(warehouse: Warehouse, job: str, run_id: str, message: str, now: dt.datetime) -> None:
    """Record that a run failed; one alert a run. Secrets are taken out of the message."""
    with warehouse.transaction("alert.open") as cursor:
        alert = {"run_id": run_id, "ad_account_id": None, "connection_id": None}
        key = f"{RUN_FAILURE}:{job}:{run_id}"
        _open(cursor, {**alert, "dedupe_key": key, "message": message}, RUN_FAILURE, "error", now)


def known_runs(warehouse: Warehouse, run_ids: Sequence[str]) -> set[str]:
    """Of these runs those whose failure has been recorded, also when it is over by now."""
    return {row["run_id"] for row in warehouse.fetch("alerts/known_runs", {"run_ids": list(run_ids)})}


def run_recovered(warehouse: Warehouse, job: str, now: dt.datetime) -> None:
    """A run of the job succeeded: its earlier failures are over."""
    warehouse.execute("alerts/resolve_runs", {"job": job, "now": now}, boundary="alert.resolve")


def watch(warehouse: Warehouse, now: dt.datetime) -> Watched:
    """Look for every condition at an instant: open or renew the alerts of those that hold, resolve the others.

    A failed run whose job has not run again for a week is resolved too.
    """
    with warehouse.transaction("alert.watch") as cursor:
        cursor.execute(statement("alerts/lock"))
        moment, found = {"now": now, **LIMITS}, 0
        for kind, severity in CONDITIONS.items():
            for row in cursor.execute(statement(f"alerts/conditions/{kind}"), moment).fetchall():
                _open(cursor, row, kind, severity, now)
                found += 1
        ended = cursor.execute(statement("alerts/resolve_ended"), {"now": now, "kinds": list(CONDITIONS)}).rowcount
        return Watched(found, ended + cursor.execute(statement("alerts/resolve_old_runs"), moment).rowcount)


def _open(cursor: Cursor, alert: Mapping[str, Any], kind: str, severity: Severity, now: dt.datetime) -> None:
    said = {"message": safe_text(alert["message"]), "kind": kind, "severity": severity, "now": now}
    cursor.execute(statement("alerts/open"), {**alert, **said})
