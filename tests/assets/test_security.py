"""Security alerts are looked for by a job of their own."""

from __future__ import annotations

import dagster as dg
import pytest

from pipelines.definitions import defs
from pipelines.schedules import SCHEDULES
from resources.settings import settings
from resources.warehouse.connection import Warehouse


@pytest.mark.database
def test_the_job_raises_what_is_new_and_says_how_many(
    environment: pytest.MonkeyPatch, warehouse: Warehouse, instance: dg.DagsterInstance
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        environment.setenv(name, "unused")
    environment.setenv("S3_ENDPOINT_URL", "http://127.0.0.1:1")
    environment.setenv("ADWAREHOUSE_TODAY", "2026-03-20")
    settings.cache_clear()
    warehouse.connection.execute(
        "INSERT INTO app.login_attempts (username, success, timestamp)"
        " SELECT 'ann', false, timestamptz '2026-03-20 12:00+00' + number * interval '1 second'"
        " FROM generate_series(1, 30) AS number"
    )

    found = []
    for _ in range(2):
        result = defs.resolve_job_def("raise_security_alerts").execute_in_process(instance=instance)
        (event,) = result.get_asset_materialization_events()
        shown = event.materialization.metadata
        found.append((shown["new_alerts"].value, shown["renewed_alerts"].value))

    assert found == [(1, 0), (0, 0)]
    (alert,) = warehouse.connection.execute("SELECT severity, resolved FROM app.security_alerts").fetchall()
    assert alert == {"severity": "high", "resolved": False}


def test_it_is_scheduled_four_times_an_hour() -> None:
    (schedule,) = (each for each in SCHEDULES if each.name == "security_alerts_every_quarter_of_an_hour")
    assert (schedule.cron_schedule, schedule.job_name) == ("*/15 * * * *", "raise_security_alerts")
