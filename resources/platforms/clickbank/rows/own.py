"""Rules of values that are text because their JSON was made from XML."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pyarrow as pa

from resources.platforms.base import ParseContext
from resources.platforms.rows.rules import Rule
from resources.platforms.rows.values import Array, pc

INSTANT = pa.timestamp("us", "UTC")
LONGEST_PROSE = 100_000
_MOMENT = re.compile(r"2[01]\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")
_DAY = re.compile(r"(19|2[01])\d\d-\d\d-\d\d")


@dataclass(frozen=True)
class WholeText(Rule):
    """A whole number as text."""

    source = pa.string()

    def expected(self, context: ParseContext) -> str:
        return "a whole number of at most 15 digits"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.match_substring_regex(values, "^-?[0-9]{1,15}$")

    def typed(self, values: Array, context: ParseContext) -> Array:
        return values.cast(pa.int64())


@dataclass(frozen=True)
class FlagText(Rule):
    """`true` or `false`."""

    source = pa.string()

    def expected(self, context: ParseContext) -> str:
        return "true or false"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.is_in(values, value_set=pa.array(["true", "false"]))

    def typed(self, values: Array, context: ParseContext) -> Array:
        return pc.equal(values, "true")


@dataclass(frozen=True)
class Prose(Rule):
    """Text of vendors, as long as they like up to what can be searched."""

    source = pa.string()

    def expected(self, context: ParseContext) -> str:
        return f"text of at most {LONGEST_PROSE:,} characters"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.less_equal(pc.utf8_length(values), LONGEST_PROSE)


@dataclass(frozen=True)
class Words(Rule):
    """A list of texts."""

    @property
    def kind(self) -> pa.DataType:
        return pa.list_(pa.string())

    def expected(self, context: ParseContext) -> str:
        return "a list of texts"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.is_valid(values)


@dataclass(frozen=True)
class CurrencyCode(Rule):
    """A currency that a customer pays in."""

    source = pa.string()

    def expected(self, context: ParseContext) -> str:
        return "a currency of three capital letters"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.match_substring_regex(values, "^[A-Z]{3}$")


@dataclass(frozen=True)
class OwnAccount(Rule):
    """The nickname of the account that was asked, in any case."""

    source = pa.string()

    def expected(self, context: ParseContext) -> str:
        return f"the account {context.account_id}"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.equal(pc.utf8_lower(values), context.account_id)


@dataclass(frozen=True)
class Moment(Rule):
    """An instant with its offset (2019-02-18T15:11:38-08:00). Typed: UTC."""

    source = pa.string()

    def expected(self, context: ParseContext) -> str:
        return "an instant with its offset from UTC, such as 2026-02-18T15:11:38-08:00"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pa.array([moment(text) is not None for text in values.to_pylist()], pa.bool_())

    def typed(self, values: Array, context: ParseContext) -> Array:
        return pa.array([moment(text) for text in values.to_pylist()], INSTANT)


@dataclass(frozen=True)
class Midnight(Rule):
    """A day (2026-02-18). Typed: the instant it begins at in the account's zone."""

    source = pa.string()

    def expected(self, context: ParseContext) -> str:
        return "a day as YYYY-MM-DD"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pa.array([_day(text) is not None for text in values.to_pylist()], pa.bool_())

    def typed(self, values: Array, context: ParseContext) -> Array:
        zone = ZoneInfo(context.timezone)
        days = [_day(text) for text in values.to_pylist()]
        return pa.array([day and dt.datetime.combine(day, dt.time(), zone) for day in days], INSTANT)


def moment(text: object) -> dt.datetime | None:
    """The instant that a text names with its offset, in UTC."""
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        return None
    try:
        return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
    except ValueError:
        return None


def _day(text: str | None) -> dt.date | None:
    if text is None or not _DAY.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
