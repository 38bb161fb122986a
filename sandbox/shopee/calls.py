"""A request to the platform, freed from HTTP, and its parameters, read strictly."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from sandbox.shopee.errors import ShopeeError, wrong

PREFIX = "/api/v2/"
SIGNED = ("partner_id", "timestamp", "sign", "access_token", "shop_id")


@dataclass(frozen=True)
class Call:
    """One request. `path` is what is signed: `/api/v2/...` as the platform knows it, wherever it is mounted."""

    method: str
    path: str
    query: Mapping[str, tuple[str, ...]]
    body: bytes
    url: str

    def first(self, name: str) -> str | None:
        """The first value of a query parameter."""
        values = self.query.get(name)
        return values[0] if values else None

    def document(self) -> dict[str, Any]:
        """The JSON object in the body. Raises ShopeeError."""
        try:
            found = json.loads(self.body)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise wrong("the body is not a JSON object")
        return found

    @property
    def shop_id(self) -> str | None:
        """The shop that the call is about, if that can be told."""
        if shop_id := self.first("shop_id"):
            return shop_id
        try:
            found = self.document().get("shop_id")
        except ShopeeError:
            return None
        return None if found is None else str(found)

    @property
    def fingerprint(self) -> str:
        """The same for every call that asks the same."""
        asked = sorted((name, values) for name, values in self.query.items() if name not in SIGNED)
        return f"{self.path} {self.first('shop_id')} {asked}"


async def read(request: Request) -> Call:
    """A call from HTTP."""
    query: dict[str, tuple[str, ...]] = {}
    for name, value in parse_qsl(request.url.query, keep_blank_values=True):
        query[name] = (*query.get(name, ()), value)
    path = PREFIX + request.path_params["path"]
    url = f"{request.url.scheme}://{request.url.netloc}{request.scope['root_path']}{path}"
    return Call(request.method, path, query, await request.body(), url)


class Parameters:
    """The query of a call without what signs it. Every reader raises ShopeeError; what nobody reads is refused."""

    def __init__(self, call: Call) -> None:
        self._left = {name: values for name, values in call.query.items() if name not in SIGNED}

    def texts(self, name: str) -> tuple[str, ...]:
        """Every value of a parameter that may be repeated."""
        return self._left.pop(name, ())

    def text(self, name: str) -> str | None:
        """The value as it came, once."""
        values = self.texts(name)
        if len(values) > 1:
            raise wrong(f"{name} is repeated")
        return values[0] if values else None

    def required(self, name: str) -> str:
        """A value that has to be there."""
        value = self.text(name)
        if not value:
            raise wrong(f"{name} is required")
        return value

    def choice(self, name: str, allowed: Collection[str], default: str | None = None) -> str:
        """One of the allowed values; required without a default."""
        value = self.text(name) or default
        if value is None or value not in allowed:
            raise wrong(f"{name} should be one of {', '.join(sorted(allowed))}")
        return value

    def whole(self, name: str, lowest: int, highest: int, default: int | None = None) -> int:
        """A whole number in a range; required without a default."""
        value = self.text(name)
        if value is None and default is not None:
            return default
        if value is None or not re.fullmatch(r"[0-9]{1,15}", value) or not lowest <= int(value) <= highest:
            raise wrong(f"{name} should be an integer between {lowest} and {highest}")
        return int(value)

    def listed(self, name: str, most: int, *, digits: bool = False) -> tuple[str, ...]:
        """Required, comma-joined: 1 to `most` values."""
        values = tuple(value.strip() for value in self.required(name).strip("[]").split(","))
        if len(values) > most:
            raise wrong(f"{name} should have 1 to {most} values")
        if not all(value and (value.isdecimal() or not digits) for value in values):
            raise wrong(f"{name} is invalid")
        return values

    def finish(self) -> None:
        """Refuse what is left."""
        if self._left:
            raise wrong(f"unknown parameter {', '.join(sorted(self._left))}")
