"""Drafts that have expired are removed, and how many is told."""

from __future__ import annotations

import datetime as dt

import dagster as dg
import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.definitions import defs
from pipelines.schedules import SCHEDULES
from resources.clock import Clock
from resources.drafts import Cleaned, clean
from resources.warehouse.connection import Warehouse

pytestmark = pytest.mark.database
NOW = dt.datetime.now(dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def drafts(warehouse: Warehouse) -> Warehouse:
    """Three drafts: one expired an hour ago, one expires in an hour, one a year ago."""
    person = "INSERT INTO app.users (email, name) VALUES ('ana@example.com', 'Ana') RETURNING id"
    ends = (NOW - HOUR, NOW + HOUR, NOW - 366 * 24 * HOUR)
    with warehouse.transaction("test.drafts") as cursor:
        (user,) = cursor.execute(person).fetchall()
        for end in ends:
            cursor.execute(
                "WITH campaign AS (INSERT INTO app.campaigns (user_id, name) VALUES (%s, 'A') RETURNING id)"
                " INSERT INTO app.campaign_drafts (campaign_id, expires_at) SELECT id, %s FROM campaign",
                (user["id"], end),
            )
    return warehouse


def test_expired_drafts_go_and_their_campaigns_stay(drafts: Warehouse) -> None:
    assert clean(drafts, Clock()) == Cleaned(removed=2, kept=1)
    assert clean(drafts, Clock()) == Cleaned(removed=0, kept=1)
    campaigns = drafts.connection.execute("SELECT count(*) AS campaigns FROM app.campaigns").fetchall()
    assert campaigns == [{"campaigns": 3}]


def test_a_business_day_of_the_past_removes_what_had_expired_then(drafts: Warehouse) -> None:
    long_ago = Clock((NOW - 300 * 24 * HOUR).date())
    assert clean(drafts, long_ago) == Cleaned(removed=1, kept=2)


def test_the_command_says_how_many(drafts: Warehouse, environment: pytest.MonkeyPatch) -> None:
    told = CliRunner().invoke(main, ["drafts", "clean"])
    assert (told.exit_code, told.stdout) == (0, "2 expired drafts removed, 1 left\n")


def test_the_daily_job_tells_the_number_as_metadata(drafts: Warehouse, environment: pytest.MonkeyPatch) -> None:
    for name in ("S3_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        environment.setenv(name, "http://127.0.0.1:1" if name == "S3_ENDPOINT_URL" else "unused")
    with dg.DagsterInstance.ephemeral() as instance:
        result = defs.resolve_job_def("clean_drafts").execute_in_process(instance=instance)
    (event,) = result.get_asset_materialization_events()
    assert event.materialization.metadata["removed_drafts"].value == 2
    assert event.materialization.metadata["dagster/row_count"].value == 1


def test_it_is_scheduled_every_day() -> None:
    (schedule,) = (each for each in SCHEDULES if each.name == "expired_drafts_daily")
    assert (schedule.cron_schedule, schedule.job_name) == ("40 4 * * *", "clean_drafts")
