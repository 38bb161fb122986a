"""Backups, drills and looks at the archive from the UI, and when they run."""

from __future__ import annotations

import dagster as dg
import pytest

from assets.audit import AUDIT, UNDAMAGED
from assets.backup import DRILL, RESTORED_EQUAL
from pipelines.definitions import defs
from pipelines.schedules import SCHEDULES
from sandbox.embedded.object_store import ObjectStoreServer
from tests.assets.runs import Result, check, failures, materialized
from tests.resources.archive.conftest import ColdWorld
from tests.resources.backup.conftest import Vaulted, commanded, configured, filled

__all__ = ["commanded", "configured", "filled"]

pytestmark = pytest.mark.database


def execute(instance: dg.DagsterInstance, job: str) -> Result:
    """A run of a job."""
    return defs.resolve_job_def(job).execute_in_process(instance=instance, raise_on_error=False)


def test_a_backup_is_taken_and_a_drill_is_a_check(commanded: Vaulted, instance: dg.DagsterInstance) -> None:
    taken = execute(instance, "back_up")
    assert failures(taken) == []
    shown = materialized(taken, "backup", "databases")["None"][commanded.database.name]
    (key,) = commanded.recorded()
    assert (shown["key"], shown["rows"] > 0) == (key, True)

    drilled = execute(instance, "backup_drill")
    assert failures(drilled) == []
    assert check(drilled, RESTORED_EQUAL, *DRILL.path).passed
    commanded.store.put(key, b"no dump", boundary="test.damage")
    failed = check(execute(instance, "backup_drill"), RESTORED_EQUAL, *DRILL.path)
    assert (failed.passed, failed.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert "was changed: expected" in str(failed.description)


def test_without_a_backup_a_drill_fails_without_a_retry(commanded: Vaulted, instance: dg.DagsterInstance) -> None:
    ((_, message),) = failures(execute(instance, "backup_drill"))
    assert message == f"there is no backup of {commanded.database.name}; `adwarehouse backup now` takes one"


def test_a_look_at_the_archive_is_a_check(
    commanded: Vaulted, object_store_server: ObjectStoreServer, instance: dg.DagsterInstance
) -> None:
    world = ColdWorld(commanded.owner, commanded.store, object_store_server)
    world.run("DELETE FROM ops.archive_manifest")
    world.fill()
    world.archive()
    clean = execute(instance, "verify_archive")
    assert check(clean, UNDAMAGED, *AUDIT.path).passed
    assert materialized(clean, *AUDIT.path)["None"]["months"] == 1
    (key,) = [item.key for item in commanded.store.list("archive/")]
    content = bytearray(commanded.store.get(key))
    content[len(content) // 2] ^= 1
    commanded.store.put(key, bytes(content), boundary="test.damage")
    damaged = check(execute(instance, "verify_archive_deep"), UNDAMAGED, *AUDIT.path)
    assert not damaged.passed
    assert f"campaign_metrics of 2025-09: {key}: expected SHA-256" in str(damaged.description)


@pytest.mark.parametrize(
    ("schedule", "cron", "job"),
    [
        ("backups_daily", "0 4 * * *", "back_up"),
        ("backup_drill_weekly", "0 5 * * 6", "backup_drill"),
        ("archive_audit_weekly", "0 6 * * 4", "verify_archive"),
        ("archive_audit_monthly", "0 7 10 * *", "verify_archive_deep"),
    ],
)
def test_they_are_scheduled_once_somebody_switches_them_on(schedule: str, cron: str, job: str) -> None:
    (found,) = (each for each in SCHEDULES if each.name == schedule)
    assert (found.cron_schedule, found.job_name, found.execution_timezone) == (cron, job, "UTC")
    assert found.default_status == dg.DefaultScheduleStatus.STOPPED
