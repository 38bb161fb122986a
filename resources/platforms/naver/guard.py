"""The guard: a reply is a sound document, or an error that says what to do. The body is judged before the status."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

from resources.errors import NOT_JSON, BadPage, RequestTooLarge, RetryableError
from resources.http import Reply
from resources.platforms.naver.errors import PROBLEM, classify, rate_limited
from resources.redaction import redact

Document = dict[str, Any]

TRANSACTION = "X-Transaction-ID"
"""What Naver's support asks for."""

_NAMES = {dict: "an object", list: "a list", str: "text", int: "a whole number", Decimal: "a number", bool: "a flag"}


class UnexpectedShape(ValueError):
    """A success does not hold what it should; says where, what was expected and what came."""


def sound(reply: Reply, where: Mapping[str, Any]) -> Any:
    """The JSON document of a success; whole numbers are int, others Decimal. None where nothing was to be said (204).

    Raises:
        PlatformError: any other reply, located by `where` (see PlatformError) and without registered secrets.
    """
    if reply.status == 204:
        return None
    document, problem = _parse(reply)
    refuse_errors(reply, document, problem, where)
    if problem:
        raise BadPage(f"expected HTTP 200 with JSON, {_came(reply, problem)}", **where)
    return document


def file(reply: Reply, where: Mapping[str, Any]) -> bytes:
    """The file in a reply. Raises PlatformError as `sound` does, also when a page or a document came instead."""
    if reply.status == 200 and not reply.body.lstrip().startswith((b"<", b"{", b"[")):
        return reply.body
    document, problem = _parse(reply)
    refuse_errors(reply, document, problem, where)
    raise BadPage(f"expected a report, {_came(reply, problem)}", **where)


def refuse_errors(reply: Reply, document: Any, problem: str, where: Mapping[str, Any]) -> None:
    """Raise the PlatformError that a reply is, if it is one."""
    if isinstance(document, dict) and _is_error(document):
        parts = [str(document[name]) for name in ("title", "message", "detail", "details") if document.get(name)]
        parts += [f"transaction {reply.headers[TRANSACTION]}"] if TRANSACTION in reply.headers else []
        own_status = document.get("status")
        status = own_status if reply.status == 200 and isinstance(own_status, int) else reply.status
        raise classify(status, document, redact("; ".join(parts)), where)
    if reply.status in (200, 201):
        return
    said = f"expected a document, {_came(reply, problem)}"
    if reply.status == 414:
        raise RequestTooLarge(said, **where)
    if reply.status == 429:
        raise rate_limited(said, where)
    raise (RetryableError if reply.status >= 500 else BadPage)(said, **where)


def member(document: Any, name: str, kind: type | tuple[type, ...]) -> Any:
    """A member of an object. Raises UnexpectedShape when there is none, or it is of another type."""
    if not isinstance(document, dict):
        raise UnexpectedShape(f"expected an object with {name}, got {_words(type(document))}")
    value = document.get(name)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise UnexpectedShape(f"{name}: expected {_words(kind)}, got {_words(type(value))}")
    return value


def objects(document: Any, name: str) -> list[Document]:
    """A list of objects, called `name`. Raises UnexpectedShape."""
    if not isinstance(document, list):
        raise UnexpectedShape(f"{name}: expected a list, got {_words(type(document))}")
    for each in document:
        if not isinstance(each, dict):
            raise UnexpectedShape(f"{name}: expected objects, got {_words(type(each))}")
    return document


def _is_error(document: Document) -> bool:
    return str(document.get("type", "")).startswith(PROBLEM) or (
        "code" in document and not {"data", "reportJobId"} & document.keys()
    )


def _parse(reply: Reply) -> tuple[Any, str]:
    """The decoded body, and what is wrong with it or ""."""
    try:
        return json.loads(reply.body.decode(), parse_constant=_refuse, parse_float=_exact), ""
    except NOT_JSON as error:
        return None, f" of {len(reply.body)} bytes that are not JSON ({type(error).__name__})"


def _came(reply: Reply, problem: str) -> str:
    return f"got HTTP {reply.status} {reply.media_type or 'without content type'}{problem}"


def _refuse(literal: str) -> NoReturn:
    raise ValueError(literal)


def _exact(literal: str) -> Decimal:
    return Decimal(literal) if math.isfinite(float(literal)) else _refuse(literal)


def _words(kind: type | tuple[type, ...]) -> str:
    kinds = kind if isinstance(kind, tuple) else (kind,)
    return " or ".join(_NAMES.get(each, "nothing") for each in kinds)
