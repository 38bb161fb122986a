"""What an archive or a restore did."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from resources.archive.manifest import Manifest
from resources.archive.months import TableMonth


class Stopwatch:
    """Seconds of each named step, in the order in which they were first taken."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a block; a step that is taken again adds up."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started


@dataclass(frozen=True)
class ArchiveResult:
    """A month after an archive or a restore, and the seconds of each step that was needed.

    With `is_pending` the archive serves the month, but readers held its table up: the next run removes it.
    """

    month: TableMonth
    manifest: Manifest
    seconds: dict[str, float]
    is_pending: bool = False

    def __str__(self) -> str:
        manifest = self.manifest
        pending = ", detach pending: readers are in the way, the next run finalises it" if self.is_pending else ""
        return (
            f"{self.month}: {manifest.state}{pending}, {manifest.content.rows:,} rows, {manifest.bytes:,} bytes "
            f"in {len(manifest.objects)} objects, {sum(self.seconds.values()):.1f} s"
        )
