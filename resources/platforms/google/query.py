"""Queries and how their answers are read: one declaration says what is asked for, checked, and kept under which name.

https://developers.google.com/google-ads/api/docs/query/grammar
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, overload

import simplejson

from resources.errors import RequestRejected
from resources.platforms.base import Record
from resources.platforms.google.columns import Column, column
from resources.platforms.google.errors import PLATFORM
from resources.platforms.rows.values import Array, joined, pc
from resources.windows import Window

PAGE_RECORDS = 10_000
FEW_ROWS = 64
"""Read at once: every object on the way to a field costs memory while it is held, and time to look for again."""


@dataclass(frozen=True)
class Query:
    """A query of a resource. `fields` are the record's members and the field of the API that each is."""

    resource: str
    fields: Mapping[str, str]
    condition: str = ""

    def during(self, window: Window) -> Query:
        """The same for the days of a window, in the calendar of the account."""
        return replace(self, condition=f"segments.date BETWEEN '{window.start}' AND '{window.last}'")

    def __str__(self) -> str:
        where = f" WHERE {self.condition}" if self.condition else ""
        return f"SELECT {', '.join(self.fields.values())} FROM {self.resource}{where}"  # noqa: S608


class MissingFields(ValueError):
    """A message of an answer lacks fields that were asked for, which are the argument."""


class Answer:
    """The answer to a query as it comes, message by message, kept by columns: a row is some kilobytes as a message.

    `descriptor` is that of the rows.

    Raises:
        RequestRejected: the version of the API lacks a field of the query.
    """

    def __init__(self, query: Query, descriptor: Any) -> None:
        self._names = tuple(query.fields)
        self._paths = tuple(query.fields.values())
        self._rows = 0
        self._columns = [column(_field(descriptor, path)) for path in self._paths]

    def add(self, message: Any) -> None:
        """Take the rows of a message. A field that was left out would read as 0. Raises MissingFields."""
        if not message.results:
            return
        if missing := set(self._paths).difference(message.field_mask.paths):
            raise MissingFields(", ".join(sorted(missing)))
        for start in range(0, len(message.results), FEW_ROWS):
            self._take(message.results[start : start + FEW_ROWS])
        self._rows += len(message.results)

    def _take(self, rows: Sequence[Any]) -> None:
        objects: dict[str, list[Any]] = {}
        for path, kept in zip(self._paths, self._columns, strict=True):
            way, _, name = path.rpartition(".")
            if way not in objects:
                objects[way] = [*map(attrgetter(way), rows)]
            kept.extend(map(attrgetter(name), objects[way]))

    def pages(self) -> Iterator[Records]:
        """The rows as records: ids and constants as text, fractions as the shortest decimals that mean them."""
        columns = dict(zip(self._names, self._columns, strict=True))
        for start in range(0, self._rows, PAGE_RECORDS):
            yield Records(columns, start, min(start + PAGE_RECORDS, self._rows))


class Records(Sequence[Record]):
    """The rows of an answer from `start` up to `end`. They become records only when somebody looks at them."""

    def __init__(self, columns: Mapping[str, Column], start: int, end: int) -> None:
        self._columns = columns
        self._start, self._end = start, end

    def __len__(self) -> int:
        return self._end - self._start

    @overload
    def __getitem__(self, number: int) -> Record: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Record]: ...
    def __getitem__(self, number: int | slice) -> Record | Sequence[Record]:
        return list(self)[number]

    def __iter__(self) -> Iterator[Record]:
        return (simplejson.loads(line, use_decimal=True) for line in self.json_lines().splitlines())

    def json_lines(self) -> bytes:
        """As landing writes records."""
        parts: list[Array | str] = []
        for name, values in self._columns.items():
            parts += [f'{", " if parts else "{"}"{name}": ', values.written(self._start, self._end)]
        return bytes(joined(pc.binary_join_element_wise(*parts, "}\n", "")))


def _field(descriptor: Any, path: str) -> Any:
    *way, name = path.split(".")
    try:
        for each in way:
            descriptor = descriptor.fields_by_name[each].message_type
        return descriptor.fields_by_name[name]
    except KeyError:
        lacking = descriptor.full_name
    raise RequestRejected(f"expected a field of the API, got one that {lacking} lacks", platform=PLATFORM, field=path)
