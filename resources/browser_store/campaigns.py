"""Campaigns, of the first flow and of the second."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from resources.browser_store.fields import Fields, with_rest
from resources.browser_store.moments import moment
from resources.browser_store.report import Complaint, Place
from resources.browser_store.taking import Taking, legacy_id, sound
from resources.browser_store.values import SHORT, currency, identity, members, price, text, word
from resources.platforms.rows.values import shown
from resources.warehouse.connection import Cursor

KIND = "campaigns"
MIGRATED, V2, DRAFT, SAMPLE = "migrated", "v2", "draft", "sample"
"""`migrated` is the document's word for what its script takes over; the application itself writes `legacy` when it
saves in the first flow's form, and such rows are never touched."""
STATUSES = ("draft", "active", "paused", "completed")
WHERE_TO_BUY, TYPES = "WHERE_TO_BUY", ("Add to Cart", "Where to Buy")
_AD = ("adData", "ad_data")
_FROM_AD = ("campaignName", "ctaType", "productId")
"""Members that a campaign of the first flow may have in its ad data only."""
_CONFIGS = {
    f"{name}_config": (f"{name}Config", f"{name}_config") for name in ("audience", "platform", "creative", "publish")
}
_KEPT_ELSEWHERE = frozenset({"settings"}.union(*_CONFIGS.values()))


def take_campaign(taking: Taking, source: str, place: Place, record: dict[str, Any]) -> None:
    """Take a campaign over, without its product where that is not there. Raises Broken."""
    ad: dict[str, Any] = next((record[name] for name in _AD if isinstance(record.get(name), dict)), {})
    fields = Fields({**{name: ad[name] for name in _FROM_AD if name in ad}, **record})
    identified = legacy_id(fields)
    taking.once(KIND, source, identified)
    row, product = _row(fields, taking.currencies), fields.take(identity, "productId", "product_id")
    told, settings = fields.take(members, *_AD), fields.take(members, "settings")
    if told is None:
        told = {name: value for name, value in record.items() if name not in _KEPT_ELSEWHERE}
        row |= {"legacy_data": told, "settings": settings or {}}
    else:
        rest = {name: value for name, value in fields.rest.items() if name in record}
        row |= {"legacy_data": told, "settings": with_rest(settings, rest)}
    sound(fields)
    kept = {"source": source, "legacy_id": identified, **taking.kept(place, row)}
    with taking.writer.record() as cursor:
        kept["product_id"] = find_product(taking, cursor, source, product)
        _, outcome = taking.writer.upsert(cursor, "campaign", kept)
    taking.taken(KIND, source, identified, outcome)
    if product and not kept["product_id"]:
        taking.report.warn(KIND, place, Complaint("productId", "a product that was taken over", shown(product)))


def find_product(taking: Taking, cursor: Cursor, source: str, legacy_id: str | None) -> UUID | None:
    """The user's product that had an id in the browser's store; of two, the one of the campaign's own kind."""
    values = {"legacy_id": legacy_id, "source": SAMPLE if source == SAMPLE else MIGRATED}
    found = taking.writer.rows(cursor, "find_product", values) if legacy_id else []
    return found[0]["id"] if found else None


def kind_of_ad(cta_type: object) -> str:
    """A campaign's type by the button of its ad."""
    return TYPES[cta_type == WHERE_TO_BUY]


def _row(fields: Fields, currencies: frozenset[str]) -> dict[str, Any]:
    told = fields.take(currency(currencies), "currency")
    amount, of = fields.take(price(told), "budget") or (None, told or "USD")
    starts_at = fields.take(moment, "startsAt", "starts_at", "startDate")
    ends_at = fields.take(moment, "endsAt", "ends_at", "endDate")
    row = {
        "name": fields.need(text(SHORT), "name", "campaignName"),
        "type": fields.take(text(SHORT), "type") or kind_of_ad(fields.take(text(SHORT), "ctaType", "cta_type")),
        "status": fields.take(word(STATUSES), "status") or "draft",
        "budget": amount,
        "currency": of,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "launched_at": fields.take(moment, "launchedAt", "launched_at"),
        "created_at": fields.take(moment, "createdAt", "created_at"),
        **{column: fields.take(members, *names) or {} for column, names in _CONFIGS.items()},
    }
    if starts_at and ends_at and ends_at < starts_at:
        fields.complain("endsAt", f"an end not before {starts_at:%Y-%m-%d %H:%M}Z", str(ends_at))
    return row
