"""The guard: a reply is a sound document, or an error that says what to do. The body is judged before the status."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

from resources.errors import NOT_JSON, BadPage, RateLimited, RetryableError
from resources.http import Reply
from resources.platforms.shopee.errors import classify
from resources.redaction import redact

Document = dict[str, Any]

LAST_INSTANT = 2**32 - 1
NO_ERROR = frozenset({"", "-", "0", "None"})
"""What stands under "error" in a success; the reference shows "-", older pages 0, and some replies leave it out."""


class UnexpectedShape(ValueError):
    """A success does not hold what it should; says where, what was expected and what came."""


def sound(reply: Reply, where: Mapping[str, Any]) -> Document:
    """The JSON object of a success; whole numbers are int, others Decimal.

    Raises:
        PlatformError: any other reply, located by `where` (see PlatformError) and without registered secrets.
    """
    document, problem = _parse(reply)
    code = str(document.get("error")).strip() if isinstance(document, dict) else ""
    if code not in NO_ERROR:
        raise classify(reply.status, code, redact(str(document.get("message"))), where)
    came = f"got HTTP {reply.status} {reply.media_type or 'without content type'}{problem}"
    if reply.status == 429:
        raise RateLimited(f"expected a document, {came}", retry_after=None, **where)
    if reply.status >= 500:
        raise RetryableError(f"expected a document, {came}", **where)
    if reply.status != 200 or problem or not isinstance(document, dict):
        raise BadPage(f"expected HTTP 200 with a JSON object, {came}", **where)
    return document


def member(document: Mapping[str, Any], name: str, kind: type | tuple[type, ...]) -> Any:
    """A member of a document. Raises UnexpectedShape when it is absent or of another type."""
    value = document.get(name)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise UnexpectedShape(f"{name}: expected {_words(kind)}, got {_words(type(value))}")
    return value


def epoch(document: Mapping[str, Any], name: str) -> int:
    """A member that is seconds since 1970, 0 when it is absent or null. Raises UnexpectedShape."""
    value = document.get(name)
    if value is None:
        return 0
    if not isinstance(value, int) or not 0 <= value <= LAST_INSTANT:
        raise UnexpectedShape(f"{name}: expected seconds since 1970, got {value!r:.40}")
    return value


def objects(document: Mapping[str, Any], name: str) -> list[Document]:
    """A member that is a list of objects; null is an empty one. Raises UnexpectedShape."""
    is_null = name in document and document[name] is None
    return [] if is_null else listed(member(document, name, list), name)


def listed(value: Any, name: str) -> list[Document]:
    """A list of objects, or a single object as a list of one. Raises UnexpectedShape."""
    several = value if isinstance(value, list) else [value]
    for each in several:
        if not isinstance(each, dict):
            raise UnexpectedShape(f"{name}: expected objects, got {_words(type(each))}")
    return several


def _parse(reply: Reply) -> tuple[Any, str]:
    """The decoded body, and what is wrong with it or ""."""
    try:
        return json.loads(reply.body.decode(), parse_constant=_refuse, parse_float=_exact), ""
    except NOT_JSON as error:
        return None, f" of {len(reply.body)} bytes that are not JSON ({type(error).__name__})"


def _refuse(literal: str) -> NoReturn:
    raise ValueError(literal)


def _exact(literal: str) -> Decimal:
    return Decimal(literal) if math.isfinite(float(literal)) else _refuse(literal)


_NAMES = {dict: "an object", list: "a list", str: "text", int: "a whole number", Decimal: "a number", bool: "a flag"}


def _words(kind: type | tuple[type, ...]) -> str:
    kinds = kind if isinstance(kind, tuple) else (kind,)
    return " or ".join(_NAMES.get(each, "nothing") for each in kinds)
