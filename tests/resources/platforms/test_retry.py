"""Waiting and trying again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from resources.errors import RateLimited, RequestRejected, RetryableError
from resources.platforms.retry import Pace, Retry
from tests.resources.scripted import Time


def failing(*errors: Exception) -> Callable[[], str]:
    """An action that raises these, then succeeds."""
    left = list(errors)

    def action() -> str:
        if left:
            raise left.pop(0)
        return "done"

    return action


def temporary() -> RetryableError:
    return RetryableError("later", platform="meta")


def limited(seconds: float) -> RateLimited:
    return RateLimited("slow down", retry_after=seconds, platform="meta")


def test_it_waits_exactly_as_long_as_the_platform_asks() -> None:
    time = Time()
    assert Retry(sleep=time.sleep)(failing(limited(61), limited(7.5))) == "done"
    assert time.waits == [61, 7.5]


def test_without_a_wish_the_waits_double_with_repeatable_jitter() -> None:
    first, second = Time(), Time()
    for time in (first, second):
        Retry(seed=7, sleep=time.sleep)(failing(*(temporary() for _ in range(5))))
    assert first.waits == second.waits
    for wait, most in zip(first.waits, (1, 2, 4, 8, 16), strict=True):
        assert most / 2 <= wait <= most


def test_a_single_wait_has_a_longest_length() -> None:
    time = Time()
    Retry(attempts=12, longest=5, sleep=time.sleep)(failing(*(temporary() for _ in range(11))))
    assert max(time.waits) <= 5


def test_the_last_error_is_raised_when_the_attempts_are_spent() -> None:
    time = Time()
    with pytest.raises(RetryableError, match="later"):
        Retry(attempts=3, sleep=time.sleep)(failing(*(temporary() for _ in range(9))))
    assert len(time.waits) == 2


def test_a_wait_beyond_the_budget_is_not_begun() -> None:
    time = Time()
    with pytest.raises(RateLimited, match="slow down"):
        Retry(budget=100, sleep=time.sleep)(failing(limited(60), limited(60)))
    assert time.waits == [60]


def test_other_errors_are_raised_at_once() -> None:
    time = Time()
    with pytest.raises(RequestRejected):
        Retry(sleep=time.sleep)(failing(RequestRejected("no", platform="meta")))
    assert time.waits == []


def test_requests_are_spaced_evenly() -> None:
    time = Time()
    pace = Pace(4, time.sleep, time.clock)
    for _ in range(5):
        pace.wait()
    assert len(time.waits) == 4
    assert sum(time.waits) == pytest.approx(1, abs=0.1)


def test_a_rest_delays_the_next_request_only() -> None:
    time = Time()
    pace = Pace(1000, time.sleep, time.clock)
    pace.wait()
    pace.rest(60)
    pace.rest(30)
    pace.wait()
    pace.wait()
    assert sum(time.waits) == pytest.approx(60, abs=0.1)
