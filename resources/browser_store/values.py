"""Readings of single values: what is unambiguous is taken, the rest is refused in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from decimal import Context, Decimal
from typing import Any

from resources.browser_store.text import CODE_NAMES

SHORT, LONG = 255, 100_000
"""Characters of a name, and of a description."""
WHOLE = 2**31
LARGEST_AMOUNT = Decimal(10) ** 14
"""What numeric(20,6) holds."""
_PLACES = Decimal(1).scaleb(-6)
_WIDE = Context(prec=400)
_ONE_LETTER = {"$": "USD", "€": "EUR", "£": "GBP", "₩": "KRW", "฿": "THB", "₫": "VND", "¥": ""}
_DOLLARS = frozenset({"USD", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD", "MXN"})
_YENS = frozenset({"JPY", "CNY"})
_PRICE = re.compile(
    r"(?P<before>[A-Z]{3}|[$€£₩฿₫¥])?\s*(?P<digits>[0-9][0-9.,' \u00a0\u202f]*)(?P<after>[A-Z]{3}|[$€£₩฿₫¥])?"
)
_GROUPED = re.compile(
    r"[1-9][0-9]{0,2}(?P<separator>[.,' \u00a0\u202f])[0-9]{3}(?:(?P=separator)[0-9]{3})*"
    r"(?:(?!(?P=separator))[.,](?P<rest>[0-9]+))?"
)
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_EITHER = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
"""Thousands to one reader and thousandths to another."""
_URL = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
_PATH = re.compile(r"/(?!/)\S*")


class Unfit(ValueError):
    """A value is not what its field needs; `expected` says what that is."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


def text(longest: int) -> Callable[[Any], str]:
    """Text of some length, without blanks around it."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or not value.strip() or len(value) > longest:
            raise Unfit(f"text of 1 to {longest:,} characters")
        return value.strip()

    return read


def identity(value: Any) -> str:
    """An id: text or a whole number, which the browser's clock was asked for."""
    if type(value) is int and value >= 0:
        return str(value)
    if isinstance(value, str) and 0 < len(value) <= SHORT and value == value.strip() and value not in CODE_NAMES:
        return value
    raise Unfit(f"an id: text of 1 to {SHORT} characters, or a whole number")


def word(known: Collection[str]) -> Callable[[Any], str]:
    """One of some words, in any letters."""

    def read(value: Any) -> str:
        found = value.strip().lower() if isinstance(value, str) else None
        if found not in known:
            raise Unfit(" or ".join(known))
        return str(found)

    return read


def flag(value: Any) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise Unfit("true or false")
    return value


def whole(value: Any) -> int:
    """A whole number from 0, as a number or its digits."""
    found = int(value) if isinstance(value, str) and re.fullmatch("[0-9]{1,10}", value) else value
    if isinstance(found, Decimal) and found == found.to_integral_value() and abs(found) < WHOLE:
        found = int(found)
    if type(found) is not int or not 0 <= found < WHOLE:
        raise Unfit("a whole number from 0 to 2,147,483,647")
    return found


def members(value: Any) -> dict[str, Any]:
    """An object."""
    if not isinstance(value, dict):
        raise Unfit("an object")
    return value


def several(value: Any) -> list[Any]:
    """A list."""
    if not isinstance(value, list):
        raise Unfit("a list")
    return value


def currency(known: Collection[str]) -> Callable[[Any], str]:
    """An ISO 4217 code that the warehouse knows, in any letters."""

    def read(value: Any) -> str:
        code = value.strip().upper() if isinstance(value, str) else None
        if code not in known:
            raise Unfit("an ISO 4217 currency code")
        return str(code)

    return read


def price(of: str | None) -> Callable[[Any], tuple[Decimal, str]]:
    """An amount from 0 and its currency: a number, or text as people write it ("$1,299.00", "1.299,00 EUR").

    `of` is the currency that the record names, which a sign beside the digits must not contradict; without one a
    dollar is the document's default, USD. Rounded to 6 places, beyond which there is only the noise of binary
    fractions.
    """

    def read(value: Any) -> tuple[Decimal, str]:
        sign, amount = "", value
        if isinstance(value, str):
            found = _PRICE.fullmatch(value.strip())
            if found is None or (found["before"] and found["after"]):
                raise Unfit("an amount such as 1299.00 or $1,299.00")
            sign, amount = found["before"] or found["after"] or "", _amount(found["digits"].strip(" \u00a0\u202f"))
        if type(amount) not in (int, Decimal) or not 0 <= amount < LARGEST_AMOUNT:
            raise Unfit("an amount from 0, with at most 14 digits before the point")
        return Decimal(amount).quantize(_PLACES, context=_WIDE), _currency(sign, of)

    return read


def _amount(digits: str) -> Decimal:
    if _EITHER.fullmatch(digits):
        raise Unfit("an amount that cannot be read in two ways: 1299, 1.29 or 1,299.00")
    if grouped := _GROUPED.fullmatch(digits):
        rest = grouped["rest"] or "0"
        before = digits[: -len(rest) - 1] if grouped["rest"] else digits
        return Decimal(f"{re.sub('[^0-9]', '', before)}.{rest}")
    if _PLAIN.fullmatch(digits):
        return Decimal(digits.replace(",", "."))
    raise Unfit("an amount such as 1299.00 or $1,299.00")


def _currency(sign: str, of: str | None) -> str:
    if not sign:
        return of or "USD"
    code = _ONE_LETTER.get(sign, sign)
    fits = {"$": _DOLLARS, "¥": _YENS}.get(sign, frozenset({code}))
    if of is None and code:
        return code
    if of not in fits:
        raise Unfit(f"an amount in {of}" if of else "an amount whose currency is named")
    return of


def address(value: Any) -> str:
    """A web address, or a path of the application's own site."""
    if isinstance(value, str) and len(value) <= 8000 and (_URL.fullmatch(value) or _PATH.fullmatch(value)):
        return value
    raise Unfit("an address that begins with http://, https:// or /")
