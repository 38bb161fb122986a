"""Trying again, and not asking too fast."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception

from resources.errors import RetryableError

T = TypeVar("T")
Sleep = Callable[[float], None]


@dataclass(frozen=True)
class Retry:
    """Repeats an action that raises RetryableError, at most `attempts` times and `budget` seconds of waiting.

    Waits exactly `retry_after` where the error says it, else exponentially from `first` up to `longest` seconds, less
    a random part of up to a half (repeatable with a `seed`). A wait that would exceed the budget is not begun, nor one
    that does not help.
    """

    attempts: int = 6
    first: float = 1.0
    longest: float = 60.0
    budget: float = 900.0
    seed: int | None = None
    sleep: Sleep = time.sleep

    def __call__(self, action: Callable[[], T]) -> T:
        """The action's result, or the last error it raised."""
        jitter = random.Random(self.seed)  # noqa: S311

        def wait(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            if isinstance(error, RetryableError) and error.retry_after is not None:
                return error.retry_after
            return min(self.longest, self.first * 2.0 ** (state.attempt_number - 1)) * jitter.uniform(0.5, 1)

        def spent(state: RetryCallState) -> bool:
            return state.attempt_number >= self.attempts or state.idle_for + state.upcoming_sleep > self.budget

        return Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, RetryableError) and error.waiting_helps),
            wait=wait,
            stop=spent,
            sleep=self.sleep,
            reraise=True,
        )(action)


@dataclass
class Pace:
    """At most `per_second` requests, evenly spaced, with longer rests on demand. For one thread."""

    per_second: float
    sleep: Sleep = time.sleep
    clock: Callable[[], float] = time.monotonic
    _next: float = field(default=0.0, init=False)

    def wait(self) -> None:
        """Return when the next request is due."""
        ahead = self._next - self.clock()
        if ahead > 0:
            self.sleep(ahead)
        self._next = max(self._next, self.clock()) + 1 / self.per_second

    def rest(self, seconds: float) -> None:
        """Let at least so many seconds pass before the next request."""
        self._next = max(self._next, self.clock() + seconds)
