"""Alerts: kept in ops.alerts, then posted as JSON to a webhook. At least once each; `dedupe_key` tells repeats."""

from __future__ import annotations

import requests

from resources.redaction import redact
from resources.warehouse.connection import Warehouse

TIMEOUT_SECONDS = 10


def report_run_failure(warehouse: Warehouse, run_id: str, message: str) -> None:
    """Record that a run failed, once a run, without secrets."""
    alert = {
        "severity": "error",
        "kind": "run_failure",
        "dedupe_key": f"run_failure:{run_id}",
        "message": redact(message),
        "run_id": run_id,
    }
    warehouse.execute("alerts/open", alert, boundary="alert.open")


def deliver(warehouse: Warehouse, webhook_url: str) -> int:
    """Post what is unsent, also what an earlier delivery could not; how many were sent.

    Raises:
        requests.RequestException: the webhook did not take one; it and the later ones stay unsent.
    """
    unsent = warehouse.fetch("alerts/unsent")
    for alert in unsent:
        body = {**alert, "created_at": alert["created_at"].isoformat()}
        requests.post(webhook_url, json=body, timeout=TIMEOUT_SECONDS).raise_for_status()
        warehouse.execute("alerts/sent", {"id": alert["id"]}, boundary="alert.sent")
    return len(unsent)
