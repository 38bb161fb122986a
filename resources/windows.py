"""The one type for a span of days: half-open, in the calendar of the account it belongs to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, order=True)
class Window:
    """Days `start <= day < end`. Never empty.

    Raises:
        ValueError: `end` is not after `start`.
    """

    start: dt.date
    end: dt.date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"a window ends after it starts: [{self.start}, {self.end})")

    @classmethod
    def closed(cls, first: dt.date, last: dt.date) -> Window:
        """The window of `first` to `last`, both included."""
        return cls(first, last + DAY)

    @property
    def last(self) -> dt.date:
        """The last day that is inside."""
        return self.end - DAY

    def __len__(self) -> int:
        return (self.end - self.start).days

    def __contains__(self, day: dt.date) -> bool:
        return self.start <= day < self.end

    def __str__(self) -> str:
        return f"{self.start}..{self.last}"

    def days(self) -> Iterator[dt.date]:
        """Every day, in order."""
        return (self.start + n * DAY for n in range(len(self)))

    def intersect(self, other: Window) -> Window | None:
        """The days in both, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Window(start, end) if start < end else None

    def chunks(self, days: int) -> Iterator[Window]:
        """Consecutive windows of at most `days` days that cover this one."""
        start = self.start
        while start < self.end:
            end = min(start + days * DAY, self.end)
            yield Window(start, end)
            start = end
