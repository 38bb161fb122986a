"""What JSON values are to Arrow, read by columns or one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Context, Decimal, InvalidOperation
from functools import partial
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute

pc: Any = pyarrow.compute
Array: TypeAlias = Any
"""A pa.Array. Untyped like `pc`: the stubs refuse the Python scalars that the kernels take."""

NUMBER = pa.decimal256(76, 38)
"""Wide enough for whatever a binary fraction looks like as text, so that no value is refused for its noise."""
_SCALE = Decimal(1).scaleb(-38)
_WIDE = Context(prec=76)
_NUMERAL = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?")
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")
_LONGEST_SHOWN = 80


class Unreadable(ValueError):
    """A value is not of the type; it is the argument."""


def reader(kind: pa.DataType) -> Callable[[Any], Any]:
    """Makes of a decoded JSON value one that `pa.array` takes for the type.

    Null stays null and unknown members are left out; Unreadable is raised for a value of another type.
    """
    if pa.types.is_struct(kind):
        return partial(_object, {member.name: reader(member.type) for member in kind.fields})
    if pa.types.is_list(kind):
        return partial(_list, reader(kind.value_type))
    return _PLAIN[kind]


def _object(readers: Mapping[str, Callable[[Any], Any]], value: Any) -> Any:
    if isinstance(value, dict):
        return {name: read(value.get(name)) for name, read in readers.items()}
    return _none(value)


def _list(read: Callable[[Any], Any], value: Any) -> Any:
    return [read(each) for each in value] if isinstance(value, list) else _none(value)


def _text(value: Any) -> Any:
    if isinstance(value, str) and (value.isascii() or not _HALF_A_PAIR.search(value)):
        return value
    return _none(value)


def _flag(value: Any) -> Any:
    return value if isinstance(value, bool) else _none(value)


def _whole(value: Any) -> Any:
    return value if type(value) is int and -(2**63) <= value < 2**63 else _none(value)


def _number(value: Any) -> Any:
    if type(value) in (int, Decimal) or (isinstance(value, str) and _NUMERAL.fullmatch(value)):
        try:
            return Decimal(value).quantize(_SCALE, context=_WIDE)
        except InvalidOperation:
            pass
    return _none(value)


def _none(value: Any) -> Any:
    if value is not None:
        raise Unreadable(value)
    return None


_PLAIN: dict[pa.DataType, Callable[[Any], Any]] = {
    pa.string(): _text,
    pa.bool_(): _flag,
    pa.int64(): _whole,
    NUMBER: _number,
}


def at(document: Any, path: tuple[str, ...]) -> tuple[Any, bool]:
    """The value at a path of members, and whether there is one.

    Raises:
        Unreadable: something that is not an object is on the way.
    """
    for name in path:
        if document is None:
            return None, False
        if not isinstance(document, dict):
            raise Unreadable(document)
        if name not in document:
            return None, False
        document = document[name]
    return document, True


def shown(value: object) -> str:
    """A value for a message, cut to a bearable length; always encodable."""
    text = ascii(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}... ({len(text)} characters)"


def rows_of(values: Array) -> Array:
    """The row numbers of a column."""
    return pa.array(np.arange(len(values)))


def joined(texts: Array) -> Array:
    """The bytes of all texts, one after the other, as a pa.Buffer that they share. None is null."""
    _, offsets, content = texts.buffers()
    first, last = np.frombuffer(offsets, np.int32)[[texts.offset, texts.offset + len(texts)]].tolist()
    return content[first:last]


def nulled(values: Array, where: Array) -> Array:
    """The column with null where the mask is true."""
    return pc.if_else(pc.fill_null(where, False), pa.scalar(None, values.type), values)


def translated(words: Array, meanings: dict[str, str], otherwise: str | None = None) -> Array:
    """What each word means; `otherwise` for one that is not known."""
    known = pc.index_in(words, value_set=pa.array(list(meanings)))
    return pc.fill_null(pa.array(list(meanings.values())).take(known), pa.scalar(otherwise, pa.string()))


def local_days(instants: Array, zone: str) -> Array:
    """The days of a calendar. Python carries its own time zones; Arrow takes those of the machine, if it has any."""
    calendar = ZoneInfo(zone)
    return pa.array([each and each.astimezone(calendar).date() for each in instants.to_pylist()], pa.date32())
