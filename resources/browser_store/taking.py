"""What the records of every kind have in common: who they are for, whether they are new, and how one is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from resources.browser_store.fields import Fields, json_text
from resources.browser_store.pictures import Pictures
from resources.browser_store.report import Complaint, Outcome, Place, Report
from resources.browser_store.text import Broken, check, decode, records, unwrapped
from resources.browser_store.values import SHORT, identity
from resources.browser_store.writing import Writer
from resources.platforms.rows.values import shown


@dataclass
class Taking:
    """One import under way. `currencies` are those that the warehouse knows; `sources` say where a record came from."""

    writer: Writer
    pictures: Pictures
    report: Report
    currencies: frozenset[str]
    _taken: set[tuple[str, str, str]] = field(default_factory=set)

    def once(self, kind: str, source: str, legacy_id: str) -> None:
        """Raises Broken when this import has already taken a record by this name."""
        if (kind, source, legacy_id) in self._taken:
            raise Broken(Complaint("id", "an id once", shown(legacy_id)))

    def kept(self, place: Place, row: dict[str, Any], path: str = "") -> dict[str, Any]:
        """A row with its objects as JSON, and the pictures inside of these in the object store."""
        below = f"{path}." if path else ""
        return {
            name: json_text(self.pictures.lift(value, place, self.report, f"{below}{name}"))
            if isinstance(value, dict)
            else value
            for name, value in row.items()
        }

    def taken(self, kind: str, source: str, legacy_id: str, outcome: Outcome) -> None:
        """Count a record, and remember its name."""
        self._taken.add((kind, source, legacy_id))
        self.report.taken(kind, outcome)


TakeOne = Callable[[Taking, str, Place, dict[str, Any]], None]
"""Takes over a record of a source, or raises Broken."""


def take_list(taking: Taking, kind: str, source: str, key: str, value: str, take_one: TakeOne) -> None:
    """Take over each record of a list, however many of the others are broken."""
    try:
        listed = enumerate(records(unwrapped(value)))
    except Broken as error:
        taking.report.reject(kind, Place(key), error.complaints)
        return
    for index, piece in listed:
        place = Place(key, index)
        try:
            members = an_object(decode(piece))
            place = Place(key, index, named(members))
            check(members)
            take_one(taking, source, place, members)
        except Broken as error:
            taking.report.reject(kind, place, error.complaints)


def an_object(value: Any) -> dict[str, Any]:
    """The object that a decoded value is. Raises Broken when it is none."""
    if not isinstance(value, dict):
        raise Broken(Complaint("", "an object", shown(value)))
    return value


def named(members: dict[str, Any]) -> str | None:
    """A record's own id, for messages."""
    found = members.get("id")
    return found[:SHORT] if isinstance(found, str) else None if found is None else shown(found)


def sound(fields: Fields) -> None:
    """Raises Broken when something is wrong with a member."""
    if fields.complaints:
        raise Broken(*fields.complaints)


def legacy_id(fields: Fields) -> str:
    """The record's id, without which a second import could not tell it. Raises Broken."""
    found = fields.need(identity, "id")
    if found is None:
        raise Broken(*fields.complaints)
    return found
