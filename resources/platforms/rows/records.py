"""Objects by rule: many as typed columns, or in words what is wrong with each; and lists of objects inside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa

from resources.platforms.base import ParseContext
from resources.platforms.rows.rules import Rule
from resources.platforms.rows.values import Array, Unreadable, at, pc, reader, rows_of, shown

Raw = Mapping[str, Array]
"""Columns by field as they were read."""
Columns = Mapping[str, Any]
"""Typed columns by field; those of lists are Elements."""


def struct_of(fields: Iterable[tuple[tuple[str, ...], pa.DataType]]) -> pa.StructType:
    """Paths and types as a type; paths that begin alike share an object."""
    members = []
    for name, group in groupby(sorted(fields, key=lambda each: each[0]), key=lambda each: each[0][0]):
        inside = [(path[1:], kind) for path, kind in group]
        leaf = len(inside) == 1 and not inside[0][0]
        members.append(pa.field(name, inside[0][1] if leaf else struct_of(inside)))
    return pa.struct(members)


def source(rules: Iterable[Rule]) -> pa.StructType:
    """The objects of some rules as they are read."""
    return struct_of((rule.path, rule.kind) for rule in rules)


def raw(objects: Array, rules: Iterable[Rule]) -> Raw:
    """The columns of a struct array."""
    return {rule.field: pc.struct_field(objects, list(rule.path)) for rule in rules}


def typed(columns: Raw, rules: Iterable[Rule], context: ParseContext) -> tuple[Columns, Array]:
    """The typed columns, and by row whether every rule holds."""
    holds, done = True, {}
    for rule in rules:
        done[rule.field], each = rule.column(columns[rule.field], context)
        holds = pc.and_(holds, each)
    return done, holds


def judged(documents: Sequence[Any], rules: Iterable[Rule], context: ParseContext) -> tuple[Raw, list[list[str]]]:
    """Decoded objects as columns, null where a value cannot be read, and what is wrong with each object."""
    complaints: list[list[str]] = [
        [] if isinstance(each, dict) else [f"expected an object, got {shown(each)}"] for each in documents
    ]
    broken = [bool(each) for each in complaints]
    columns = {}
    for rule in rules:
        read = reader(rule.kind)
        cells, found, readable = zip(*(_cell(each, rule.path, read) for each in documents), strict=True)
        columns[rule.field] = pa.array(cells, rule.kind)
        holds = rule.column(columns[rule.field], context)[1].to_pylist()
        for row, (value, is_there) in enumerate(found):
            if not broken[row] and not (readable[row] and holds[row]):
                complaints[row] += rule.complaints(value, is_there, context)
    return columns, complaints


def _cell(document: Any, path: tuple[str, ...], read: Callable[[Any], Any]) -> tuple[Any, tuple[Any, bool], bool]:
    """The value as it is read, the value as it came and whether one did, and whether it can be read."""
    value, is_there = None, True
    try:
        value, is_there = at(document, path)
        return read(value), (value, is_there), True
    except Unreadable as error:
        return None, (error.args[0] if value is None else value, is_there), False


@dataclass(frozen=True)
class Elements:
    """The objects in all lists of a column, one after the other. `parents` are the rows they belong to."""

    parents: Array
    columns: Columns

    def sums(self, values: Array, rows: int) -> Array:
        """By row, the sum of its elements' values; null where there are none."""
        added = pa.table({"row": self.parents, "value": values}).group_by("row").aggregate([("value", "sum")])
        return added["value_sum"].combine_chunks().take(_places(added["row"], rows))

    def first(self, values: Array, rows: int) -> Array:
        """By row, the value of its first element."""
        return values.take(_places(self.parents, rows))


def _places(parents: Any, rows: int) -> Array:
    return pc.index_in(pa.array(np.arange(rows)), value_set=parents)


@dataclass(frozen=True)
class Several(Rule):
    """A list of objects that keep rules of their own."""

    rules: tuple[Rule, ...] = field(kw_only=True)

    @property
    def kind(self) -> pa.DataType:
        return pa.list_(source(self.rules))

    def expected(self, context: ParseContext) -> str:
        return "a list of objects"

    def fits(self, values: Array, context: ParseContext) -> Array:
        return pc.is_valid(values)

    def column(self, values: Array, context: ParseContext) -> tuple[Elements, Array]:
        parents = pc.list_parent_indices(values).cast(pa.int64())
        columns, sound = typed(raw(pc.list_flatten(values), self.rules), self.rules, context)
        spoiled = pc.is_in(rows_of(values), value_set=parents.filter(pc.invert(sound)))
        holds = pc.or_(pc.is_valid(values), not self.required)
        return Elements(parents, columns), pc.and_(holds, pc.invert(spoiled))

    def complaints(self, value: Any, is_there: bool, context: ParseContext) -> list[str]:
        if not isinstance(value, list):
            return super().complaints(value, is_there, context)
        said = judged(value, self.rules, context)[1]
        joint = {True: ".", False: ": "}
        return [
            f"{self.field}[{number}]{joint[isinstance(value[number], dict)]}{each}"
            for number, several in enumerate(said)
            for each in several
        ]
