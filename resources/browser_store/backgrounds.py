"""Backgrounds that a service generated."""

from __future__ import annotations

from typing import Any
from uuid import uuid5

from resources.browser_store.fields import Fields
from resources.browser_store.moments import moment
from resources.browser_store.report import Place
from resources.browser_store.taking import Taking
from resources.browser_store.text import Broken
from resources.browser_store.values import LONG, SHORT, identity, price, text, whole

KIND = "backgrounds"
SERVICE = "fal"
"""fal.ai, the only service that made them, where a record does not say."""


def take_background(taking: Taking, source: str, place: Place, record: dict[str, Any]) -> None:
    """Take a background over into the history of generations. Raises Broken."""
    fields = Fields(record)
    identified = fields.need(identity, "id", "requestId", "request_id")
    if identified is None:
        raise Broken(*fields.complaints)
    taking.once(KIND, source, identified)
    cost = fields.take(price("USD"), "costCredits", "cost")
    row = {
        "id": uuid5(taking.writer.tenant.user_id, f"{source} {identified}"),
        "prompt": fields.take(text(LONG), "prompt"),
        "service": fields.take(text(SHORT), "service") or SERVICE,
        "request_id": fields.take(identity, "requestId", "request_id"),
        "processing_time": fields.take(whole, "processingTime", "processing_time"),
        "cost_credits": cost and cost[0],
        "created_at": fields.take(moment, "createdAt", "created_at", "timestamp"),
    }
    placed = fields.need(taking.pictures.place, "url", "imageUrl", "image", "dataUrl")
    if placed is None or fields.complaints:
        raise Broken(*fields.complaints)
    answer = {**fields.rest, "legacy_id": identified, "url": placed.url, "storage_path": placed.storage_path}
    kept = taking.kept(place, {**row, "response_data": answer})
    with taking.writer.record() as cursor:
        _, outcome = taking.writer.upsert(cursor, "background", kept)
    taking.taken(KIND, source, identified, outcome)
