"""What was measured, as a table: median, spread, and the ratio that a target is about."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Target:
    """A bound on a ratio of medians: ours over theirs at most, or, for `faster`, theirs over ours at least."""

    bound: float
    faster: bool = False

    def judge(self, ratio: float) -> str:
        """The target and whether it is met."""
        met = 1 / ratio >= self.bound if self.faster else ratio <= self.bound
        asked = f"{self.bound:g}x faster" if self.faster else f"<= {self.bound:g}x"
        return f"{asked:12} {'met' if met else 'MISSED'}"


@dataclass
class Series:
    """Seconds of each repetition of one thing."""

    name: str
    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Seconds."""
        return statistics.median(self.seconds)

    def time(self, action: Callable[[], object]) -> None:
        """Do it once more."""
        started = time.perf_counter()
        action()
        self.seconds.append(time.perf_counter() - started)

    def line(self, base: Series | None = None, target: Target | None = None) -> str:
        """A row of the table; the ratio is to `base`."""
        spread = f"{min(self.seconds):.2f}..{max(self.seconds):.2f}"
        row = f"{self.name:58} {self.median:7.2f} s  {spread:15} n={len(self.seconds)}"
        if base is None:
            return row.rstrip()
        ratio = self.median / base.median
        shown = f"{1 / ratio:5.2f}x faster than" if target and target.faster else f"{ratio:5.2f}x"
        row = f"{row}  {shown} {base.name.split(':')[0]}"
        return f"{row:125} {target.judge(ratio)}" if target else row
