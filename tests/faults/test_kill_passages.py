"""Points that one sync passes several times: killed at the first, the second and the last passage."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from resources.windows import DAY, Window
from sandbox.embedded.object_store import ObjectStoreServer
from sandbox.ledger import Ledger
from tests.conftest import Databases, copied, fresh_bucket
from tests.faults.kills import MOMENTS, keep_key, kill, require_all, stage
from tests.playground import TODAY, playground
from tests.resources.loading import killing
from tests.resources.loading.killing import COUNTED, LATER, PASSAGES, Case, Prepared

pytestmark = [pytest.mark.database, pytest.mark.kills, pytest.mark.thorough]
ACCOUNTS = ("1001", "1002")
BEFORE = Window.closed(TODAY - 25 * DAY, TODAY)
NOW = Window.closed(TODAY - 25 * DAY, LATER)
SYNC = ("sync", "meta", "--from", str(NOW.start), "--to", str(NOW.last))
SEVERAL_TIMES = (
    "accounts.refresh_description",
    "batch.create",
    "landing.page",
    "landing.manifest",
    "landing.record",
    "staging.commit",
    "contract.verdict",
    "publish.partition",
    "publish.commit",
    "staging.drop",
)
PASSAGE: dict[str, Callable[[int], int]] = {"first": lambda n: 1, "second": lambda n: 2, "last": lambda n: n}


@pytest.fixture(scope="module")
def prepared(
    postgres: str,
    template: Databases,
    object_store_server: ObjectStoreServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Prepared]:
    """Two accounts and two months of all streams; two days later they read differently."""
    killing.warm()
    with (
        copied(postgres, template) as base,
        fresh_bucket(object_store_server) as store,
        playground(base.loader_url, store, Ledger.of(Ledger.default(seed=1).snapshot(LATER))) as world,
    ):
        keep_key(world)
        world.connect(*ACCOUNTS)
        assert world.sync(BEFORE, streams=("campaigns", "campaign_daily", "campaign_hourly")) == []
        world.clock.move_to(LATER)
        world.warehouse.close()
        yield Prepared(world, base, postgres, object_store_server, tmp_path_factory.mktemp("passages"))


@pytest.fixture(scope="module")
def undisturbed(prepared: Prepared) -> tuple[dict[str, Any], dict[str, int]]:
    """What one whole sync makes of the older state, and how often it passes each point."""
    with prepared.case() as case:
        case.do(*SYNC, ADWAREHOUSE_FAILPOINT=COUNTED)
        passages: dict[str, int] = json.loads(case.output.read_text().split(PASSAGES)[1].splitlines()[0])
        require_all(case)
        return case.content(), passages


@pytest.mark.parametrize(
    ("point", "which", "moment"),
    [
        pytest.param(point, which, moment, marks=stage(point))
        for point in SEVERAL_TIMES
        for which in PASSAGE
        for moment in MOMENTS
    ],
)
def test_a_sync_killed_at_a_passage_and_run_again_ends_like_an_undisturbed_one(
    case: Case, undisturbed: tuple[dict[str, Any], dict[str, int]], point: str, which: str, moment: str
) -> None:
    content, passages = undisturbed
    times = passages[f"{point}:{moment}"]
    assert times > 1, f"a sync passes {point} {times} times"
    kill(case, f"{point}:{moment}:{PASSAGE[which](times)}", *SYNC)
    case.wait_until_lost()
    case.do(*SYNC)
    assert case.content() == content
    require_all(case)
