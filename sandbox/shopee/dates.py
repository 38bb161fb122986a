"""The dates of ads: DD-MM-YYYY, in the shop's calendar, and how far they may reach."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from resources.windows import Window
from sandbox.shopee.calls import Parameters
from sandbox.shopee.errors import ShopeeError, wrong

_MONTHS_KEPT = 6


def written(day: dt.date) -> str:
    """As the platform writes it."""
    return f"{day:%d-%m-%Y}"


def one_day(parameters: Parameters, today: dt.date) -> dt.date:
    """`performance_date`. Raises ShopeeError."""
    day = _day(parameters, "performance_date")
    _check_kept(day, day, today)
    return day


def some_days(parameters: Parameters, today: dt.date) -> Window:
    """`start_date` to `end_date`, both included and never the same. Raises ShopeeError."""
    start, end = _day(parameters, "start_date"), _day(parameters, "end_date")
    if start == end:
        message = (
            "Start date can't be equal to end date. For single date's hourly performance data, please query hourly api."
        )
        raise _refused("error_same_start_end_dates", message)
    if start > end:
        raise _refused("error_start_later_than_end", "The start date can't be later than the end date.")
    if end > _months_later(start, 1):
        raise _refused("error_date_range_too_long", "Date range can't be longer than 1 month.")
    _check_kept(start, end, today)
    return Window.closed(start, end)


def _check_kept(start: dt.date, end: dt.date, today: dt.date) -> None:
    if end > today:
        message = "The date must be today or earlier than today up to 6 months ago."
        raise _refused("error_date_in_future", message)
    if start < _months_later(today, -_MONTHS_KEPT):
        raise _refused("error_date_too_old", "The date can't be earlier than 6 months ago.")


def _day(parameters: Parameters, name: str) -> dt.date:
    text = parameters.required(name)
    found = re.fullmatch(r"([0-9]{2})-([0-9]{2})-([0-9]{4})", text)
    try:
        if found:
            return dt.date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    raise wrong(f"{name} should be a date as DD-MM-YYYY")


def _months_later(day: dt.date, months: int) -> dt.date:
    """The same day of another month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _refused(word: str, message: str) -> ShopeeError:
    return ShopeeError(f"ads.performance.{word}", message)
