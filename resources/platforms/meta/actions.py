"""The lists `actions` and `action_values`: [{"action_type": ..., "value": ...}, ...], of which a few types count.

One purchase appears under several types; adding them would count it again. Of omni_purchase, purchase and
offsite_conversion.fb_pixel_purchase the first that is in every list that has any gives both count and value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from resources.metrics import MONEY
from resources.platforms.base import ParseContext
from resources.platforms.meta.rules import Amount, Array, Count, Rule, is_clean, pc, shown

PURCHASES = ("omni_purchase", "purchase", "offsite_conversion.fb_pixel_purchase")
ENGAGEMENT = {
    "likes": "post_reaction",
    "shares": "post",
    "comments": "comment",
    "saves": "onsite_conversion.post_save",
}
_MEMBERS = ("action_type", "value")
_PATTERNS = {**dict.fromkeys(PURCHASES, Amount.pattern), **dict.fromkeys(ENGAGEMENT.values(), Count.pattern)}


@dataclass(frozen=True)
class _Counted:
    """The values of the actions that count, and their cells: row number times number of types, plus the type's own."""

    cells: Any
    numbers: Array


@dataclass(frozen=True)
class Actions(Rule):
    """A list of actions in which each type that counts appears once at most. Typed: a struct of strings by type."""

    types: tuple[str, ...] = field(default=PURCHASES, kw_only=True)
    source: ClassVar[pa.DataType] = pa.list_(pa.struct([("action_type", pa.string()), ("value", pa.string())]))
    absent_is_zero: ClassVar[bool] = True

    def expected(self, context: ParseContext) -> str:
        return f"a list of actions, each of {', '.join(self.types)} once at most and with a number as a string"

    def fits(self, values: Array, context: ParseContext) -> Array:
        rows, types, _ = _flat(values)
        mine = self._counted(values)
        spoiled = [
            rows.filter(pc.is_null(types)).to_numpy(),
            np.flatnonzero(np.bincount(mine.cells) > 1) // len(self.types),
        ]
        for pattern in sorted({_PATTERNS[name] for name in self.types}):
            kinds = [kind for kind, name in enumerate(self.types) if _PATTERNS[name] == pattern]
            concerned = np.isin(mine.cells % len(self.types), kinds)
            matches = pc.match_substring_regex(mine.numbers.filter(pa.array(concerned)), f"^(?:{pattern})$")
            unfit = ~pc.fill_null(matches, False).to_numpy(zero_copy_only=False)
            spoiled.append(mine.cells[concerned][unfit] // len(self.types))
        sound = np.ones(len(values), bool)
        sound[np.concatenate(spoiled)] = False
        return pa.array(sound)

    def admits(self, value: object, context: ParseContext) -> bool:
        if not isinstance(value, list) or not all(_is_action(each) for each in value):
            return False
        counted = [each for each in value if each["action_type"] in self.types]
        return len({each["action_type"] for each in counted}) == len(counted) and all(
            isinstance(each.get("value"), str) and re.fullmatch(_PATTERNS[each["action_type"]], each["value"])
            for each in counted
        )

    def typed(self, values: Array, context: ParseContext) -> Array:
        mine = self._counted(values)
        places = np.full(len(values) * len(self.types), -1)
        places[mine.cells] = np.arange(len(mine.cells))
        columns = [
            mine.numbers.take(pa.array(places[kind :: len(self.types)], mask=places[kind :: len(self.types)] < 0))
            for kind in range(len(self.types))
        ]
        return pa.StructArray.from_arrays(columns, names=list(self.types))

    def _counted(self, values: Array) -> _Counted:
        rows, types, numbers = _flat(values)
        kinds = pc.index_in(types, value_set=pa.array(self.types))
        counts = pc.is_valid(kinds)
        cells = rows.filter(counts).to_numpy() * len(self.types) + kinds.filter(counts).to_numpy()
        return _Counted(cells, numbers.filter(counts))


def _is_action(each: object) -> bool:
    return (
        isinstance(each, dict)
        and all(isinstance(each.get(name), str | None) and is_clean(each.get(name) or "") for name in _MEMBERS)
        and each.get("action_type") is not None
    )


def _flat(values: Array) -> tuple[Array, Array, Array]:
    """Row number, type and value of every action."""
    actions = pc.list_flatten(values)
    return (
        pc.list_parent_indices(values).cast(pa.int64()),
        pc.struct_field(actions, "action_type"),
        pc.struct_field(actions, "value"),
    )


def engagement(actions: Array) -> dict[str, Array]:
    """likes, shares, comments and saves from the typed `actions`."""
    return {
        name: pc.fill_null(pc.struct_field(actions, (kind,)).cast(pa.int64()), 0) for name, kind in ENGAGEMENT.items()
    }


def purchases(actions: Array, action_values: Array) -> tuple[Array, Array, Array]:
    """Count and value of purchases from both typed lists, and by row whether one type serves for both."""
    pairs = [(pc.struct_field(actions, (kind,)), pc.struct_field(action_values, (kind,))) for kind in PURCHASES]
    no_count = reduce(pc.and_, [pc.is_null(count) for count, _ in pairs])
    no_value = reduce(pc.and_, [pc.is_null(value) for _, value in pairs])
    serves = [
        pc.and_(pc.or_(pc.is_valid(count), no_count), pc.or_(pc.is_valid(value), no_value)) for count, value in pairs
    ]
    counts, values = (
        pc.case_when(pa.StructArray.from_arrays(serves, list(PURCHASES)), *side) for side in zip(*pairs, strict=True)
    )
    return (
        pc.fill_null(counts.cast(MONEY), 0),
        pc.fill_null(values.cast(MONEY), 0),
        reduce(pc.or_, serves),
    )


def purchase_of(record: Mapping[str, Any]) -> tuple[str, str] | None:
    """The same choice for one record that keeps the rules: ("count", "value") as written; None when no type serves."""
    counts, values = (
        {each["action_type"]: each["value"] for each in record.get(name) or [] if each["action_type"] in PURCHASES}
        for name in ("actions", "action_values")
    )
    if not counts and not values:
        return "0", "0"
    for kind in PURCHASES:
        if (kind in counts or not counts) and (kind in values or not values):
            return counts.get(kind, "0"), values.get(kind, "0")
    return None


def no_common_type(record: Mapping[str, Any]) -> list[str]:
    """A reason when count and value of purchases are of different types."""
    if purchase_of(record) is not None:
        return []
    kinds = [each["action_type"] for each in record["action_values"] if each["action_type"] in PURCHASES]
    return [f"action_values: expected a purchase type that is in actions as well, got {shown(kinds)}"]
