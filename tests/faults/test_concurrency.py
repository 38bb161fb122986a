"""Two to eight processes on the same days, and readers while figures change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from resources.windows import DAY
from sandbox.embedded.object_store import ObjectStoreServer
from tests.conftest import Databases
from tests.faults.crowd import Command, some_days, together, world_of
from tests.faults.invariants import Reader, fingerprint, require
from tests.playground import TODAY
from tests.resources.loading.killing import ACCOUNT, DAILY, SYNC, Case, Prepared

pytestmark = pytest.mark.database
NIGHTLY: Command = ("sync", "meta")
BACKFILL: Command = ("sync", "meta", "--from", str(TODAY - 40 * DAY), "--to", str(TODAY), "--account", ACCOUNT)
SAME_DAYS: Command = (*SYNC, *DAILY)
COMMANDS = {"the same days": SAME_DAYS, "the nightly": NIGHTLY, "a backfill": BACKFILL}
AT_ONCE = pytest.mark.fault(
    "27",
    "several processes at once: the same days, the nightly, a backfill over the nightly",
    how="two to eight command lines started together, each with a folder of its own",
    invariants="I1 I2 I3 I4 I5 I6 I7 I9 I12",
)
THOROUGH = pytest.mark.thorough
CAMPAIGN_DAYS = "SELECT count(*), sum(cost), sum(clicks), sum(revenue) FROM warehouse.campaign_metrics"
ROLLED_UP = {
    "base": "SELECT sum(cost), sum(clicks), sum(revenue), count(*) FROM marts.account_channel_daily",
    "performance": "SELECT sum(total_spend), sum(total_clicks), sum(total_revenue), count(*) "
    "FROM marts.channel_performance",
    "monthly": "SELECT sum(cost), sum(clicks), sum(revenue), count(*) FROM marts.campaign_metrics_monthly",
}


@pytest.fixture(scope="module")
def prepared(
    postgres: str,
    template: Databases,
    object_store_server: ObjectStoreServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Prepared]:
    """Five published days that read differently by now."""
    with some_days(postgres, template, object_store_server, tmp_path_factory.mktemp("crowd")) as prepared:
        yield prepared


@pytest.fixture(scope="module")
def one_after_another(prepared: Prepared) -> dict[tuple[str, ...], dict[str, str]]:
    """What the commands leave when each waits for the one before it; filled as it is asked for."""
    return {}


def alone(prepared: Prepared, known: dict[tuple[str, ...], dict[str, str]], names: tuple[str, ...]) -> dict[str, str]:
    """The fingerprint after these commands, one after another."""
    wanted = tuple(sorted(set(names)))
    if wanted not in known:
        with prepared.case() as case:
            for name in wanted:
                case.do(*COMMANDS[name])
            known[wanted] = fingerprint(world_of(case))
    return known[wanted]


@AT_ONCE
@pytest.mark.parametrize(
    "names",
    [
        pytest.param(("the same days",) * 3, id="three on the same days"),
        pytest.param(("the same days",) * 2, id="two on the same days", marks=THOROUGH),
        pytest.param(("the same days",) * 5, id="five on the same days", marks=THOROUGH),
        pytest.param(("the same days",) * 8, id="eight on the same days", marks=THOROUGH),
        pytest.param(("the nightly",) * 4, id="four nightlies", marks=THOROUGH),
        pytest.param(("a backfill", "the nightly"), id="a backfill over the nightly", marks=THOROUGH),
        pytest.param(("a backfill", "the nightly") * 2, id="two backfills over two nightlies", marks=THOROUGH),
    ],
)
def test_processes_at_once_end_like_one_after_another(
    prepared: Prepared,
    case: Case,
    one_after_another: dict[tuple[str, ...], dict[str, str]],
    names: tuple[str, ...],
) -> None:
    clean = alone(prepared, one_after_another, names)
    world = world_of(case)
    with Reader(world, f"{CAMPAIGN_DAYS} WHERE date <= '{TODAY}' AND date > '{TODAY - 5 * DAY}'") as reader:
        codes = together(case, *(COMMANDS[name] for name in names))
    assert codes == [0] * len(names), case.output.read_text()
    reader.require_two_values()
    assert case.left_over() == {}
    require(world, clean=clean, logs=[case.output.read_text()])


@pytest.mark.fault(
    "28",
    "readers while a load publishes and marts are rolled up",
    how="five connections that poll totals of facts and of marts every 50 ms",
    invariants="I5 I7",
)
@pytest.mark.parametrize("repetition", [1, *(pytest.param(number, marks=THOROUGH) for number in range(2, 6))])
def test_a_reader_sees_the_old_totals_or_the_new_ones(case: Case, repetition: int) -> None:
    world = world_of(case)
    with (
        Reader(world, CAMPAIGN_DAYS) as facts,
        Reader(world, ROLLED_UP["base"]) as base,
        Reader(world, ROLLED_UP["performance"]) as performance,
        Reader(world, ROLLED_UP["monthly"]) as monthly,
    ):
        case.do(*SAME_DAYS)
    for reader in (facts, base, performance, monthly):
        reader.require_two_values()
        assert len(reader.values) == 2, "the totals have changed"
    require(world)
