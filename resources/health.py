"""How well everything is: what was promised beside what is there, remembered in `ops.health`."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path

from resources.alerts.conditions import LIMITS
from resources.clock import Clock
from resources.platforms import REGISTRY
from resources.redaction import safe_text
from resources.warehouse import inventory
from resources.warehouse.connection import Warehouse

CHECKS = ("accounts", "partitions", "quarantine", "marts", "archive", "late", "backups")
"""Statements of `sql/health/` that give findings."""
CONDITIONS = (
    "nightly_missing",
    "account_failed",
    "batch_held",
    "rates_missing",
    "token_revoked",
    "token_ending",
    "archive_damaged",
    "drill_failed",
)
"""Kinds of alert of which a finding says whether any holds, and how many; the other kinds are among the checks."""
LEAST_FREE = 0.1
"""Share of a disk."""
KEPT = dt.timedelta(days=90)


@dataclass(frozen=True)
class Finding:
    """What a look found about a subject; `value` is a figure to draw over time, in the unit that `detail` tells."""

    subject: str
    is_healthy: bool
    detail: str
    value: Decimal | int | None = None


def look(warehouse: Warehouse, clock: Clock, disk: Path) -> list[Finding]:
    """Every check as of now, and the disk that holds a folder, or would. Nothing is written and nobody is alarmed."""
    now = clock.now()
    moment: dict[str, object] = {"now": now, **LIMITS, **_owed(warehouse)}
    moment["today"] = None if clock.pinned is None else clock.today("UTC")
    checked = [Finding(**row) for name in CHECKS for row in warehouse.fetch(f"health/{name}", moment)]
    return [*checked, *(_condition(warehouse, kind, moment) for kind in CONDITIONS), _disk(disk)]


def _owed(warehouse: Warehouse) -> dict[str, list[object]]:
    """Every stream that a connected account has, in columns."""
    owed = [
        (account["id"], stream.name, stream.lag_days)
        for account in warehouse.fetch("health/connected")
        for stream in REGISTRY[account["platform"]].streams
        if stream.serves(account["account_id"])
    ]
    return {name: [row[place] for row in owed] for place, name in enumerate(("accounts", "streams", "lags"))}


def record(warehouse: Warehouse, findings: Sequence[Finding], clock: Clock) -> None:
    """Remember findings for ninety days, and the last of each subject until there is a later one."""
    for finding in findings:
        inventory.record(warehouse, **asdict(finding))
    warehouse.execute("health/forget", {"before": clock.now() - KEPT}, boundary="health.forget")


def _condition(warehouse: Warehouse, kind: str, moment: dict[str, object]) -> Finding:
    messages = [safe_text(row["message"]) for row in warehouse.fetch(f"alerts/conditions/{kind}", moment)]
    return Finding(kind, not messages, "; ".join(messages) or "none", len(messages))


def _disk(folder: Path) -> Finding:
    path = folder.absolute()
    usage = shutil.disk_usage(next(each for each in (path, *path.parents) if each.exists()))
    share = usage.free / usage.total
    return Finding("disk", share >= LEAST_FREE, f"{share:.0%} of {usage.total >> 30:,} GiB are free", usage.free)
