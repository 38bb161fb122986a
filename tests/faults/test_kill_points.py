"""A sync that is killed at any durable point, and run again, ends where an undisturbed one does."""

from __future__ import annotations

from typing import Any

import pytest

from resources.loading import runs
from tests.faults.kills import ALL, at, kill, require_all
from tests.resources.loading.killing import ACCOUNT, DAILY, SYNC, Case, Prepared

pytestmark = [pytest.mark.database, pytest.mark.kills]
SYNC_POINTS = (
    "run.start",
    "run.beat",
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
    "sync.logs",
    "sync.touch_failed",
    "marts.commit",
    "run.finish",
)
SWEEP_POINTS = ("sweep.runs", "sweep.stages")
REFUSED_POINTS = ("batch.fail", "accounts.mark_revoked")
LEFT_OPEN = pytest.mark.fault(
    "35",
    "a killed command stays started, with its batches open",
    how="SIGKILL to the command; the next start comes at once, and another after the heartbeat has stopped for long",
    invariants=ALL,
)


@pytest.fixture(scope="module")
def undisturbed(prepared: Prepared) -> dict[str, Any]:
    """What one whole sync makes of the older state."""
    with prepared.case() as case:
        before = case.content()
        case.do(*SYNC, *DAILY)
        changes = case.owner.connection.execute("SELECT DISTINCT kind FROM warehouse.metric_revisions").fetchall()
        assert {row["kind"] for row in changes} == {"insert_late", "update", "delete"}
        after = case.content()
        require_all(case)
        assert before["facts"] != after["facts"]
        return after


@pytest.mark.parametrize(("point", "moment"), at(SYNC_POINTS))
def test_a_sync_killed_and_run_again_ends_like_an_undisturbed_one(
    case: Case, undisturbed: dict[str, Any], point: str, moment: str
) -> None:
    older = case.content()["facts"]
    kill(case, f"{point}:{moment}", *SYNC, *DAILY)
    assert case.content()["facts"] in (older, undisturbed["facts"]), "readers see the old figures or the new ones"
    case.wait_until_lost()
    case.do(*SYNC, *DAILY)
    assert case.content() == undisturbed
    require_all(case)


@LEFT_OPEN
@pytest.mark.parametrize("point", ["landing.page", "landing.record", "staging.commit", "publish.commit"])
def test_a_sync_run_again_before_the_dead_run_counts_as_lost_is_right_at_once_and_swept_later(
    case: Case, undisturbed: dict[str, Any], point: str
) -> None:
    kill(case, f"{point}:after", *SYNC, *DAILY)
    case.do(*SYNC, *DAILY)
    staging_table_may_stay = {"grants": None}
    assert case.content() | staging_table_may_stay == undisturbed | staging_table_may_stay
    case.wait_until_lost()
    runs.sweep(case.owner)
    assert case.content() == undisturbed
    require_all(case)


@pytest.mark.parametrize(("point", "moment"), at(["staging.commit"], "after") + at(["publish.commit"]))
def test_a_stream_that_merges_ends_alike_too(case: Case, undisturbed: dict[str, Any], point: str, moment: str) -> None:
    streams = ("--stream", "campaigns", *DAILY)
    kill(case, f"{point}:{moment}", *SYNC, *streams)
    case.wait_until_lost()
    case.do(*SYNC, *streams)
    assert case.content() == undisturbed
    require_all(case)


@pytest.mark.parametrize(("point", "moment"), at(SWEEP_POINTS))
def test_a_sweep_that_dies_is_finished_by_the_next(
    case: Case, undisturbed: dict[str, Any], point: str, moment: str
) -> None:
    kill(case, "contract.verdict:after", *SYNC, *DAILY)
    case.wait_until_lost()
    kill(case, f"{point}:{moment}", *SYNC, *DAILY)
    case.wait_until_lost()
    case.do(*SYNC, *DAILY)
    assert case.content() == undisturbed
    require_all(case)


@pytest.mark.parametrize(("point", "moment"), at(REFUSED_POINTS))
def test_a_refused_account_works_again_with_a_new_token(
    case: Case, undisturbed: dict[str, Any], point: str, moment: str
) -> None:
    case.world.strike("token_revoked", account=ACCOUNT)
    kill(case, f"{point}:{moment}", *SYNC, *DAILY)
    case.wait_until_lost()
    case.run(*SYNC, *DAILY)
    case.world.faults.clear()
    case.do("accounts", "rotate-token", "meta", ACCOUNT, ACCOUNT_TOKEN=case.world.tokens[ACCOUNT])
    case.do(*SYNC, *DAILY)
    assert case.content() == undisturbed
    require_all(case)
