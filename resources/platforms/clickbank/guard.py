"""The guard: an answer is a plain document, or nothing, or an error that says what to do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

from resources.errors import NOT_JSON, BadPage
from resources.http import Reply
from resources.platforms.clickbank.errors import classify
from resources.platforms.clickbank.plain import plain

JSON = "application/json"
NOTHING = (b"", b"null")
"""How an empty result may come, besides HTTP 204."""


def sound(reply: Reply, where: Mapping[str, Any]) -> Any:
    """The plain document of a success, None where there is nothing, the text of a number. HTTP 206: a page follows.

    Raises:
        PlatformError: any other reply, located by `where` (see PlatformError) and without registered secrets.
    """
    if reply.status == 204:
        return None
    if reply.status not in (200, 206):
        raise classify(reply, where)
    if reply.body.strip() in NOTHING:
        return None
    if reply.body.strip().isdigit():
        return reply.body.decode().strip()
    came = f"got {len(reply.body)} bytes of {reply.media_type or 'no content type'}"
    if reply.media_type != JSON:
        raise BadPage(f"expected {JSON}, {came}", **where)
    try:
        return plain(json.loads(reply.body.decode(), parse_float=Decimal, parse_constant=_refuse))
    except NOT_JSON as error:
        raise BadPage(f"expected JSON, {came} ({type(error).__name__})", **where) from None


def _refuse(literal: str) -> NoReturn:
    raise ValueError(literal)
