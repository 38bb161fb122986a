"""An archived object is changed or deleted in the store: it is noticed before the table goes, and told afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from resources.archive import audit, release_month
from resources.errors import IntegrityError
from resources.object_store import ObjectStore
from tests.faults.archives import JANUARY, MONTH, TABLE, Prepared, archive, has_table, restore, states
from tests.faults.invariants import broken, require
from tests.faults.loads import Copy
from tests.faults.s3_proxy import Request, S3Proxy

pytestmark = pytest.mark.database
DAMAGES = ("flipped", "deleted")
MARK = pytest.mark.fault(
    "24",
    "An archived object is flipped or deleted",
    how="a bit of the object is changed, or the object deleted: right after it was written, right before the table is "
    "dropped, and afterwards",
    invariants="I1 I2 I3 I7 I8 I9 I10",
)
DAMAGED = r"campaign_metrics of 2025-01: object .* (was changed|is missing)"
ROWS = "SELECT * FROM warehouse.campaign_metrics ORDER BY date, campaign_id, channel_id"


@pytest.fixture
def copy(turn_of_the_month: Prepared) -> Iterator[Copy]:
    """A copy of it."""
    with turn_of_the_month.copy() as copy:
        yield copy


def part(store: ObjectStore) -> str:
    """The month's only object."""
    (item,) = store.list(MONTH.prefix)
    return item.key


def damage(store: ObjectStore, how: str) -> bytes:
    """Flip a bit of the month's object, or delete it; its content before."""
    key = part(store)
    content = store.get(key)
    store.delete([key], boundary="test.damage")
    if how == "flipped":
        flipped = bytearray(content)
        flipped[len(flipped) // 2] ^= 1
        store.put(key, bytes(flipped), boundary="test.damage")
    return content


def damage_once(proxy: S3Proxy, store: ObjectStore, how: str, when: Callable[[Request], bool]) -> None:
    """Damage the object when a request that is meant has been answered."""

    def strike(request: Request) -> None:
        if when(request):
            proxy.after = None
            damage(store, how)

    proxy.after = strike


def is_written(request: Request) -> bool:
    """An object got the key under which it is served."""
    return request.method == "PUT" and request.key.startswith(MONTH.prefix)


def is_swept(request: Request) -> bool:
    """The archive serves the month, and what is left of uploads was looked for."""
    return "prefix=archive-uploads" in request.query


def rows(copy: Copy) -> list[dict[str, Any]]:
    """Everything published."""
    return copy.world.query(ROWS)


@MARK
@pytest.mark.parametrize("how", DAMAGES)
def test_damage_right_after_the_upload_keeps_the_table_and_the_next_run_exports_anew(
    turn_of_the_month: Prepared, copy: Copy, proxy: S3Proxy, how: str
) -> None:
    before = rows(copy)
    damage_once(proxy, copy.world.context.store, how, is_written)
    with pytest.raises(IntegrityError, match=DAMAGED):
        archive(copy)
    assert (states(copy), has_table(copy), rows(copy)) == (["superseded"], True, before)
    require(copy.world, clean=turn_of_the_month.clean)
    assert archive(copy) == "dropped"
    require(copy.world, clean=turn_of_the_month.archived)
    restore(copy)
    assert rows(copy) == before
    require(copy.world, clean=turn_of_the_month.clean)


@MARK
@pytest.mark.parametrize("how", DAMAGES)
def test_damage_right_before_the_drop_keeps_the_table_which_restore_puts_back(
    turn_of_the_month: Prepared, copy: Copy, proxy: S3Proxy, how: str
) -> None:
    before = rows(copy)
    damage_once(proxy, copy.world.context.store, how, is_swept)
    with pytest.raises(IntegrityError, match=DAMAGED):
        archive(copy)
    assert (states(copy), has_table(copy)) == (["serving_archive"], True)
    assert "I10 ARCHIVE" in broken(copy.world)
    restore(copy)
    assert rows(copy) == before
    require(copy.world, clean=turn_of_the_month.clean)
    release_month(copy.owner, TABLE, JANUARY)
    with pytest.raises(IntegrityError):
        archive(copy)
    assert archive(copy) == "dropped"
    require(copy.world, clean=turn_of_the_month.archived)


@MARK
@pytest.mark.parametrize("is_deep", [False, True])
@pytest.mark.parametrize("how", DAMAGES)
def test_damage_after_the_drop_is_found_by_the_audit_and_no_restore_goes_through(
    turn_of_the_month: Prepared, copy: Copy, how: str, is_deep: bool
) -> None:
    before, store = rows(copy), copy.world.context.store
    archive(copy)
    now = copy.world.clock.now()
    assert audit.audit(copy.owner, store, now, is_deep=is_deep).findings == []
    key = part(store)
    content = damage(store, how)
    findings = audit.audit(copy.owner, store, now, is_deep=is_deep).findings
    assert [finding.key for finding in findings] == [key]
    with pytest.raises(IntegrityError, match=DAMAGED):
        restore(copy)
    assert (states(copy), has_table(copy)) == (["dropped"], False)
    assert "I10 ARCHIVE" in broken(copy.world)
    store.put(key, content, boundary="test.repair")
    assert audit.audit(copy.owner, store, now, is_deep=True).findings == []
    require(copy.world, clean=turn_of_the_month.archived)
    restore(copy)
    assert rows(copy) == before
    require(copy.world, clean=turn_of_the_month.clean)
