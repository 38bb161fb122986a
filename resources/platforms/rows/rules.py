"""What a field of a record must be. Every rule is stated once, for a column; a single value is a column of one."""

from __future__ import annotations

import datetime as dt
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

import pyarrow as pa

from resources.metrics import MONEY
from resources.platforms.base import ParseContext
from resources.platforms.rows.values import NUMBER, Array, nulled, pc, shown

LONGEST_TEXT = 1000
LARGEST_COUNT = 10**15
LAST_INSTANT = 2**32 - 1
_PARTS = {"%Y": "YYYY", "%m": "MM", "%d": "DD"}
_FORM = re.compile("%[Ymd]")
LARGEST_AMOUNT = pa.scalar(Decimal(10**14 - 1), NUMBER)


@dataclass(frozen=True)
class Rule(ABC):
    """A rule about the field at a path of members (`common_info.ad_name`). Unless required it may be absent or null."""

    field: str
    required: bool = False
    source: ClassVar[pa.DataType] = pa.int64()

    @property
    def path(self) -> tuple[str, ...]:
        """The members on the way to the field."""
        return tuple(self.field.split("."))

    @property
    def kind(self) -> pa.DataType:
        """The type that its values are read as."""
        return self.source

    @abstractmethod
    def expected(self, context: ParseContext) -> str:
        """What the value should be, in words."""

    @abstractmethod
    def fits(self, values: Array, context: ParseContext) -> Array:
        """By row, whether the value is as expected; null or false where there is none."""

    def typed(self, values: Array, context: ParseContext) -> Array:
        """The column in its final type; values that do not fit are null."""
        return values

    def column(self, values: Array, context: ParseContext) -> tuple[Any, Array]:
        """The typed column, and by row whether the rule holds."""
        fits = pc.and_(pc.is_valid(values), pc.fill_null(self.fits(values, context), False))
        holds = fits if self.required else pc.or_(fits, pc.is_null(values))
        return self.typed(nulled(values, pc.invert(fits)), context), holds

    def complaints(self, value: Any, is_there: bool, context: ParseContext) -> list[str]:
        """What to say about a value for which the rule does not hold."""
        return [f"{self.field}: expected {self.expected(context)}, got {shown(value) if is_there else 'nothing'}"]


@dataclass(frozen=True)
class Text(Rule):
    """Text without NUL, at most 1,000 characters, not empty if required."""

    empty_is_null: bool = False
    source = pa.string()

    def expected(self, context: ParseContext) -> str:
        return f"text of {int(self.required)} to {LONGEST_TEXT} characters without NUL or half a surrogate pair"

    def fits(self, values: Array, context: ParseContext) -> Array:
        length = pc.utf8_length(values)
        bounded = pc.and_(pc.less_equal(length, LONGEST_TEXT), pc.greater_equal(length, int(self.required)))
        return pc.and_(bounded, pc.invert(pc.match_substring(values, "\0")))

    def typed(self, values: Array, context: ParseContext) -> Array:
        return nulled(values, pc.equal(values, "")) if self.empty_is_null else values


@dataclass(frozen=True)
class OneOf(Rule):
    """One of some words."""

    words: tuple[str, ...] = field(kw_only=True)
    source = pa.string()

    def expected(self, context: ParseContext) -> str:
        return f"one of {', '.join(self.words)}"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.is_in(values, value_set=pa.array(self.words))


@dataclass(frozen=True)
class Flag(Rule):
    """True or false."""

    source = pa.bool_()

    def expected(self, context: ParseContext) -> str:
        return "true or false"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.is_valid(values)


@dataclass(frozen=True)
class Id(Rule):
    """A number that names something; 0 names nothing. Typed: its digits."""

    def expected(self, context: ParseContext) -> str:
        return "an id, a whole number above 0" if self.required else "an id, a whole number, or 0 for none"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.greater_equal(values, int(self.required))

    def typed(self, values: Array, context: ParseContext) -> Array:
        return nulled(values, pc.equal(values, 0)).cast(pa.string())


@dataclass(frozen=True)
class Count(Rule):
    """A whole number."""

    def expected(self, context: ParseContext) -> str:
        return "a whole number of at most 15 digits"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.and_(pc.less(values, LARGEST_COUNT), pc.greater(values, -LARGEST_COUNT))


@dataclass(frozen=True)
class Amount(Rule):
    """A number in major units. Digits after the sixth are a binary fraction's noise: rounded, half away from 0."""

    source = NUMBER

    def expected(self, context: ParseContext) -> str:
        return "a number with at most 14 digits before the point"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.less_equal(pc.abs(values), LARGEST_AMOUNT)

    def typed(self, values: Array, context: ParseContext) -> Array:
        return pc.round(values, 6, "half_towards_infinity").cast(MONEY)


@dataclass(frozen=True)
class Instant(Rule):
    """Seconds since 1970; 0 is no instant. Typed: UTC."""

    def expected(self, context: ParseContext) -> str:
        return f"seconds since 1970{'' if self.required else ', or 0 for none'}"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.and_(pc.greater_equal(values, int(self.required)), pc.less_equal(values, LAST_INSTANT))

    def typed(self, values: Array, context: ParseContext) -> Array:
        seconds = nulled(values, pc.equal(values, 0))
        return seconds.cast(pa.timestamp("s", "UTC")).cast(pa.timestamp("us", "UTC"))


@dataclass(frozen=True)
class Day(Rule):
    """A day of the window, written in `form` (strftime)."""

    form: str = field(kw_only=True)
    source = pa.string()

    def expected(self, context: ParseContext) -> str:
        return f"a day of {context.window} as {_FORM.sub(lambda found: _PARTS[found[0]], self.form)}"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.is_in(values, value_set=self._days(context))

    def typed(self, values: Array, context: ParseContext) -> Array:
        days = pa.array(list(context.window.days()), pa.date32())
        return days.take(pc.index_in(values, value_set=self._days(context)))

    def _days(self, context: ParseContext) -> Array:
        return pa.array([day.strftime(self.form) for day in context.window.days()], pa.string())


def day_in_window(value: object, context: ParseContext, form: str) -> dt.date | None:
    """The day, if the value is one of the window's, written in `form`."""
    return next((day for day in context.window.days() if day.strftime(form) == value), None)


@dataclass(frozen=True)
class Hour(Rule):
    """An hour of the day."""

    def expected(self, context: ParseContext) -> str:
        return "an hour from 0 to 23"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.and_(pc.greater_equal(values, 0), pc.less(values, 24))


@dataclass(frozen=True)
class Currency(Rule):
    """The account's currency, which the warehouse must know."""

    source = pa.string()

    def expected(self, context: ParseContext) -> str:
        return f"the account's currency {context.currency}, one of {len(context.currencies)} known"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.and_(pc.equal(values, context.currency), context.currency in context.currencies)
