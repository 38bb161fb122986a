"""What record faults of all platforms share: which records are spoiled, and how one value of one is changed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sandbox.faults import Fault

Record = dict[str, Any]
Change = Callable[[Record], None]


def chosen(records: Iterable[Mapping[str, Any]], fault: Fault) -> Sequence[int]:
    """Places of the records that a fault strikes: the first that match or, with a seed, any of them."""
    matching = [
        place
        for place, record in enumerate(records)
        if all(str(record.get(name)) == value for name, value in fault.where.items())
    ]
    if fault.seed is None:
        return matching[: fault.records]
    return random.Random(fault.seed).sample(matching, min(fault.records, len(matching)))  # noqa: S311


def put(path: str | None, value: Any) -> Change:
    """Have another value (or what a function makes of the one before) at a path, where a record has it."""

    def change(record: Record) -> None:
        holder, name = _find(record, path)
        if holder is not None:
            holder[name] = value(holder[name]) if callable(value) else value

    return change


def drop(path: str) -> Change:
    """Take what is at a path away."""

    def change(record: Record) -> None:
        holder, name = _find(record, path)
        if holder is not None:
            del holder[name]

    return change


def _find(record: Any, path: str | None) -> tuple[Any, Any]:
    """What holds the value at a path of names and places, and its name there; (None, None) where there is none."""
    holder, name = None, None
    for step in path.split(".") if path else ():
        holder, name = record, int(step) if isinstance(record, list) else step
        try:
            record = holder[name]
        except (KeyError, IndexError, TypeError):
            return None, None
    return holder, name
