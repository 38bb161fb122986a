"""Bodies: the envelope, request ids, and numbers that keep their decimals."""

from __future__ import annotations

import datetime as dt
import secrets
import zlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import simplejson
from starlette.responses import Response

LONG_IDS_ONE_IN = 3
_WARNINGS: tuple[dict[str, Any], ...] = ({"warning": ""}, {}, {"warning": None}, {"warning": []})


def number(value: Decimal) -> int | Decimal:
    """An amount as it is written: whole ones without decimals, others with as many as they need."""
    return int(value) if value == value.to_integral_value() else value.normalize()


def unix(instant: dt.datetime | None) -> int:
    """Seconds since 1970, 0 for never."""
    return 0 if instant is None else int(instant.timestamp())


def percent(part: Decimal | int, whole: Decimal | int) -> int | Decimal:
    """A share in percent with two decimals, 0 of nothing."""
    return ratio(Decimal(part) * 100, whole)


def ratio(part: Decimal | int, whole: Decimal | int) -> int | Decimal:
    """A quotient with two decimals, 0 where there is nothing to divide by."""
    return number(round(Decimal(part) / whole, 2)) if whole else 0


def enveloped(response: Any, fingerprint: str) -> dict[str, Any]:
    """A good reply. What its `warning` looks like depends on what was asked, and on nothing else."""
    warning = _WARNINGS[zlib.crc32(fingerprint.encode()) % len(_WARNINGS)]
    return {"error": "", "message": "", **warning, "response": response}


def bare(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A good reply whose fields are at the top."""
    return {"error": "", "message": "", **fields}


def reply(document: Mapping[str, Any], fingerprint: str, status: int = 200) -> Response:
    """A document over HTTP."""
    told = {**document, "request_id": _request_id(fingerprint)}
    body = simplejson.dumps(told, use_decimal=True, separators=(",", ":"))
    return Response(body, status, media_type="application/json; charset=utf-8")


def _request_id(fingerprint: str) -> str:
    """Thirty-two hexadecimal digits, now and then followed by two more groups."""
    plain = secrets.token_hex(16)
    is_long = zlib.crc32(fingerprint.encode()) % LONG_IDS_ONE_IN == 0
    return f"{plain}:{secrets.token_hex(8)}:{secrets.token_hex(8)}" if is_long else plain
