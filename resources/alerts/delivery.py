"""Telling people, at least once each. A receiver's failure is kept, and is nobody else's.

What was not taken is tried again in the next round. Within a round an endpoint that failed rests, what has failed
before comes last, and nothing is begun after a while: a dead mail server neither repeats a webhook nor delays it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass

from resources.alerts.errors import DeliveryFailed
from resources.alerts.notice import Notice
from resources.alerts.receivers import Directory, Receiver
from resources.redaction import safe_message
from resources.settings import Settings
from resources.warehouse.connection import Warehouse
from resources.warehouse.statements import statement

log = logging.getLogger(__name__)
ROUND_SECONDS = 25.0
"""Dagster gives a sensor a minute."""
RESOLVED_DAYS = 7
"""For so long it is tried to say that something is over."""


@dataclass(frozen=True)
class Delivered:
    """What a round did: notices that were taken, and failures."""

    sent: int
    failed: int

    def __str__(self) -> str:
        return f"{self.sent} notices sent, {self.failed} failures"


def deliver(warehouse: Warehouse, settings: Settings) -> Delivered:
    """Tell every receiver what it has not been told. What fails is in ops.alert_deliveries and never raises."""
    sent = failed = 0
    resting: set[str] = set()
    deadline = time.monotonic() + ROUND_SECONDS
    for notice, receiver in _due(warehouse, settings):
        if time.monotonic() > deadline:
            break
        if receiver.endpoints & resting:
            continue
        which = {"alert_id": notice.alert_id, "notice": notice.status, "receiver": receiver.name}
        with warehouse.transaction("alert.sent") as cursor:
            if not cursor.execute(statement("alerts/claim"), which).fetchall():
                continue
            error = None
            try:
                receiver.tell(notice)
                sent += 1
            except DeliveryFailed as failure:
                error = safe_message(failure)
                failed += 1
                resting.add(failure.resting)
                log.warning("alert %d was not taken by %s: %s", notice.alert_id, receiver.name, error)
            cursor.execute(statement("alerts/told"), {**which, "now": settings.clock.now(), "error": error})
    return Delivered(sent, failed)


def _due(warehouse: Warehouse, settings: Settings) -> Iterator[tuple[Notice, Receiver]]:
    """Who has not heard what. That something is over is told to those who heard of it."""
    directory = Directory.of(settings)
    for row in warehouse.fetch("alerts/notices", {"now": settings.clock.now(), "resolved_days": RESOLVED_DAYS}):
        notice = Notice(row, settings.dagster_ui_url)
        yield from ((notice, receiver) for receiver in directory.receivers(row) if _is_due(notice, receiver.name))


def _is_due(notice: Notice, receiver: str) -> bool:
    heard, heard_the_end = receiver in notice.row["told"], receiver in notice.row["told_resolved"]
    return not heard if notice.status == "open" else heard and not heard_the_end
