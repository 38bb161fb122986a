"""Security alerts: rules that look at who signed in and what was called, and write what looks wrong for administrators.

An alert is known by its type, its subject and when it began. Looking again raises nothing twice, and never touches
`resolved`, which belongs to the application. A user name is personal data: an alert shows its first letter and, of an
address, the domain; its subject is a digest, by which administrators find the attempts, as docs/alerts.md says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, LiteralString

from resources.clock import Clock
from resources.warehouse.connection import Cursor, Warehouse
from resources.warehouse.statements import statement

LOOKBACK = dt.timedelta(days=2)
Severity = Literal["medium", "high", "critical"]


@dataclass(frozen=True)
class Rule:
    """A type of alert, found by `sql/security/<type>.sql`.

    `levels` are from which figure on it is how severe, lowest first: below the first there is no alert. `limits` are
    further parameters of the statement; `said` describes what was found.
    """

    type: LiteralString
    levels: tuple[tuple[int, Severity], ...]
    limits: Mapping[str, int]
    said: str

    def severity(self, level: float) -> Severity:
        """How severe a figure is that reaches the first level."""
        return next(severity for least, severity in reversed(self.levels) if level >= least)


RULES = (
    Rule(
        "failed_logins",
        levels=((10, "medium"), (30, "high"), (100, "critical")),
        limits={"minutes": 10},
        said="{level} failed logins of {shown} from {started_at:%Y-%m-%d %H:%M:%S} to {ended_at:%H:%M:%S} UTC",
    ),
    Rule(
        "error_rate",
        levels=((10, "medium"), (25, "high"), (50, "critical")),
        limits={"minutes": 10, "requests": 20},
        said="{errors} of {requests} requests to {shown} failed with 5xx from {started_at:%Y-%m-%d %H:%M} to "
        "{ended_at:%H:%M} UTC, up to {level:.1f} % in ten minutes",
    ),
)
"""Failures of one user name within ten minutes; percent of an endpoint's requests, of 20 at least, in ten minutes."""


@dataclass(frozen=True)
class Raised:
    """What one look did: alerts that are new, and known ones that have come further."""

    new: int = 0
    renewed: int = 0


def raise_alerts(warehouse: Warehouse, clock: Clock) -> Raised:
    """Apply every rule to what began in the two days before now, or before the end of a business day that is set."""
    end_of_day = dt.datetime.combine(clock.today("UTC") + dt.timedelta(days=1), dt.time(), dt.UTC)
    until = min(clock.now(), end_of_day)
    written: list[bool] = []
    with warehouse.transaction("security.alerts") as cursor:
        for rule in RULES:
            written += _apply(cursor, rule, until)
    return Raised(written.count(True), written.count(False))


def _apply(cursor: Cursor, rule: Rule, until: dt.datetime) -> list[bool]:
    threshold, _ = rule.levels[0]
    limits = {**rule.limits, "threshold": threshold, "since": until - LOOKBACK, "until": until}
    written = []
    for found in cursor.execute(statement(f"security/{rule.type}"), limits).fetchall():
        cursor.execute(statement("security/raise"), {**found, **_alert(rule, found)})
        written += [row["is_new"] for row in cursor.fetchall()]
    return written


def _alert(rule: Rule, found: Mapping[str, Any]) -> dict[str, str]:
    return {
        "type": rule.type,
        "severity": rule.severity(found["level"]),
        "description": rule.said.format(**found),
    }
