"""Rules that only Naver has: values of reports are all text, and times are written as UTC."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pyarrow as pa

from resources.platforms.base import ParseContext
from resources.platforms.rows.rules import Amount, Rule
from resources.platforms.rows.values import Array, pc

LARGEST_OF_A_LINE = pa.scalar(10**10)


@dataclass(frozen=True)
class Written(Rule):
    """Text of a form; `words` say which."""

    form: str = field(kw_only=True)
    words: str = field(kw_only=True)
    source = pa.string()

    def expected(self, context: ParseContext) -> str:
        return self.words

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.match_substring_regex(values, f"^(?:{self.form})$")


@dataclass(frozen=True)
class Digits(Written):
    """A whole number from 0 on, written in digits. Typed: the number."""

    form: str = field(default="[0-9]{1,12}", kw_only=True)
    words: str = field(default="a whole number of at most 12 digits", kw_only=True)

    def typed(self, values: Array, context: ParseContext) -> Array:
        return values.cast(pa.int64())


@dataclass(frozen=True)
class OwnCustomer(Rule):
    """The customer that was asked."""

    source = pa.string()

    def expected(self, context: ParseContext) -> str:
        return f"the customer {context.account_id}"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.equal(values, context.account_id)


@dataclass(frozen=True)
class LineAmount(Amount):
    """An amount or a count of one line, small enough that sums of lines are amounts too."""

    def expected(self, context: ParseContext) -> str:
        return "a number with at most 10 digits before the point"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.less(pc.abs(values), LARGEST_OF_A_LINE)


@dataclass(frozen=True)
class Utc(Rule):
    """An instant such as 2017-07-18T16:31:02.000Z."""

    source = pa.string()

    def expected(self, context: ParseContext) -> str:
        return "an instant as YYYY-MM-DDTHH:MM:SS.000Z"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pa.array([_instant(each) is not None for each in values.to_pylist()], pa.bool_())

    def typed(self, values: Array, context: ParseContext) -> Array:
        return pa.array([_instant(each) for each in values.to_pylist()], pa.timestamp("us", "UTC"))


def _instant(written: str | None) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(written or "")
    except ValueError:
        return None
    return moment.astimezone(dt.UTC) if moment.tzinfo else None
