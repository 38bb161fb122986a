"""An archive or a restore that is killed: the ledger's rows are all there at once, each in one tier."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from resources.windows import DAY, Window
from sandbox.embedded.object_store import ObjectStoreServer
from sandbox.ledger import Ledger
from tests.conftest import Databases, copied, fresh_bucket
from tests.faults.invariants import fingerprint, require
from tests.faults.kills import at, judged, keep_key, kill
from tests.playground import playground
from tests.resources.loading import killing
from tests.resources.loading.killing import ACCOUNT, Case, Prepared

pytestmark = [pytest.mark.database, pytest.mark.kills, pytest.mark.thorough]
FEBRUARY = dt.date(2025, 2, 1)
DAYS = Window.closed(FEBRUARY - DAY, FEBRUARY + 2 * DAY)
MONTH = ("--month", "2025-02", "--table", "campaign_metrics")
ARCHIVE, RESTORE, RELEASE = ("archive", "month", *MONTH), ("restore", *MONTH), ("restore", *MONTH, "--release")
ARCHIVE_POINTS = (
    "archive.object.upload",
    "archive.object.final",
    "archive.object.temporary",
    "archive.manifest.exported",
    "archive.manifest.verified",
    "archive.manifest.serving",
    "archive.detach",
    "archive.manifest.dropped",
)


@pytest.fixture(scope="module")
def prepared(
    postgres: str,
    template: Databases,
    object_store_server: ObjectStoreServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Prepared]:
    """Days of a closed month, and the day before them."""
    killing.warm()
    with (
        copied(postgres, template) as base,
        fresh_bucket(object_store_server) as store,
        playground(base.loader_url, store, Ledger.default(seed=1)) as world,
    ):
        keep_key(world)
        world.connect(ACCOUNT)
        world.publish_directly(ACCOUNT, DAYS.start, DAYS.last)
        world.warehouse.close()
        yield Prepared(world, base, postgres, object_store_server, tmp_path_factory.mktemp("archive"))


@pytest.mark.parametrize(("point", "moment"), at(ARCHIVE_POINTS))
def test_a_killed_archive_leaves_the_month_in_one_tier_and_the_next_completes_it(
    case: Case, point: str, moment: str
) -> None:
    hot = fingerprint(judged(case))
    kill(case, f"{point}:{moment}", *ARCHIVE)
    require(judged(case), logs=[case.output.read_text()])
    case.do(*ARCHIVE)
    require(judged(case))
    case.do(*RESTORE)
    require(judged(case), clean=hot)


@pytest.mark.parametrize(("point", "moment"), at(["archive.manifest.restored"]))
def test_a_killed_restore_leaves_the_month_in_one_tier_and_the_next_completes_it(
    case: Case, point: str, moment: str
) -> None:
    hot = fingerprint(judged(case))
    case.do(*ARCHIVE)
    kill(case, f"{point}:{moment}", *RESTORE)
    require(judged(case))
    case.do(*RESTORE)
    require(judged(case), clean=hot)


@pytest.mark.parametrize(("point", "moment"), at(["archive.manifest.released"]))
def test_a_killed_release_is_completed_by_the_next_and_retention_takes_the_month_again(
    case: Case, point: str, moment: str
) -> None:
    for command in (ARCHIVE, RESTORE):
        case.do(*command)
    kill(case, f"{point}:{moment}", *RELEASE)
    require(judged(case))
    case.run(*RELEASE)
    case.do(*ARCHIVE)
    require(judged(case))
