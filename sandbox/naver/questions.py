"""What is asked of the statistics, read strictly."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from resources.windows import DAY, Window
from sandbox.naver import calls
from sandbox.naver.calls import Parameters
from sandbox.naver.errors import unsupported, wrong
from sandbox.naver.tallies import FIELDS

DAILY, TOTAL = "1", "allDays"
_PRESETS = {"today": (0, 0), "yesterday": (1, 1), "last7days": (7, 1), "last30days": (30, 1)}
"""First and last day, as days before today."""


@dataclass(frozen=True)
class Question:
    """Statistics of some campaigns or ad groups in a window; `is_daily` has one id only."""

    ids: tuple[str, ...]
    fields: tuple[str, ...]
    window: Window
    is_daily: bool
    breakdown: str | None


def read(parameters: Parameters, today: dt.date) -> Question:
    """A question from the query of a call. Raises NaverError."""
    one, many = parameters.text("id"), parameters.listed("ids")
    fields = _fields(parameters.document("fields", list))
    window = _window(parameters, today)
    increment, breakdown = parameters.text("timeIncrement") or TOTAL, parameters.text("breakdown")
    parameters.finish()
    if (one is None) == (many is None):
        raise wrong("either id or ids is required")
    if increment not in (DAILY, TOTAL):
        raise wrong(f"timeIncrement should be {DAILY} or {TOTAL}")
    if increment == DAILY and (one is None or breakdown is not None):
        raise unsupported()
    return Question(many or (str(one),), fields, window, increment == DAILY, breakdown)


def _fields(asked: list[Any] | None) -> tuple[str, ...]:
    if not asked or not all(isinstance(name, str) and name in FIELDS for name in asked):
        raise wrong("fields should be a JSON array of names of statistics")
    return tuple(asked)


def _window(parameters: Parameters, today: dt.date) -> Window:
    span, preset = parameters.document("timeRange", dict), parameters.text("datePreset")
    if (span is None) == (preset is None):
        raise wrong("either timeRange or datePreset is required")
    if preset is not None:
        if preset not in _PRESETS:
            raise wrong("datePreset is not known")
        first, last = _PRESETS[preset]
        return Window.closed(today - first * DAY, today - last * DAY)
    if span.keys() != {"since", "until"}:
        raise wrong("timeRange should have since and until")
    return calls.window(calls.day(span["since"], "since"), calls.day(span["until"], "until"))
