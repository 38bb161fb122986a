"""The object store fails under a load: what can heal does at once, all else ends the run, and the next one is good."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from tests.faults.invariants import require
from tests.faults.loads import Copy, LoadFailed, Prepared, load
from tests.faults.s3_proxy import Fault, S3Proxy, is_read

pytestmark = pytest.mark.database
ENDED = (BotoCoreError, ClientError, LoadFailed)
REQUESTS = 4
"""Of a load."""
INVARIANTS = "I1 I2 I3 I4 I6 I7 I9"

HEALING: dict[str, Callable[[], Fault]] = {
    "one 500": lambda: Fault("refused"),
    "a burst of 503 SlowDown": lambda: Fault("refused", code="SlowDown", times=4),
    "done, and the answer lost": lambda: Fault("unanswered"),
    "cut in the middle of the body": lambda: Fault("cut"),
    "half of the answer": lambda: Fault("truncated", is_read),
    "a flipped bit in the answer, and another ETag": lambda: Fault("corrupted", is_read),
}
ENDING: dict[str, Callable[[], Fault]] = {
    "500 for ever": lambda: Fault("refused", times=None),
    "access denied": lambda: Fault("refused", code="AccessDenied", times=None),
    "the bucket is gone": lambda: Fault("refused", code="NoSuchBucket", times=None),
    "flipped bits in every answer": lambda: Fault("corrupted", is_read, times=None),
    "not there yet after it was put": lambda: Fault("refused", is_read, code="NoSuchKey", times=None),
}
QUICK = ("a burst of 503 SlowDown", "done, and the answer lost", "half of the answer", "access denied")


def each(faults: Iterable[str]) -> list[object]:
    """Each fault at each request; a few of them are for every day."""
    return [
        pytest.param(name, number, marks=[] if (number == 1 and name in QUICK) else [pytest.mark.thorough])
        for name in faults
        for number in range(REQUESTS)
    ]


def test_a_load_makes_as_many_requests_as_are_struck(copy: Copy, proxy: S3Proxy) -> None:
    load(copy.world)
    assert [request.method for request in proxy.requests] == ["PUT", "PUT", "GET", "GET"]
    assert len(proxy.requests) == REQUESTS


@pytest.mark.fault(
    "23",
    "The object store fails for a moment under a load",
    how="a proxy of our own: 500, 503 SlowDown, answers lost after the object was stored, cut bodies, wrong answers, "
    "at each request",
    invariants=INVARIANTS,
)
@pytest.mark.parametrize(("name", "number"), each(HEALING))
def test_a_load_outlives_a_moment_without_the_object_store(
    fortnight: Prepared, copy: Copy, proxy: S3Proxy, name: str, number: int
) -> None:
    fault = HEALING[name]()
    fault.since = number
    proxy.strike(fault)
    load(copy.world)
    assert fault.struck
    proxy.clear()
    require(copy.world, clean=fortnight.clean)


@pytest.mark.fault(
    "23",
    "The object store fails for good under a load",
    how="a proxy of our own: 500, AccessDenied, NoSuchBucket, flipped bits, 404 after PUT, from each request on",
    invariants=INVARIANTS,
)
@pytest.mark.parametrize(("name", "number"), each(ENDING))
def test_a_load_without_the_object_store_ends_and_the_next_one_converges(
    fortnight: Prepared, copy: Copy, proxy: S3Proxy, name: str, number: int
) -> None:
    fault = ENDING[name]()
    fault.since = number
    proxy.strike(fault)
    with pytest.raises(ENDED):
        load(copy.world)
    proxy.clear()
    copy.load_again()
    require(copy.world, clean=fortnight.clean)
