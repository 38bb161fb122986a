"""Killed at every durable point of archive, restore and release: the next run ends where a clean one does."""

from __future__ import annotations

import signal

import pytest

from resources.archive import release_month
from resources.archive.retention import plan, run
from resources.clock import Clock
from resources.errors import IntegrityError
from tests.durable_points import durable_points
from tests.faults.kills import IN_TURN, killed
from tests.resources.archive.conftest import SEPTEMBER, TODAY, ColdWorld

pytestmark = [pytest.mark.database, pytest.mark.kills]
POINTS = sorted(name for name in durable_points() if name.startswith("archive."))
RESTORING, RELEASING = {"archive.manifest.restored"}, {"archive.manifest.released"}
PREPARED = {"archive.finalise", "archive.manifest.rejected", "archive.object.sweep"}
HOURLY = "campaign_metrics_hourly"
ORPHAN = "archive/campaign_metrics/year=2025/month=09/v1/part-00000.parquet"


def prepare(cold: ColdWorld, point: str) -> str:
    """Bring about what makes the point be passed; the action that passes it."""
    if point in RESTORING | RELEASING:
        cold.archive()
    if point in RELEASING:
        cold.restore()
        return "release"
    if point == "archive.object.sweep":
        cold.store.put(ORPHAN, b"an export that was killed", boundary="test.orphan")
    if point == "archive.manifest.rejected":
        assert cold.killed_at("archive.manifest.verified:before", "archive") == -signal.SIGKILL
        cold.store.delete(cold.objects(), boundary="test.damage")
    if point == "archive.finalise":
        with cold.owner.connect() as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM warehouse.campaign_metrics")
            assert cold.archive().is_pending
    return "restore" if point in RESTORING else "archive"


def test_every_prepared_point_is_a_durable_boundary_of_the_archive() -> None:
    assert set(POINTS) >= PREPARED | RESTORING | RELEASING


@killed("6", "an archive, a restore or a release of a month is killed", "I2 I8 I10: every row is there, in one tier")
@pytest.mark.parametrize("moment", IN_TURN)
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_loses_nothing_and_leaves_the_month_in_one_tier(cold: ColdWorld, point: str, moment: str) -> None:
    before = cold.rows()
    action = prepare(cold, point)
    assert cold.killed_at(f"{point}:{moment}", action) == -signal.SIGKILL

    state = cold.states()[-1] if cold.states() else "none"
    if state == "dropped":
        assert (cold.rows(), cold.partition_exists()) == ([], False)
    elif state != "serving_archive":
        assert cold.rows() == before

    if (point, moment) == ("archive.manifest.rejected", "before"):
        with pytest.raises(IntegrityError, match="is missing from the archive"):
            cold.archive()
    if action == "restore":
        cold.restore()
    elif action == "release":
        release_month(cold.owner, "campaign_metrics", SEPTEMBER)
    if action != "restore":
        archived = cold.archive()
        assert (archived.manifest.state, cold.rows()) == ("dropped", [])
        assert cold.objects() == [item.key for item in archived.manifest.objects]
        cold.restore()
    assert cold.rows() == before


@pytest.mark.parametrize(
    "failpoint",
    [
        "archive.manifest.serving:before",
        "archive.manifest.dropped:after",
        "archive.object.final:after:2",
        "archive.detach:after:2",
    ],
)
def test_retention_goes_on_where_it_was_killed(cold: ColdWorld, failpoint: str) -> None:
    cold.fill(HOURLY)
    before = cold.rows(), cold.rows(HOURLY)
    assert cold.killed_at(failpoint, "retention") == -signal.SIGKILL

    told = list(run(cold.owner, cold.store, Clock(TODAY)))

    assert [each.refusal for each in told if each.refusal] == []
    assert (cold.rows(), cold.rows(HOURLY)) == ([], [])
    assert not any(each.is_due for each in plan(cold.owner, TODAY))
    cold.restore()
    cold.restore(HOURLY)
    assert (cold.rows(), cold.rows(HOURLY)) == before
