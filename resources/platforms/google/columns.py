"""Columns of an answer: compact while it comes, as JSON values when looked at, as their text when landed."""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, ClassVar, Protocol


class Column(Protocol):
    """The values of a field, in the order of the rows."""

    def extend(self, values: Iterable[Any]) -> None:
        """Take values as protobuf has them."""

    def shown(self, start: int, end: int) -> Iterable[Any]:
        """Some of them as JSON values."""

    def written(self, start: int, end: int) -> Iterable[str]:
        """The same as JSON text."""


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

    def __init__(self) -> None:
        self.values: array[Any] = array(self.code)

    def extend(self, values: Iterable[Any]) -> None:
        self.values.extend(values)

    def shown(self, start: int, end: int) -> Iterable[Any]:
        return self.values[start:end]

    def written(self, start: int, end: int) -> Iterable[str]:
        return map(str, self.values[start:end])


class _Ids(_Whole):
    """Ids, which are text to everyone else."""

    def shown(self, start: int, end: int) -> Iterable[Any]:
        return map(str, self.values[start:end])

    def written(self, start: int, end: int) -> Iterable[str]:
        return [f'"{number}"' for number in self.values[start:end]]


class _Fractions(_Whole):
    """Doubles. What is not finite is no JSON number: its text is refused by the rules."""

    code = "d"

    def shown(self, start: int, end: int) -> Iterable[Any]:
        return [Decimal(repr(value)) if math.isfinite(value) else repr(value) for value in self.values[start:end]]

    def written(self, start: int, end: int) -> Iterable[str]:
        """Most are written alike as doubles and as decimals; `e` and `n` are in 1e-05, nan and inf."""
        words = map(repr, self.values[start:end])
        return [_unusual(word) if "e" in word or "n" in word else word for word in words]


class _Constants(_Whole):
    """Names of an enumeration. A number that this version of the API does not know stays visible."""

    code = "i"

    def __init__(self, names: Mapping[int, str]) -> None:
        super().__init__()
        self._names = names

    def shown(self, start: int, end: int) -> Iterable[Any]:
        return map(self._name, self.values[start:end])

    def written(self, start: int, end: int) -> Iterable[str]:
        numbers = self.values[start:end]
        literals = {number: json.dumps(self._name(number)) for number in set(numbers)}
        return map(literals.__getitem__, numbers)

    def _name(self, number: int) -> str:
        return self._names.get(number) or f"UNKNOWN({number})"


class _Others:
    """Text and flags. Each distinct one is kept once."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._known: dict[Any, Any] = {}

    def extend(self, values: Iterable[Any]) -> None:
        known = self._known.setdefault
        self.values += [known(value, value) for value in values]

    def shown(self, start: int, end: int) -> Iterable[Any]:
        return self.values[start:end]

    def written(self, start: int, end: int) -> Iterable[str]:
        values = self.values[start:end]
        literals = {value: json.dumps(value) for value in set(values)}
        return map(literals.__getitem__, values)


def _unusual(word: str) -> str:
    """The JSON text of a double whose representation has an exponent, or which is not finite."""
    return str(Decimal(word)) if math.isfinite(float(word)) else json.dumps(word)
