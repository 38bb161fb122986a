"""Instants and days as browsers, people and programs write them."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from decimal import Decimal
from typing import Any

from resources.browser_store.values import Unfit

EXPECTED = "an instant: ISO text with its offset from UTC, a day, milliseconds since 1970, or a date in English words"
FIRST, AFTER = dt.datetime(1990, 1, 1, tzinfo=dt.UTC), dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?\s?(Z|[+-]\d{2}:?\d{2}))?", re.ASCII)
_MILLISECONDS = re.compile(r"[0-9]{12,13}")
_BY_BROWSER = re.compile(
    r"[A-Z][a-z]{2} (?P<rest>[A-Z][a-z]{2} \d{2} \d{4} \d{2}:\d{2}:\d{2} GMT[+-]\d{4})( \(.*\))?", re.ASCII
)
_SLASHES = re.compile(r"(?P<one>\d{1,2})/(?P<other>\d{1,2})/(?P<year>\d{4})", re.ASCII)
_WORDS = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%Y/%m/%d")


def moment(value: Any) -> dt.datetime:
    """The instant in UTC. A day without a time is its midnight in UTC, as JavaScript has it.

    A local time of a zone that nobody names, and a day like 03/04/2024, are refused: they can be read in two ways.
    """
    found = _read(value)
    if found is None or not FIRST <= found < AFTER:
        raise Unfit(EXPECTED)
    return found.astimezone(dt.UTC)


def _read(value: Any) -> dt.datetime | None:
    if isinstance(value, str):
        value = value.strip()
        if not _MILLISECONDS.fullmatch(value):
            return _written(value)
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    milliseconds = Decimal(value)
    if not 0 <= milliseconds < 10**13:
        return None
    return _EPOCH + dt.timedelta(milliseconds=int(milliseconds))


def _written(text: str) -> dt.datetime | None:
    if _ISO.fullmatch(text):
        with suppress(ValueError):
            found = dt.datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", ""))
            return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
    elif by_browser := _BY_BROWSER.fullmatch(text):
        with suppress(ValueError):
            return dt.datetime.strptime(by_browser["rest"], "%b %d %Y %H:%M:%S GMT%z")
    elif text.endswith(" GMT"):
        with suppress(ValueError):
            return dt.datetime.strptime(text, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=dt.UTC)
    elif slashes := _SLASHES.fullmatch(text):
        return _slashed(int(slashes["one"]), int(slashes["other"]), int(slashes["year"]))
    for form in _WORDS:
        with suppress(ValueError):
            return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC)
    return None


def _slashed(one: int, other: int, year: int) -> dt.datetime | None:
    """One of the two is no month, or they are the same."""
    month, day = (other, one) if one > 12 else (one, other)
    if one != other and max(one, other) <= 12:
        return None
    with suppress(ValueError):
        return dt.datetime(year, month, day, tzinfo=dt.UTC)
    return None
