"""The archive, publishes, restores and retention at the same month at once, and readers while they work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from resources.windows import Window
from sandbox.embedded.object_store import ObjectStoreServer
from tests.conftest import Databases
from tests.faults.crowd import Command, some_days, together, world_of
from tests.faults.invariants import Reader, fingerprint, require
from tests.playground import TODAY
from tests.resources.loading.killing import ACCOUNT, DAILY, Case, Prepared

pytestmark = pytest.mark.database
FEBRUARY = dt.date(2025, 2, 1)
DAYS = Window.closed(dt.date(2025, 2, 24), TODAY)
OF_MONTH = ("--month", f"{FEBRUARY:%Y-%m}", "--table", "campaign_metrics")
ARCHIVE: Command = ("archive", "month", *OF_MONTH)
RESTORE: Command = ("restore", *OF_MONTH)
RELEASE: Command = (*RESTORE, "--release")
RETENTION: Command = ("retention",)
PUBLISH: Command = ("sync", "meta", "--from", str(DAYS.start), "--to", str(DAYS.last), "--account", ACCOUNT, *DAILY)
DUE = {"RETENTION_MONTHS": "campaign_metrics=1", "ADWAREHOUSE_TODAY": "2025-04-20"}
"""February has had its time."""
WHOLE = "SELECT count(*), sum(cost), sum(clicks), sum(revenue) FROM warehouse.campaign_metrics"
REFUSED_OR_DONE = {0, 1}
"""An archive that finds days waiting for the marts, or another one at work, says so and is run again."""
THOROUGH = pytest.mark.thorough


@pytest.fixture(scope="module")
def prepared(
    postgres: str,
    template: Databases,
    object_store_server: ObjectStoreServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Prepared]:
    """The end of February and most of March."""
    folder = tmp_path_factory.mktemp("archive-crowd")
    with some_days(postgres, template, object_store_server, folder, DAYS) as prepared:
        yield prepared


@pytest.fixture
def case(prepared: Prepared) -> Iterator[Case]:
    """A copy of it."""
    with prepared.case() as case:
        yield case


@pytest.fixture(scope="module")
def clean(prepared: Prepared) -> dict[str, str]:
    """What a publish leaves, and then the archive."""
    with prepared.case() as case:
        case.do(*PUBLISH)
        case.do(*ARCHIVE)
        require(world_of(case))
        return fingerprint(world_of(case))


@pytest.mark.fault(
    "25",
    "a month is archived while it is published, by several processes at once",
    how="two to four command lines started together",
    invariants="I1 I2 I3 I4 I6 I7 I8 I9 I10 I12",
)
@pytest.mark.parametrize(
    "commands",
    [
        pytest.param((ARCHIVE, PUBLISH), id="one of each"),
        pytest.param((ARCHIVE, ARCHIVE, PUBLISH, PUBLISH), id="two of each", marks=THOROUGH),
        pytest.param((PUBLISH, ARCHIVE, ARCHIVE, ARCHIVE), id="three archives", marks=THOROUGH),
    ],
)
def test_a_month_archived_while_it_is_published_has_every_row_in_one_tier(
    case: Case, clean: dict[str, str], commands: tuple[Command, ...]
) -> None:
    codes = together(case, *commands)
    assert set(codes) <= REFUSED_OR_DONE, case.output.read_text()
    assert {code for code, command in zip(codes, commands, strict=True) if command is PUBLISH} == {0}
    require(world_of(case), logs=[case.output.read_text()])
    case.do(*ARCHIVE)
    require(world_of(case), clean=clean)


@pytest.mark.fault(
    "26",
    "a month is restored while retention runs, and retention runs again",
    how="three command lines started together",
    invariants="I1 I2 I3 I6 I7 I8 I10",
)
def test_a_restored_month_is_exact_and_stays_until_it_is_released(case: Case, clean: dict[str, str]) -> None:
    world = world_of(case)
    case.do(*PUBLISH)
    before = world.content_hash()
    case.do(*ARCHIVE)
    assert world.content_hash() != before
    assert together(case, RESTORE, RETENTION, RETENTION)[0] == 0, case.output.read_text()
    assert world.content_hash() == before
    case.do(*RETENTION, **DUE)
    assert world.content_hash() == before
    require(world)
    case.do(*RELEASE)
    case.do(*RETENTION, **DUE)
    assert world.content_hash() != before
    require(world, clean=clean)


@pytest.mark.fault(
    "28",
    "readers while a month goes to the archive and comes back",
    how="connections that poll totals of PostgreSQL's facts and of the rollups every 50 ms",
    invariants="I5 I7 I8",
)
def test_a_reader_sees_a_month_whole_or_not_at_all_and_rollups_unchanged(case: Case) -> None:
    case.do(*PUBLISH)
    world = world_of(case)
    rolled_up = "SELECT count(*), sum(cost), sum(clicks), sum(revenue) FROM marts.account_channel_daily"
    for command in (ARCHIVE, RESTORE):
        with Reader(world, WHOLE) as facts, Reader(world, rolled_up) as rollups:
            case.do(*command)
        facts.require_two_values()
        assert len(facts.values) == 2, "the month went, or came back"
        assert len(rollups.values) == 1, "rollups stay"
        require(world)
