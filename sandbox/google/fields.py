"""What the names in a query mean: every field of the API, from the client's own messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Any

from google.protobuf.descriptor import FieldDescriptor

from sandbox.google.errors import query_error
from sandbox.google.messages import Row

METRICS, SEGMENTS = "metrics", "segments"
DATE = "segments.date"
CORE_DATES = frozenset({DATE, "segments.week", "segments.month", "segments.quarter", "segments.year"})

_Proto = FieldDescriptor


class Kind(Enum):
    """How values of a field compare."""

    WHOLE = auto()
    NUMBER = auto()
    TEXT = auto()
    DAY = auto()
    FLAG = auto()
    CONSTANT = auto()


_KINDS = {
    _Proto.TYPE_INT64: Kind.WHOLE,
    _Proto.TYPE_INT32: Kind.WHOLE,
    _Proto.TYPE_DOUBLE: Kind.NUMBER,
    _Proto.TYPE_STRING: Kind.TEXT,
    _Proto.TYPE_BOOL: Kind.FLAG,
    _Proto.TYPE_ENUM: Kind.CONSTANT,
}


@dataclass(frozen=True)
class Field:
    """`constants` are the names and numbers of an enumeration, None for other kinds."""

    name: str
    kind: Kind
    constants: Mapping[str, int] | None = None

    @property
    def group(self) -> str:
        """The resource, `metrics` or `segments`."""
        return self.name.partition(".")[0]

    @property
    def leaf(self) -> str:
        """The name in its message."""
        return self.name.partition(".")[2]


def is_resource(name: str) -> bool:
    """The API has such a resource."""
    return name in Row.DESCRIPTOR.fields_by_name and name not in (METRICS, SEGMENTS)


@cache
def find(name: str) -> Field:
    """The field of that name. Raises AdsError: there is none, or it is no single value."""
    found = _descriptor(name)
    if found.type not in _KINDS or found.is_repeated:
        raise query_error("PROHIBITED_FIELD_IN_SELECT_CLAUSE", f"'{name}' is not selectable.")
    constants = found.enum_type and {value.name: value.number for value in found.enum_type.values}
    return Field(name, Kind.DAY if name in CORE_DATES else _KINDS[found.type], constants)


def _descriptor(name: str) -> Any:
    message, found = Row.DESCRIPTOR, None
    for step in name.split("."):
        found = message and (message.fields_by_name.get(step) or message.fields_by_name.get(f"{step}_"))
        if not found:
            raise query_error("UNRECOGNIZED_FIELD", f"Unrecognized field in the query: '{name}'.")
        message = found.message_type
    return found
