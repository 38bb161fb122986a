"""The guard: a reply is a sound document of the expected shape, or an error that says what to do."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from resources.errors import BadPage, RateLimited, RetryableError
from resources.http import Reply
from resources.platforms.meta.errors import classify
from resources.platforms.meta.usage import retry_after, usage
from resources.redaction import redact

Document = dict[str, Any]

MEDIA_TYPES = frozenset({"application/json", "text/javascript"})
WAIT_AFTER_429 = 60.0


def sound(reply: Reply, expects: str, where: Mapping[str, Any], secrets: Sequence[str]) -> Document:
    """The JSON object of a success, which has the member `expects`; "data" means an edge, a list of objects.

    Raises:
        PlatformError: any other reply, located by `where` (see PlatformError) and without the `secrets`.
    """
    document, problem = _parse(reply)
    asked = usage(reply.headers).regain_seconds or retry_after(reply.headers)
    if isinstance(document, dict) and isinstance(document.get("error"), dict):
        error = {**document["error"], "message": redact(str(document["error"].get("message")), secrets)}
        raise classify(reply.status, error, where, retry_after=asked)
    came = f"got HTTP {reply.status} {reply.media_type or 'without content type'}{problem}"
    if reply.status == 429:
        wait = WAIT_AFTER_429 if asked is None else asked
        raise RateLimited(f"expected a document, {came}", retry_after=wait, **where)
    if reply.status >= 500:
        raise RetryableError(f"expected a document, {came}", **where)
    if reply.status != 200 or problem:
        raise BadPage(f"expected HTTP 200 with a JSON object, {came}", **where)
    if not isinstance(document, dict) or expects not in document:
        raise BadPage(f"expected a JSON object with {expects!r}, got {_kind(document)}", **where)
    records = document.get("data", [])
    if not (isinstance(records, list) and all(isinstance(record, dict) for record in records)):
        raise BadPage(f"expected 'data' to be a list of objects, got {_kind(records)}", **where)
    return document


def _parse(reply: Reply) -> tuple[Any, str]:
    """The decoded body, and what is wrong with it or ""."""
    if reply.media_type not in MEDIA_TYPES:
        return None, " instead of JSON"
    try:
        return json.loads(reply.body.decode(), parse_constant=_refuse, parse_float=_finite), ""
    except (ValueError, RecursionError) as error:
        return None, f" of {len(reply.body)} bytes that are not JSON ({type(error).__name__})"


def _refuse(literal: str) -> NoReturn:
    raise ValueError(literal)


def _finite(literal: str) -> float:
    value = float(literal)
    return value if math.isfinite(value) else _refuse(literal)


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return f"an object with {', '.join(sorted(value)) or 'no member'}"
    return f"a {type(value).__name__}"
