"""What a field of a record must be: once for a column of a page, once for a single value. The two always agree.

A column that breaks no rule is cast as a whole; a single value is looked at only to say what is wrong with it.
"""

from __future__ import annotations

import datetime as dt
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

import pyarrow as pa
import pyarrow.compute

from resources.metrics import MONEY
from resources.platforms.base import ParseContext

pc: Any = pyarrow.compute
Array: TypeAlias = Any
"""A pa.Array. Untyped like `pc`: the stubs refuse the Python scalars that the kernels take."""

LONGEST_TEXT = 1000
HOURS = [f"{hour:02}:00:00 - {hour:02}:59:59" for hour in range(24)]
_SHOWN = 80


@dataclass(frozen=True)
class Rule(ABC):
    """A rule about one field. A field that is not required may be absent."""

    field: str
    required: bool = False
    source: ClassVar[pa.DataType] = pa.string()
    absent_is_zero: ClassVar[bool] = False

    @abstractmethod
    def expected(self, context: ParseContext) -> str:
        """What the value should be, in words."""

    @abstractmethod
    def fits(self, values: Array, context: ParseContext) -> Array:
        """By row, whether the value is as expected; null or false where there is none."""

    @abstractmethod
    def admits(self, value: object, context: ParseContext) -> bool:
        """The same for one decoded value."""

    def typed(self, values: Array, context: ParseContext) -> Array:
        """The column in its final type; values that do not fit are null."""
        return values

    def column(self, values: Array, context: ParseContext) -> tuple[Array, Array]:
        """The typed column, and by row whether the rule holds."""
        fits = pc.and_(pc.is_valid(values), pc.fill_null(self.fits(values, context), False))
        holds = fits if self.required else pc.or_(fits, pc.is_null(values))
        if pc.sum(fits).as_py() != len(values) - values.null_count:
            values = pc.if_else(fits, values, pa.scalar(None, values.type))
        return self.typed(values, context), holds

    def reason(self, record: dict[str, Any], context: ParseContext) -> str | None:
        """What is wrong with the field of one record, or None.

        A null is as good as absence, except where absence means zero: a null there is unknown.
        """
        value = record.get(self.field)
        if value is None and not self.required and not (self.absent_is_zero and self.field in record):
            return None
        if value is not None and self.admits(value, context):
            return None
        came = shown(value) if self.field in record else "nothing"
        return f"{self.field}: expected {self.expected(context)}, got {came}"


def shown(value: object) -> str:
    """A value for a message, cut to a bearable length; always encodable."""
    text = ascii(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}... ({len(text)} characters)"


@dataclass(frozen=True)
class Text(Rule):
    """A string without NUL, at most 1,000 characters, not empty if required."""

    def expected(self, context: ParseContext) -> str:
        return f"text of at most {LONGEST_TEXT} characters without NUL or half a surrogate pair"

    def fits(self, values: Array, context: ParseContext) -> Array:
        length = pc.utf8_length(values)
        bounded = pc.and_(pc.less_equal(length, LONGEST_TEXT), pc.greater_equal(length, int(self.required)))
        return pc.and_(bounded, pc.invert(pc.match_substring(values, "\0")))

    def admits(self, value: object, context: ParseContext) -> bool:
        return isinstance(value, str) and self.required <= len(value) <= LONGEST_TEXT and is_clean(value)


def is_clean(text: str) -> bool:
    """Whether PostgreSQL can store it: no NUL, no half of a surrogate pair."""
    return re.search("[\0\ud800-\udfff]", text) is None


@dataclass(frozen=True)
class Pattern(Rule):
    """A string that a regular expression matches completely."""

    pattern: ClassVar[str]
    words: ClassVar[str]

    def expected(self, context: ParseContext) -> str:
        return self.words

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.match_substring_regex(values, f"^(?:{self.pattern})$")

    def admits(self, value: object, context: ParseContext) -> bool:
        return isinstance(value, str) and re.fullmatch(self.pattern, value) is not None


@dataclass(frozen=True)
class Count(Pattern):
    """A whole number as a string; absent means 0."""

    pattern = r"-?[0-9]{1,18}"
    words = "a whole number as a string"
    absent_is_zero = True

    def typed(self, values: Array, context: ParseContext) -> Array:
        return pc.fill_null(values.cast(pa.int64()), 0)


@dataclass(frozen=True)
class Amount(Pattern):
    """A decimal as a string, major units; absent means 0."""

    pattern = r"-?[0-9]{1,14}(?:\.[0-9]{1,6})?"
    words = "a decimal with at most 14 digits before and 6 after the point, as a string"
    absent_is_zero = True

    def typed(self, values: Array, context: ParseContext) -> Array:
        return pc.fill_null(values.cast(MONEY), 0)


@dataclass(frozen=True)
class Day(Rule):
    """An ISO date inside the window."""

    def expected(self, context: ParseContext) -> str:
        return f"a day of {context.window} as YYYY-MM-DD"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.is_in(values, value_set=self._days(context))

    def admits(self, value: object, context: ParseContext) -> bool:
        return day_in_window(value, context) is not None

    def typed(self, values: Array, context: ParseContext) -> Array:
        days = pa.array(list(context.window.days()), pa.date32())
        return days.take(pc.index_in(values, value_set=self._days(context)))

    def _days(self, context: ParseContext) -> Array:
        return pa.array([str(day) for day in context.window.days()], pa.string())


def day_in_window(value: object, context: ParseContext) -> dt.date | None:
    """The day, if the value is one of the window's in the form YYYY-MM-DD."""
    try:
        day = dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return day if day is not None and day in context.window and str(day) == value else None


@dataclass(frozen=True)
class Hour(Rule):
    """The label of an hour of the day."""

    def expected(self, context: ParseContext) -> str:
        return f"an hour such as {HOURS[0]!r}"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.is_in(values, value_set=pa.array(HOURS))

    def admits(self, value: object, context: ParseContext) -> bool:
        return value in HOURS

    def typed(self, values: Array, context: ParseContext) -> Array:
        return pc.index_in(values, value_set=pa.array(HOURS)).cast(pa.int16())


@dataclass(frozen=True)
class Currency(Rule):
    """The account's currency, which the warehouse must know."""

    def expected(self, context: ParseContext) -> str:
        return f"the account's currency {context.currency}, one of {len(context.currencies)} known"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.and_(pc.equal(values, context.currency), context.currency in context.currencies)

    def admits(self, value: object, context: ParseContext) -> bool:
        return value == context.currency and value in context.currencies

    def reason(self, record: dict[str, Any], context: ParseContext) -> str | None:
        value = record.get(self.field)
        if isinstance(value, str) and value not in context.currencies:
            return f"{self.field}: expected an ISO 4217 code that the warehouse knows, got {shown(value)}"
        return super().reason(record, context)


@dataclass(frozen=True)
class OwnAccount(Rule):
    """The account that was asked."""

    def expected(self, context: ParseContext) -> str:
        return f"the account {context.account_id}"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.equal(values, context.account_id)

    def admits(self, value: object, context: ParseContext) -> bool:
        return value == context.account_id
