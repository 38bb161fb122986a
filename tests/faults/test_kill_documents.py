"""A sync of documents that is killed at a durable point, and run again, ends where an undisturbed one does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from resources.windows import DAY, Window
from sandbox.embedded.object_store import ObjectStoreServer
from sandbox.ledger import Ledger
from tests.conftest import Databases, copied, fresh_bucket
from tests.faults.kills import at, keep_key, kill, require_all
from tests.playground import TODAY, playground
from tests.resources.loading import killing
from tests.resources.loading.killing import LATER, Case, Prepared

pytestmark = [pytest.mark.database, pytest.mark.kills]
BEFORE = Window.closed(TODAY - 20 * DAY, TODAY)
NOW = Window.closed(TODAY - 2 * DAY, LATER)


@dataclass(frozen=True)
class Seller:
    """An account, what is read of it, and the tables in which two more days are seen."""

    platform: str
    account: str
    streams: tuple[str, ...]
    tables: tuple[str, ...]

    @property
    def sync(self) -> tuple[str, ...]:
        """The command that reads the two days."""
        days = ("--from", str(NOW.start), "--to", str(NOW.last))
        streams = [word for stream in self.streams for word in ("--stream", stream)]
        return ("sync", self.platform, *days, "--account", self.account, *streams)


SELLERS = (
    Seller("shopee", "2003", ("products", "orders"), ("orders", "order_items", "product_metrics")),
    Seller("clickbank", "larkspurco", ("events",), ("analytics_events",)),
)
POINTS = ("landing.record", "staging.commit", "contract.verdict", "publish.partition")
"""In CI the first test of tests/faults/test_kill_points.py visits them; here they are thorough."""


@pytest.fixture(scope="module", params=SELLERS, ids=lambda seller: seller.platform)
def seller(request: pytest.FixtureRequest) -> Seller:
    """Whose documents they are."""
    found: Seller = request.param
    return found


@pytest.fixture(scope="module")
def prepared(
    seller: Seller,
    postgres: str,
    template: Databases,
    object_store_server: ObjectStoreServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Prepared]:
    """Three weeks as they were; two days later documents have come, moved on and been returned."""
    killing.warm()
    with (
        copied(postgres, template) as base,
        fresh_bucket(object_store_server) as store,
        playground(base.loader_url, store, Ledger.of(Ledger.default(seed=1).snapshot(LATER))) as world,
    ):
        keep_key(world)
        world.connect(seller.account, platform_name=seller.platform)
        assert world.sync(BEFORE, streams=seller.streams, platform_name=seller.platform) == []
        world.clock.move_to(LATER)
        world.warehouse.close()
        yield Prepared(world, base, postgres, object_store_server, tmp_path_factory.mktemp(seller.platform))


@pytest.fixture(scope="module")
def undisturbed(seller: Seller, prepared: Prepared) -> dict[str, Any]:
    """What one whole sync makes of the older state."""
    with prepared.case() as case:
        before = case.content()
        case.do(*seller.sync)
        assert case.left_over() == {}
        after = case.content()
        assert all(before[name] != after[name] for name in seller.tables)
        return after


@pytest.mark.parametrize(
    ("point", "moment"),
    [
        *at(["publish.commit"]),
        *(pytest.param(*each.values, marks=[*each.marks, pytest.mark.thorough]) for each in at(POINTS)),
    ],
)
def test_a_sync_killed_and_run_again_ends_like_an_undisturbed_one(
    seller: Seller, case: Case, undisturbed: dict[str, Any], point: str, moment: str
) -> None:
    kill(case, f"{point}:{moment}", *seller.sync)
    case.wait_until_lost()
    case.do(*seller.sync)
    assert case.content() == undisturbed
    require_all(case)
