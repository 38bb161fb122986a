"""Products of the application's catalogue."""

from __future__ import annotations

from typing import Any

from resources.browser_store.fields import Fields, with_rest
from resources.browser_store.gallery import Gallery
from resources.browser_store.images import IMAGES, VERSIONS
from resources.browser_store.moments import moment
from resources.browser_store.report import Place
from resources.browser_store.taking import Taking, legacy_id, sound
from resources.browser_store.text import Broken
from resources.browser_store.values import (
    LONG,
    SHORT,
    address,
    currency,
    identity,
    members,
    price,
    several,
    text,
    word,
)

STATUSES = ("draft", "active", "inactive", "archived")
KIND = "products"


def take_product(taking: Taking, source: str, place: Place, record: dict[str, Any]) -> None:
    """Take a product over with its pictures; a broken picture is left out, and its product is not.

    Raises:
        Broken: the product is not taken over; that its pictures are not either is noted.
    """
    gallery = Gallery(record, place)
    try:
        fields = Fields(record)
        identified = legacy_id(fields)
        taking.once(KIND, source, identified)
        row = _row(fields, taking.currencies)
        sound(fields)
        kept = {"source": source, "legacy_id": identified, **taking.kept(place, row)}
        gallery.place(taking)
        with taking.writer.record() as cursor:
            product_id, outcome = taking.writer.upsert(cursor, "product", kept)
            gallery.write(taking, cursor, product_id)
    except Broken:
        gallery.refuse(taking)
        raise
    taking.taken(KIND, source, identified, outcome)
    gallery.count(taking)


def _row(fields: Fields, currencies: frozenset[str]) -> dict[str, Any]:
    told = fields.take(currency(currencies), "currency")
    amount, of = fields.take(price(told), "price") or (None, told or "USD")
    fields.take(several, IMAGES)
    fields.take(several, *VERSIONS)
    row = {
        "name": fields.need(text(SHORT), "name"),
        "description": fields.take(text(LONG), "description"),
        "brand": fields.take(text(SHORT), "brand"),
        "category": fields.take(text(SHORT), "category"),
        "sku": fields.take(identity, "sku"),
        "url": fields.take(address, "url"),
        "price": amount,
        "currency": of,
        "utm_codes": fields.take(members, "utmCodes", "utm_codes") or {},
        "settings": fields.take(members, "settings") or {},
        "status": fields.take(word(STATUSES), "status") or "active",
        "created_at": fields.take(moment, "createdAt", "created_at"),
    }
    metadata = fields.take(members, "metadata")
    return {**row, "metadata": with_rest(metadata, fields.rest)}
