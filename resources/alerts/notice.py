"""A notice: what a receiver is told of an alert. Webhooks get `body` as JSON, people `subject` and `text`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from resources.settings import Severity

LONGEST_SUBJECT = 120
Status = Literal["open", "resolved"]


@dataclass(frozen=True)
class Notice:
    """An alert that is open, or that is over. `row` is one of `sql/alerts/notices.sql`."""

    row: Mapping[str, Any]
    ui_url: str

    @property
    def alert_id(self) -> int:
        """The alert it is about."""
        return int(self.row["id"])

    @property
    def status(self) -> Status:
        """Whether the alert still holds."""
        return "resolved" if self.row["resolved_at"] else "open"

    @property
    def severity(self) -> Severity:
        """The alert's severity; what is over keeps the one it had."""
        severity: Severity = self.row["severity"]
        return severity

    @property
    def body(self) -> dict[str, Any]:
        """The JSON of a webhook; docs/alerts.md promises every field."""
        row = self.row
        return {
            "id": self.alert_id,
            "status": self.status,
            "severity": self.severity,
            "kind": row["kind"],
            "dedupe_key": row["dedupe_key"],
            "message": row["message"],
            "account": {"platform": row["platform"], "id": row["account_id"]} if row["platform"] else None,
            "team": {"id": str(row["team_id"]), "name": row["team"]} if row["team_id"] else None,
            "run_id": row["run_id"],
            "run_url": f"{self.ui_url}/runs/{row['run_id']}" if row["is_dagster_run"] else None,
            "created_at": row["created_at"].isoformat(),
            "resolved_at": row["resolved_at"].isoformat() if row["resolved_at"] else None,
            "repeats": row["repeats"],
        }

    @property
    def subject(self) -> str:
        """One line: how grave, or that it is over, and the beginning of the message."""
        state = "resolved" if self.status == "resolved" else self.severity.upper()
        line = f"[adwarehouse] {state}: {' '.join(self.row['message'].split())}"
        return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 3]}..."

    @property
    def text(self) -> str:
        """The message, then what else is known, a fact a line."""
        body = self.body
        facts = {
            "kind": body["kind"],
            "account": " ".join(body["account"].values()) if body["account"] else None,
            "team": body["team"]["name"] if body["team"] else None,
            "since": body["created_at"],
            "resolved": body["resolved_at"],
            "seen again": body["repeats"] or None,
            "run": body["run_url"] or body["run_id"],
        }
        lines = [f"{name:11}{value}" for name, value in facts.items() if value is not None]
        return "\n".join([body["message"], "", *lines, ""])
