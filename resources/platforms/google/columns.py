"""Columns of an answer: compact while it comes, JSON text when it is landed or looked at."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Protocol

import pyarrow as pa

from resources.platforms.rows.values import Array, pc


class Column(Protocol):
    """The values of a field, in the order of the rows."""

    def extend(self, values: Iterable[Any]) -> None:
        """Take values as protobuf has them."""

    def written(self, start: int, end: int) -> Array:
        """Some of them as JSON text."""


def column(field: Any) -> Column:
    """An empty column for the values of a field, by its descriptor."""
    if field.enum_type is not None:
        return _Constants({number: value.name for number, value in field.enum_type.values_by_number.items()})
    if field.type == field.TYPE_DOUBLE:
        return _Fractions()
    if field.type == field.TYPE_INT64:
        return _Ids() if field.name == "id" else _Whole()
    return _Others()


class _Whole:
    """Whole numbers."""

    code: ClassVar[str] = "q"
    kind: ClassVar[pa.DataType] = pa.int64()

    def __init__(self) -> None:
        self._values: array[Any] = array(self.code)

    def extend(self, values: Iterable[Any]) -> None:
        self._values.extend(values)

    def written(self, start: int, end: int) -> Array:
        return self._some(start, end).cast(pa.string())

    def _some(self, start: int, end: int) -> Array:
        return pa.Array.from_buffers(self.kind, end - start, [None, pa.py_buffer(self._values[start:end])])


class _Ids(_Whole):
    """Ids, which are text to everyone else."""

    def written(self, start: int, end: int) -> Array:
        return _quoted(super().written(start, end))


class _Fractions(_Whole):
    """Doubles, as the shortest decimals that mean them. What is not finite is no JSON number: its text is refused by
    the rules.
    """

    code = "d"
    kind = pa.float64()

    def written(self, start: int, end: int) -> Array:
        """As decimals are: with a capital E, and without a zero below zero."""
        values = pc.add(self._some(start, end), 0.0)
        words = values.cast(pa.string())
        return pc.if_else(pc.is_finite(values), pc.ascii_upper(words), _quoted(words))


class _Constants(_Whole):
    """Names of an enumeration. A number that this version of the API does not know stays visible."""

    code = "i"
    kind = pa.int32()

    def __init__(self, names: Mapping[int, str]) -> None:
        super().__init__()
        self._names = names

    def written(self, start: int, end: int) -> Array:
        return _each(self._some(start, end), lambda number: self._names.get(number) or f"UNKNOWN({number})")


class _Others:
    """Text and flags. Each distinct one is kept once."""

    def __init__(self) -> None:
        self._values: list[Any] = []
        self._known: dict[Any, Any] = {}

    def extend(self, values: Iterable[Any]) -> None:
        known = self._known.setdefault
        self._values += [known(value, value) for value in values]

    def written(self, start: int, end: int) -> Array:
        return _each(pa.array(self._values[start:end]), lambda value: value)


def _each(values: Array, meaning: Callable[[Any], Any]) -> Array:
    """What the values mean as JSON text, which is made once of each distinct one."""
    coded = values.dictionary_encode()
    return pa.array([json.dumps(meaning(value)) for value in coded.dictionary.to_pylist()]).take(coded.indices)


def _quoted(words: Array) -> Array:
    return pc.binary_join_element_wise('"', words, '"', "")
