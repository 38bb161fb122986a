"""The object store fails under an archive or a restore: nothing is dropped that is not proven."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from resources.errors import IntegrityError
from tests.faults.archives import Prepared, archive, has_table, restore, states
from tests.faults.invariants import require
from tests.faults.loads import Copy
from tests.faults.s3_proxy import Fault, S3Proxy, is_read

pytestmark = pytest.mark.database
ENDED = (BotoCoreError, ClientError, IntegrityError)
REQUESTS = 8
"""Of an archive."""
INVARIANTS = "I1 I2 I3 I4 I6 I7 I8 I9 I10"
ROWS = "SELECT * FROM warehouse.campaign_metrics ORDER BY date, campaign_id, channel_id"


HEALING: dict[str, Callable[[], Fault]] = {
    "one 500": lambda: Fault("refused"),
    "a burst of 503 SlowDown": lambda: Fault("refused", code="SlowDown", times=4),
    "done, and the answer lost": lambda: Fault("unanswered"),
    "cut in the middle of the body": lambda: Fault("cut"),
}
ENDING: dict[str, Callable[[], Fault]] = {
    "500 for ever": lambda: Fault("refused", times=None),
    "access denied": lambda: Fault("refused", code="AccessDenied", times=None),
    "the bucket is gone": lambda: Fault("refused", code="NoSuchBucket", times=None),
}
READING: dict[str, Callable[[], Fault]] = {
    "flipped bits in every answer": lambda: Fault("corrupted", is_read, times=None),
    "half of every answer": lambda: Fault("truncated", is_read, times=None),
    "not there yet after it was put": lambda: Fault("refused", is_read, code="NoSuchKey", times=None),
}


QUICK = ("done, and the answer lost", "access denied", "flipped bits in every answer")


@pytest.fixture
def copy(turn_of_the_month: Prepared) -> Iterator[Copy]:
    """A copy of it."""
    with turn_of_the_month.copy() as copy:
        yield copy


def objects(copy: Copy) -> list[str]:
    """Every key of the archive and of what is on its way there."""
    return [item.key for item in copy.world.context.store.list("archive")]


def require_archived_and_restorable(turn_of_the_month: Prepared, copy: Copy, rows: list[dict[str, Any]]) -> None:
    """The month is where the archive says it is, with nothing beside it, and comes back as it was."""
    require(copy.world, clean=turn_of_the_month.archived)
    (version,) = copy.world.query("SELECT objects FROM ops.archive_manifest WHERE state = 'dropped'")
    assert objects(copy) == [item["key"] for item in version["objects"]]
    assert restore(copy) == "restored"
    assert copy.world.query(ROWS) == rows
    require(copy.world, clean=turn_of_the_month.clean)


def each(faults: Iterable[str], number: int) -> list[object]:
    """Each fault at each request; a few of them, at the one request, are for every day."""
    return [
        pytest.param(name, n, marks=[] if (n == number and name in QUICK) else [pytest.mark.thorough])
        for name in faults
        for n in range(REQUESTS)
    ]


def test_an_archive_makes_as_many_requests_as_are_struck(
    turn_of_the_month: Prepared, copy: Copy, proxy: S3Proxy
) -> None:
    rows = copy.world.query(ROWS)
    assert archive(copy) == "dropped"
    assert len(proxy.requests) == REQUESTS
    require_archived_and_restorable(turn_of_the_month, copy, rows)


@pytest.mark.fault(
    "23",
    "The object store fails for a moment under an archive",
    how="a proxy of our own: 500, 503 SlowDown, answers lost after the object was stored (If-None-Match included), cut "
    "bodies, at each request",
    invariants=INVARIANTS,
)
@pytest.mark.parametrize(("name", "number"), each(HEALING, 2))
def test_an_archive_outlives_a_moment_without_the_object_store(
    turn_of_the_month: Prepared, copy: Copy, proxy: S3Proxy, name: str, number: int
) -> None:
    rows, fault = copy.world.query(ROWS), HEALING[name]()
    fault.since = number
    proxy.strike(fault)
    assert archive(copy) == "dropped"
    assert fault.struck
    proxy.clear()
    require_archived_and_restorable(turn_of_the_month, copy, rows)


@pytest.mark.fault(
    "23",
    "The object store fails for good under an archive",
    how="a proxy of our own: 500, AccessDenied, NoSuchBucket from each request on; 404, flipped bits and half answers "
    "for each read",
    invariants=INVARIANTS,
)
@pytest.mark.parametrize(("name", "number"), each([*ENDING, *READING], 3))
def test_an_archive_without_the_object_store_ends_and_keeps_the_table_until_the_next_one(
    turn_of_the_month: Prepared, copy: Copy, proxy: S3Proxy, name: str, number: int
) -> None:
    rows, fault = copy.world.query(ROWS), (ENDING | READING)[name]()
    fault.since = number
    proxy.strike(fault)
    with pytest.raises(ENDED):
        archive(copy)
    proxy.clear()
    assert has_table(copy)
    require(copy.world)
    assert archive(copy) == "dropped"
    require_archived_and_restorable(turn_of_the_month, copy, rows)


@pytest.mark.fault(
    "23",
    "The object store fails under a restore",
    how="a proxy of our own: 500, AccessDenied, NoSuchBucket, 404, flipped bits and half answers for each read",
    invariants=INVARIANTS,
)
@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.thorough) for name in [*ENDING, *READING]]
)
def test_a_restore_without_the_object_store_ends_and_the_archive_goes_on_serving(
    turn_of_the_month: Prepared, copy: Copy, proxy: S3Proxy, name: str
) -> None:
    rows = copy.world.query(ROWS)
    archive(copy)
    proxy.strike((ENDING | READING)[name]())
    with pytest.raises(ENDED):
        restore(copy)
    proxy.clear()
    assert (states(copy)[-1], has_table(copy)) == ("dropped", False)
    require_archived_and_restorable(turn_of_the_month, copy, rows)
