"""The members of one record: each read by the field that wants it, the rest kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import simplejson

from resources.browser_store.report import NOTHING, Complaint
from resources.browser_store.values import Unfit
from resources.platforms.rows.values import shown

T = TypeVar("T")


class Fields:
    """Members of a decoded object by any of the names that a field has had. `complaints` gather what is wrong.

    `path` is where the object is in its record.
    """

    def __init__(self, members: Mapping[str, Any], path: str = "") -> None:
        self.complaints: list[Complaint] = []
        self._members = members
        self._path = f"{path}." if path else ""
        self._read: set[str] = set()

    def take(self, read: Callable[[Any], T], *names: str) -> T | None:
        """What the first name that is there reads as; None where none is, or where it is noted as unfit."""
        name, value = self._find(names)
        if value is None:
            return None
        self._read.add(name)
        try:
            return read(value)
        except Unfit as error:
            self.complain(name, error.expected, value)
            return None

    def need(self, read: Callable[[Any], T], *names: str) -> T | None:
        """As `take`, and its absence is noted too."""
        if self._find(names)[1] is None:
            try:
                read(None)
            except Unfit as error:
                self.complain(names[0], error.expected)
        return self.take(read, *names)

    def complain(self, name: str, expected: str, value: Any = None) -> None:
        """Note what is wrong with a member."""
        self.complaints.append(Complaint(self._path + name, expected, NOTHING if value is None else shown(value)))

    def peek(self, name: str) -> Any:
        """A member as it is."""
        return self._members.get(name)

    @property
    def rest(self) -> dict[str, Any]:
        """The members that no field has asked for."""
        return {name: value for name, value in self._members.items() if name not in self._read}

    def _find(self, names: tuple[str, ...]) -> tuple[str, Any]:
        for name in names:
            value = self._members.get(name)
            if value not in (None, ""):
                return name, value
            self._read.add(name)
        return names[0], None


def with_rest(kept: dict[str, Any] | None, rest: dict[str, Any]) -> dict[str, Any]:
    """An object that is kept, and below `legacy` every member of the record that has no column."""
    return {**(kept or {}), "legacy": rest} if rest else kept or {}


def json_text(value: Any) -> str:
    """A decoded value as JSON for PostgreSQL, numbers exact."""
    return simplejson.dumps(value, use_decimal=True, ensure_ascii=True)
