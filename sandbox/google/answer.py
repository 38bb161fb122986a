"""From columns to the rows of an answer: conditions, zero rows, order, limit, and the messages that carry them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.google.conditions import Predicate, predicate
from sandbox.google.fields import DATE, METRICS, SEGMENTS, Field, find
from sandbox.google.gaql import Query
from sandbox.google.report import Columns

_UNKNOWN = 1


@dataclass(frozen=True)
class Answer:
    """The rows of an answer, by column; `mask` is what was selected."""

    columns: Columns
    mask: tuple[str, ...]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def fill(self, results: Any, start: int, stop: int) -> None:
        """Add the rows from `start` up to `stop` to a repeated GoogleAdsRow."""
        stop = min(stop, len(self))
        plan = [
            (field.group, field.leaf, _encoded(field, self.columns[field.name][start:stop]))
            for field in map(find, self.columns)
        ]
        for place in range(stop - start):
            row = results.add()
            for group, leaf, values in plan:
                value = values[place]
                if value is not None:
                    setattr(getattr(row, group), leaf, value)


def answer(query: Query, columns: Columns) -> Answer:
    """The rows that meet the conditions. With segments, those without any selected metric are absent."""
    tests = [
        (columns[condition.field], predicate(condition)) for condition in query.conditions if condition.field != DATE
    ]
    chosen = [place for place in _delivering(query, columns) if _meets(tests, place)]
    for name, descends in reversed(query.order):
        chosen.sort(key=_rank(columns[name]), reverse=descends)
    told = [name for name in columns if name in query.select or name.endswith(".resource_name")]
    return Answer({name: [columns[name][place] for place in chosen[: query.limit]] for name in told}, query.select)


def _delivering(query: Query, columns: Columns) -> Sequence[int]:
    places = range(len(next(iter(columns.values()))))
    groups = {name: find(name).group for name in query.select}
    measures = [columns[name] for name, group in groups.items() if group == METRICS]
    if SEGMENTS not in groups.values() or not measures:
        return places
    return [place for place in places if any(values[place] for values in measures)]


def _meets(tests: Sequence[tuple[Sequence[Any], Predicate]], place: int) -> bool:
    return all(meets(values[place]) for values, meets in tests)


def _rank(values: Sequence[Any]) -> Callable[[int], tuple[bool, Any]]:
    """A key of places: what is unset comes first."""
    return lambda place: (values[place] is not None, values[place])


def _encoded(field: Field, values: Sequence[Any]) -> Sequence[Any]:
    if field.constants is None:
        return values
    numbers = field.constants
    return [numbers.get(value, _UNKNOWN) if isinstance(value, str) else value for value in values]
