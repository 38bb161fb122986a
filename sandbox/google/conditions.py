"""Conditions as predicates over values, and the days that the conditions on the date leave."""

from __future__ import annotations

import datetime as dt
import operator
import re
from collections.abc import Callable, Sequence
from typing import Any

from resources.windows import DAY, Window
from sandbox.google.errors import AdsError, query_error
from sandbox.google.fields import DATE, Field, Kind, find
from sandbox.google.gaql import Condition, Literal

Predicate = Callable[[Any], bool]

_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ORDERED = frozenset({Kind.WHOLE, Kind.NUMBER, Kind.DAY, Kind.TEXT})
_FLAGS = {"TRUE": True, "FALSE": False}


def predicate(condition: Condition) -> Predicate:
    """Whether a value (None: unset; constants by name) meets a condition. Raises AdsError."""
    field, sign = find(condition.field), condition.operator
    if sign in ("IS NULL", "IS NOT NULL"):
        return lambda value: (value is None) == (sign == "IS NULL")
    if sign.endswith("LIKE"):
        matches = _like(field, condition.values[0])
        return lambda value: (value is not None and matches(value)) == (sign == "LIKE")
    if sign == "DURING":
        raise _mismatch(field, sign)
    wanted = [_value(field, literal) for literal in condition.values]
    if sign.endswith("IN"):
        return lambda value: (value in wanted) == (sign == "IN")
    if sign == "BETWEEN":
        _check_ordered(field, sign)
        return lambda value: value is not None and wanted[0] <= value <= wanted[1]
    if sign not in ("=", "!="):
        _check_ordered(field, sign)
    return lambda value: value is not None and _SIGNS[sign](value, wanted[0])


def days(conditions: Sequence[Condition], today: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """First and last day that the conditions on segments.date allow, None where they leave it open.

    Raises:
        AdsError: an operator or value that dates do not have, or no day is left.
    """
    first, last = dt.date.min, dt.date.max
    for condition in conditions:
        if condition.field == DATE:
            since, until = _span(condition, today)
            first, last = max(first, since), min(last, until)
    if first > last:
        raise query_error("DATE_RANGE_TOO_NARROW", f"The filters on '{DATE}' start after they end: {first}, {last}.")
    return None if first == dt.date.min else first, None if last == dt.date.max else last


def _span(condition: Condition, today: dt.date) -> tuple[dt.date, dt.date]:
    sign = condition.operator
    if sign == "DURING":
        window = during(condition.values[0], today)
        return window.start, window.last
    if sign == "BETWEEN":
        try:
            first, last = (_day(value) for value in condition.values)
        except AdsError as error:
            raise query_error("INVALID_VALUE_WITH_BETWEEN_OPERATOR", error.message) from error
        return first, last
    spans: dict[str, Callable[[dt.date], tuple[dt.date, dt.date]]] = {
        "=": lambda day: (day, day),
        ">=": lambda day: (day, dt.date.max),
        ">": lambda day: (day + DAY, dt.date.max),
        "<=": lambda day: (dt.date.min, day),
        "<": lambda day: (dt.date.min, day - DAY),
    }
    if sign not in spans:
        raise _mismatch(find(DATE), sign)
    return spans[sign](_day(condition.values[0]))


def during(literal: Literal, today: dt.date) -> Window:
    """The days of a word such as LAST_30_DAYS, which does not count today. Raises AdsError."""
    first_of_month = today.replace(day=1)
    monday = today - dt.timedelta(days=today.weekday())
    sunday = today - dt.timedelta(days=today.isoweekday() % 7)
    tomorrow, week = today + DAY, dt.timedelta(days=7)
    spans = {
        "TODAY": (today, tomorrow),
        "YESTERDAY": (today - DAY, today),
        **{f"LAST_{count}_DAYS": (today - dt.timedelta(days=count), today) for count in (7, 14, 30)},
        "THIS_MONTH": (first_of_month, tomorrow),
        "LAST_MONTH": ((first_of_month - DAY).replace(day=1), first_of_month),
        "THIS_WEEK_MON_TODAY": (monday, tomorrow),
        "THIS_WEEK_SUN_TODAY": (sunday, tomorrow),
        "LAST_WEEK_MON_SUN": (monday - week, monday),
        "LAST_WEEK_SUN_SAT": (sunday - week, sunday),
        "LAST_BUSINESS_WEEK": (monday - week, monday - 2 * DAY),
    }
    if literal.is_quoted or literal.text not in spans:
        raise query_error("INVALID_VALUE_WITH_DURING_OPERATOR", f"'{literal.text}' is not a range of dates.")
    return Window(*spans[literal.text])


def _value(field: Field, literal: Literal) -> Any:
    match field.kind:
        case Kind.WHOLE | Kind.NUMBER:
            return _number(field, literal)
        case Kind.CONSTANT:
            if field.constants is None or literal.text not in field.constants:
                raise query_error("BAD_ENUM_CONSTANT", f"Invalid constant '{literal.text}' for '{field.name}'.")
            return literal.text
        case Kind.FLAG:
            if literal.text.upper() not in _FLAGS:
                raise query_error("BAD_VALUE", f"Invalid value '{literal.text}' for '{field.name}'.")
            return _FLAGS[literal.text.upper()]
        case Kind.DAY:
            return str(_day(literal))
    if not literal.is_quoted:
        raise query_error("INVALID_STRING_VALUE", f"The value {literal.text} for '{field.name}' is not a string.")
    return literal.text


def _number(field: Field, literal: Literal) -> float:
    try:
        return int(literal.text) if field.kind is Kind.WHOLE else float(literal.text)
    except ValueError as error:
        raise query_error("BAD_NUMBER", f"Invalid number '{literal.text}' for '{field.name}'.") from error


def _day(literal: Literal) -> dt.date:
    try:
        if literal.is_quoted and re.fullmatch(r"\d{4}-\d\d-\d\d", literal.text):
            return dt.date.fromisoformat(literal.text)
    except ValueError:
        pass
    raise query_error("INVALID_DATE_FORMAT", f"Invalid date {literal.text!r}; expected 'YYYY-MM-DD'.")


def _like(field: Field, literal: Literal) -> Predicate:
    if field.kind is not Kind.TEXT:
        raise _mismatch(field, "LIKE")
    if not literal.is_quoted:
        raise query_error("INVALID_VALUE_WITH_LIKE_OPERATOR", f"{literal.text} is not a pattern.")
    pattern = re.compile(".*".join(re.escape(part) for part in literal.text.split("%")), re.DOTALL | re.IGNORECASE)
    return lambda value: pattern.fullmatch(value) is not None


def _check_ordered(field: Field, sign: str) -> None:
    if field.kind not in _ORDERED:
        raise _mismatch(field, sign)


def _mismatch(field: Field, sign: str) -> AdsError:
    return query_error("OPERATOR_FIELD_MISMATCH", f"The operator {sign} does not apply to '{field.name}'.")
