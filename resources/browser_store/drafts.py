"""Drafts: what was saved by itself while a campaign was made, whole or, where the browser had no room, in short."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from resources.browser_store.campaigns import DRAFT, find_product, kind_of_ad
from resources.browser_store.fields import Fields
from resources.browser_store.moments import moment
from resources.browser_store.report import Complaint, Place
from resources.browser_store.taking import Taking, an_object, sound
from resources.browser_store.text import Broken, Piece, check, decode, unwrapped
from resources.browser_store.values import SHORT, Unfit, identity, text
from resources.platforms.rows.values import shown
from resources.warehouse.connection import Cursor

KIND = "drafts"
KEY = re.compile(r"campaign_(?P<form>draft|minimal)_(?P<id>.+)", re.DOTALL)
_SAVED = ("autoSavedAt", "auto_saved_at", "lastSaved", "savedAt", "timestamp", "updatedAt")
_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class _Draft:
    """One saved form of a draft."""

    place: Place
    is_whole: bool
    saved_at: dt.datetime | None
    record: dict[str, Any]

    @property
    def age(self) -> tuple[dt.datetime, bool]:
        """What is saved later counts; of two that do not say when, the whole one does."""
        return self.saved_at or _LONG_AGO, self.is_whole


def take_drafts(taking: Taking, stored: Mapping[str, str]) -> None:
    """Take over the drafts among the keys of a store: one a campaign, which is made when there is none yet."""
    drafts: defaultdict[str, list[_Draft]] = defaultdict(list)
    for key, value in stored.items():
        if not (name := KEY.fullmatch(key)):
            continue
        place = Place(key, None, name["id"])
        try:
            draft = _read(place, name["form"] == "draft", value)
        except Broken as error:
            taking.report.reject(KIND, place, error.complaints)
            continue
        if draft:
            drafts[name["id"]].append(draft)
    for legacy_id, forms in drafts.items():
        _take(taking, legacy_id, sorted(forms, key=lambda form: form.age))


def _read(place: Place, is_whole: bool, value: str) -> _Draft | None:
    check(place.id)
    try:
        identity(place.id)
    except Unfit as error:
        raise Broken(Complaint("id", error.expected, shown(place.id))) from None
    content = unwrapped(value)
    if content.strip() == "null":
        return None
    record = an_object(decode(Piece(content)))
    check(record)
    fields = Fields(record)
    saved_at = fields.take(moment, *_SAVED)
    sound(fields)
    return _Draft(place, is_whole, saved_at, record)


def _take(taking: Taking, legacy_id: str, forms: list[_Draft]) -> None:
    """The members of the form that was saved last win; what only the other has stays."""
    newest = forms[-1]
    steps = {name: value for form in forms for name, value in form.record.items()}
    try:
        kept = taking.kept(newest.place, {"step_data": steps})
        with taking.writer.record() as cursor:
            campaign_id = _campaign(taking, cursor, legacy_id, steps)
            values = {**kept, "campaign_id": campaign_id, "auto_saved_at": newest.saved_at}
            (row,) = taking.writer.rows(cursor, "draft", values)
    except Broken as error:
        for form in forms:
            taking.report.reject(KIND, form.place, error.complaints)
        return
    for _ in forms:
        taking.report.taken(KIND, row["outcome"])
    if row["is_expired"]:
        problem = Complaint("auto_saved_at", "a draft of the last 7 days", f"one of {row['auto_saved_at']:%Y-%m-%d}")
        taking.report.warn(KIND, newest.place, problem)


def _campaign(taking: Taking, cursor: Cursor, legacy_id: str, steps: dict[str, Any]) -> UUID:
    """The campaign that the draft is of. One that was never saved gets a row, so that the draft has one."""
    campaign_id: UUID
    if known := taking.writer.rows(cursor, "find_campaign", {"legacy_id": legacy_id}):
        campaign_id = known[0]["id"]
        return campaign_id
    fields = Fields(steps)
    product_id = find_product(taking, cursor, DRAFT, fields.take(identity, "productId", "product_id"))
    values = {
        "source": DRAFT,
        "legacy_id": legacy_id,
        "name": fields.take(text(SHORT), "campaignName", "name") or f"Draft {legacy_id}"[:SHORT],
        "type": kind_of_ad(fields.take(text(SHORT), "ctaType")),
        "product_id": product_id,
    }
    campaign_id, _ = taking.writer.upsert(cursor, "draft_campaign", values)
    return campaign_id
