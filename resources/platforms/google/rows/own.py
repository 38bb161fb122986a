"""Rules that only Google has: ids as text, whose record it is, millionths, and local times."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from resources.metrics import MONEY
from resources.platforms.base import ParseContext
from resources.platforms.rows.rules import Rule
from resources.platforms.rows.values import Array, nulled, pc

_ANY_INTEGER = pa.decimal128(19, 0)
_MILLIONTH = pa.scalar(Decimal("0.000001"))
_LOCAL_TIME = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2} (?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]")


@dataclass(frozen=True)
class Digits(Rule):
    """An id as text."""

    source = pa.string()

    def expected(self, context: ParseContext) -> str:
        return "an id, a whole number above 0 as text"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.match_substring_regex(values, "^[1-9][0-9]{0,18}$")


@dataclass(frozen=True)
class OwnCustomer(Rule):
    """The account that was asked."""

    source = pa.string()

    def expected(self, context: ParseContext) -> str:
        return f"the account {context.account_id}"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.equal(values, context.account_id)


@dataclass(frozen=True)
class Micros(Rule):
    """Millionths of the account's currency. Typed: major units, exactly; `zero_is_null` where 0 means there is none."""

    zero_is_null: bool = False

    def expected(self, context: ParseContext) -> str:
        return "a whole number of millionths"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.is_valid(values)

    def typed(self, values: Array, context: ParseContext) -> Array:
        asked = nulled(values, pc.equal(values, 0)) if self.zero_is_null else values
        return pc.multiply(asked.cast(_ANY_INTEGER), _MILLIONTH).cast(MONEY)


@dataclass(frozen=True)
class LocalTime(Rule):
    """A time of the account's calendar; empty is none. Typed: its day."""

    source = pa.string()

    def expected(self, context: ParseContext) -> str:
        return "a time as YYYY-MM-DD HH:MM:SS, or nothing"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.or_(pc.equal(values, ""), pc.is_valid(self.typed(values, context)))

    def typed(self, values: Array, context: ParseContext) -> Array:
        return pa.array([_day(each) if each else None for each in values.to_pylist()], pa.date32())


def _day(written: str) -> dt.date | None:
    """Campaigns are few, and Arrow takes 30 February for 2 March."""
    try:
        return dt.date.fromisoformat(written[:10]) if _LOCAL_TIME.fullmatch(written) else None
    except ValueError:
        return None
