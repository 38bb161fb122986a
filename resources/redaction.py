"""Secrets out of everything a person or a table may read: logs, error texts, metadata.

Every decrypted token and configured secret is registered once a process; `***` stands where one was, whether it was
written plainly, URL-encoded, escaped as JSON, or in base64 (also amid other bytes, as in basic authentication).
"""

from __future__ import annotations

import base64
import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit

from pydantic import SecretStr

from resources.settings import Settings

MASK = "***"
SHORTEST_SECRET = 4
"""Fewer characters are no secret, and masking them would blank ordinary words."""
LONGEST_MESSAGE = 2000

_lock = threading.Lock()
_registered: set[str] = set()
_pattern: re.Pattern[str] | None = None


def register(secret: str) -> None:
    """Have a secret masked in everything that passes `redact` from now on."""
    global _pattern
    with _lock:
        if len(secret) >= SHORTEST_SECRET and secret not in _registered:
            _registered.add(secret)
            _pattern = None


def register_settings(settings: Settings) -> None:
    """Register every secret setting; of a connection string, its passwords as well."""
    for value in dict(settings).values():
        if isinstance(value, SecretStr):
            secret = value.get_secret_value()
            for part in (secret, *secret.split(","), *_passwords(secret)):
                register(part)


def _passwords(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    yield unquote(parts.password or "")
    yield from (value for name, value in parse_qsl(parts.query) if name.endswith("password"))


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """The text with registered and given secrets masked."""
    given = [secret for secret in secrets if len(secret) >= SHORTEST_SECRET]
    if given:
        text = _compile(given).sub(MASK, text)
    pattern = _compiled()
    return pattern.sub(MASK, text) if pattern else text


def safe_text(text: str) -> str:
    """A text for a table: without secrets, storable (no NUL, no lone surrogate), at most 2000 characters."""
    return redact(text).replace("\0", "").encode("utf-8", "replace").decode()[:LONGEST_MESSAGE]


def safe_message(error: BaseException) -> str:
    """An error's text for a table, as `safe_text` has it; its class where it says nothing."""
    return safe_text(str(error)) or type(error).__name__


def install(settings: Settings) -> None:
    """Mask the configured secrets and all registered later, in the log records and last words of this process."""
    register_settings(settings)
    logging.setLogRecordFactory(_record)
    sys.excepthook = _last_words


def _record(*arguments: Any, **keywords: Any) -> logging.LogRecord:
    record = logging.LogRecord(*arguments, **keywords)
    if isinstance(record.args, tuple):
        record.args = tuple(redact(value) if isinstance(value, str) else value for value in record.args)
    try:
        text = record.getMessage()
    except (TypeError, ValueError):
        text = f"{record.msg} {record.args}"
    if (masked := redact(text)) != text:
        record.msg, record.args = masked, None
    if record.exc_info and record.exc_info[0]:
        record.exc_text = redact("".join(traceback.format_exception(*record.exc_info)).rstrip("\n"))
    return record


def _last_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    sys.stderr.write(redact("".join(traceback.format_exception(kind, error, trace))))


def _compiled() -> re.Pattern[str] | None:
    """The pattern of all registered secrets, made when it is first needed after one came; None without secrets."""
    global _pattern
    with _lock:
        if _pattern is None and _registered:
            _pattern = _compile(_registered)
        return _pattern


def _compile(secrets: Iterable[str]) -> re.Pattern[str]:
    spellings = {spelling for secret in secrets for spelling in _spellings(secret)}
    return re.compile("|".join(map(re.escape, sorted(spellings, key=len, reverse=True))))


def _spellings(secret: str) -> Iterator[str]:
    yield from (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1])
    raw = secret.encode("utf-8", "surrogatepass")
    for shift in range(3):
        # Of base64 text amid other bytes, only the characters that no neighbour shares are the secret's own.
        encoded = base64.b64encode(bytes(shift) + raw).decode().rstrip("=")
        whole = (shift + len(raw)) * 8 // 6
        own = encoded[-(-shift * 8 // 6) : whole]
        yield from (own, own.replace("+", "-").replace("/", "_"))
