"""Request parameters, read strictly: what nobody reads is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from sandbox.meta.errors import invalid


class Parameters:
    """The merged query and form of one request. Every reader raises GraphError 100 on a wrong type."""

    def __init__(self, raw: Mapping[str, str]) -> None:
        self._raw = dict(raw)

    def text(self, name: str) -> str | None:
        """The value as it came."""
        return self._raw.pop(name, None)

    def choice(self, name: str, allowed: Collection[str]) -> str | None:
        """One of the allowed values."""
        value = self.text(name)
        if value is not None and value not in allowed:
            raise invalid(f"{name} must be one of the following values: {', '.join(sorted(allowed))}")
        return value

    def positive(self, name: str) -> int | None:
        """A whole number above zero."""
        value = self.text(name)
        if value is not None and not re.fullmatch(r"[1-9][0-9]*", value):
            raise invalid(f"Param {name} must be a positive integer")
        return None if value is None else int(value)

    def document(self, name: str, kind: type) -> Any:
        """A JSON object (`dict`) or array (`list`)."""
        value = self.text(name)
        if value is None:
            return None
        try:
            parsed = json.loads(value)
        except ValueError:
            parsed = None
        if not isinstance(parsed, kind):
            raise invalid(f"Param {name} must be a JSON {'object' if kind is dict else 'array'}")
        return parsed

    def strings(self, name: str) -> tuple[str, ...]:
        """A JSON array of strings."""
        values = self.document(name, list) or []
        if not all(isinstance(value, str) for value in values):
            raise invalid(f"Param {name} must be an array of strings")
        return tuple(values)

    def fields(self, known: Collection[str], complaint: str) -> tuple[str, ...]:
        """`fields`, comma-joined or a JSON array; `complaint` takes the name of an unknown one."""
        value = self._raw.get("fields", "")
        if value.startswith("["):
            names = self.strings("fields")
        else:
            names = tuple(name for name in (self.text("fields") or "").split(",") if name)
        for name in names:
            if name not in known:
                raise invalid(complaint.format(name))
        return names

    def finish(self) -> None:
        """Refuse what is left."""
        if self._raw:
            raise invalid(f"Unknown parameter: {', '.join(sorted(self._raw))}")
