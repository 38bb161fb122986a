"""A request to the platform, freed from HTTP, and its parameters, read strictly."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from resources.windows import Window
from sandbox.naver.errors import wrong

ZONE = "Asia/Seoul"


@dataclass(frozen=True)
class Call:
    """One request. `path` is what is signed, without the mount; `base` is the address of the mount.

    `length` counts the bytes of path and query as they came; names of headers are in lower case.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes
    base: str
    length: int

    @property
    def customer_id(self) -> str | None:
        """The customer that the call is about, if it says so."""
        return self.headers.get("x-customer")

    def document(self) -> dict[str, Any]:
        """The JSON object in the body. Raises NaverError."""
        try:
            found = json.loads(self.body)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise wrong("the body is not a JSON object")
        return found


async def read(request: Request) -> Call:
    """A call from HTTP."""
    path = "/" + request.path_params["path"]
    query = request.scope["query_string"]
    return Call(
        method=request.method,
        path=path,
        query=tuple(parse_qsl(query.decode("latin-1"), keep_blank_values=True)),
        headers=dict(request.headers),
        body=await request.body(),
        base=f"{request.url.scheme}://{request.url.netloc}{request.scope['root_path']}",
        length=len(path) + len(query),
    )


class Parameters:
    """The query of a call. Every reader raises NaverError; what nobody reads is refused."""

    def __init__(self, call: Call) -> None:
        self._left: dict[str, list[str]] = {}
        for name, value in call.query:
            self._left.setdefault(name, []).append(value)

    def text(self, name: str) -> str | None:
        """The value, or None where it is absent or empty."""
        values = self._left.pop(name, [])
        if len(values) > 1:
            raise wrong(f"{name} is repeated")
        return values[0] or None if values else None

    def required(self, name: str) -> str:
        """A value that has to be there."""
        value = self.text(name)
        if value is None:
            raise wrong(f"{name} is required")
        return value

    def listed(self, name: str) -> tuple[str, ...] | None:
        """Comma-joined values, repeated or not, each of them once; None where the parameter is absent."""
        if name not in self._left:
            return None
        values = ",".join(self._left.pop(name)).split(",")
        if not all(re.fullmatch(r"[\w.~-]+", value) for value in values):
            raise wrong(f"{name} should be joined by commas")
        return tuple(dict.fromkeys(values))

    def document(self, name: str, kind: type) -> Any:
        """JSON of a kind; None where the parameter is absent."""
        value = self.text(name)
        if value is None:
            return None
        try:
            found = json.loads(value)
        except ValueError:
            found = None
        if not isinstance(found, kind):
            raise wrong(f"{name} is not JSON as expected")
        return found

    def finish(self) -> None:
        """Refuse what is left."""
        if self._left:
            raise wrong(f"unknown parameter {', '.join(sorted(self._left))}")


def day(text: Any, name: str) -> dt.date:
    """YYYY-MM-DD or YYYYMMDD. Raises NaverError."""
    if isinstance(text, str) and re.fullmatch(r"\d{4}(-?)\d{2}\1\d{2}", text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            pass
    raise wrong(f"{name} is not a date")


def window(first: dt.date, last: dt.date) -> Window:
    """Both ends are included. Raises NaverError."""
    if last < first:
        raise wrong("the range ends before it starts")
    return Window.closed(first, last)
