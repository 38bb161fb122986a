"""Orders or returns of a shop as of a day: by number, by time, and with their lines. Made once, asked often."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.ledger.money import Integers

MOMENTS = ("create_time", "update_time")


class Documents:
    """`rows` has one row a document, `lines` theirs in key order; `key` is the column of the document's number."""

    def __init__(self, rows: pa.Table, lines: pa.Table, key: str) -> None:
        self._rows = rows.combine_chunks()
        self._places = {number: place for place, number in enumerate(rows[key].to_pylist())}
        self._times = {name: _seconds(rows[name]) for name in MOMENTS}
        self._by_time = {name: np.argsort(times, kind="stable") for name, times in self._times.items()}
        self._lines = lines.combine_chunks()
        counts = pc.value_counts(self._lines[key].combine_chunks())
        lengths = np.asarray(counts.field("counts"))
        starts = np.cumsum(lengths) - lengths
        spans = zip(starts.tolist(), lengths.tolist(), strict=True)
        self._spans = dict(zip(counts.field("values").to_pylist(), spans, strict=True))

    def between(self, moment: str, first: int, last: int) -> Integers:
        """Places of the documents whose moment (seconds since 1970) is in the span, ends included; the newest first."""
        order = self._by_time[moment]
        times = self._times[moment][order]
        begin, end = np.searchsorted(times, first, "left"), np.searchsorted(times, last, "right")
        return order[begin:end][::-1]

    def column(self, name: str, places: Integers) -> list[Any]:
        """One column at some places."""
        found: list[Any] = self._rows[name].take(pa.array(places, pa.int64())).to_pylist()
        return found

    def rows(self, places: Sequence[int] | Integers) -> list[dict[str, Any]]:
        """Whole rows at some places."""
        return self._rows.take(pa.array(places, pa.int64())).to_pylist()

    def place(self, number: str) -> int | None:
        """Where a document is; None for one that is not known."""
        return self._places.get(number)

    def lines(self, number: str) -> list[dict[str, Any]]:
        """The lines of a document, in their order."""
        start, length = self._spans.get(number, (0, 0))
        return self._lines.slice(start, length).to_pylist()


def _seconds(column: Any) -> Integers:
    return np.asarray(column.cast(pa.int64()), dtype=np.int64) // 1_000_000
