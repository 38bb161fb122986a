"""Named durable boundaries: every commit, put and delete passes through `durable("name")`.

A boundary is a place where a killed process leaves the world in one of two states. `ADWAREHOUSE_FAILPOINT`
(`name:before` or `name:after`, optionally `:n` for the n-th passage) kills the process there with SIGKILL, so that
tests can visit every one of them.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

_passages: Counter[str] = Counter()


@contextmanager
def durable(name: str) -> Iterator[None]:
    """Mark the enclosed call as the one that makes state durable."""
    failpoint = os.environ.get("ADWAREHOUSE_FAILPOINT")
    if failpoint is None:
        yield
        return
    _strike(failpoint, f"{name}:before")
    yield
    _strike(failpoint, f"{name}:after")


def _strike(failpoint: str, point: str) -> None:
    _passages[point] += 1
    if failpoint in (point, f"{point}:{_passages[point]}"):
        os.kill(os.getpid(), signal.SIGKILL)
