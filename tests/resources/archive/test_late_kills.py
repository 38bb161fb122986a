"""Killed while late rows are merged, or while a month is restored beside: the next run ends where a clean one does."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from resources.archive import archive_month
from resources.archive.late import merge_late_rows, waiting
from resources.archive.manifest import latest
from resources.archive.months import TableMonth
from resources.archive.side import restore_beside
from resources.clock import Clock
from resources.warehouse.marts import refresh_marts
from tests.durable_points import durable_points
from tests.faults.kills import IN_TURN, killed
from tests.resources.archive.conftest import SEPTEMBER, TODAY, ColdWorld

pytestmark = [pytest.mark.database, pytest.mark.kills]
MERGING = (
    *sorted(name for name in durable_points() if name.startswith("late.")),
    "marts.commit",
    "archive.manifest.exported",
    "archive.manifest.serving",
    "archive.object.sweep",
    "archive.manifest.dropped",
)
CHANGED, EMPTIED = dt.date(2025, 9, 3), dt.date(2025, 9, 4)
TABLE = "campaign_metrics"
PEOPLE = """
    INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone)
    VALUES ('meta', '1', 'one', 'KRW', 'Asia/Seoul');
    INSERT INTO warehouse.campaigns (id, ad_account_id, campaign_id, campaign_name, platform, currency, fetched_at)
    OVERRIDING SYSTEM VALUE SELECT i, 1, 'c' || i, 'c' || i, 'meta', 'KRW', now() FROM generate_series(0, 17) AS i;
    INSERT INTO ops.batches (platform, stream, ad_account_id, window_start, window_end, run_id, load_mode, status,
                             fetched_at, records_fetched, records_staged, rows_late)
    VALUES ('meta', 'campaign_daily', 1, '2025-09-03', '2025-09-05', 'r', 'replace_window', 'published', now(), 1, 1, 1)
"""
WAIT = """
    INSERT INTO ops.late_rows (table_name, month, date, batch_id, row_data)
    SELECT 'campaign_metrics', '2025-09-01', date, 1, row_data
    FROM (VALUES ('2025-09-03'::date, NULL::jsonb), ('2025-09-03', %(row)s), ('2025-09-04', NULL)) AS late
        (date, row_data)
"""
CHILD = """
import datetime as dt, sys
from resources.archive import archive_month
from resources.archive.late import merge_late_rows
from resources.archive.side import restore_beside
from resources.clock import Clock
from resources.object_store import ObjectStore
from resources.settings import settings
from resources.warehouse.connection import Warehouse
owner, store = Warehouse(settings().require("database_owner_url")), ObjectStore.from_settings(settings())
month, today = dt.date.fromisoformat(sys.argv[2]), dt.date.fromisoformat(sys.argv[3])
if sys.argv[1] == "merge":
    for place in merge_late_rows(owner, store, Clock(today), "campaign_metrics", month).places:
        archive_month(owner, store, place.table, place.start, today)
else:
    restore_beside(owner, store, "campaign_metrics", [month], "audit")
"""


def kill(cold: ColdWorld, failpoint: str, action: str) -> None:
    """Do it in a process of its own, which dies at the failpoint."""
    environment = {
        "PATH": os.defpath,
        "DATABASE_OWNER_URL": cold.owner.url,
        "S3_ENDPOINT_URL": cold.server.endpoint,
        "S3_BUCKET": cold.store.bucket,
        "AWS_ACCESS_KEY_ID": cold.server.access_key,
        "AWS_SECRET_ACCESS_KEY": cold.server.secret_key,
        "ADWAREHOUSE_FAILPOINT": failpoint,
    }
    arguments = [sys.executable, "-c", CHILD, action, str(SEPTEMBER), str(TODAY)]
    done = subprocess.run(arguments, env=environment, check=False, capture_output=True, timeout=120, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr


def leave_late(cold: ColdWorld) -> list[dict[str, Any]]:
    """Archive the month and have two of its days wait: one with one row, one without; the rows of all others."""
    cold.run(PEOPLE)
    (channel,) = cold.run("SELECT placement FROM warehouse.channel_map WHERE channel_id = 4 AND platform = 'meta'")
    others = [row for row in cold.rows() if row["date"] not in (CHANGED, EMPTIED)]
    cold.archive()
    late = {
        "date": str(CHANGED),
        "campaign_id": "c0",
        "placement": channel["placement"],
        "currency": "KRW",
        "clicks": 7,
        "impressions": 70,
        "source_page": 0,
        "source_line": 0,
    }
    cold.run(WAIT, {"row": Jsonb(late)})
    return others


def finish(cold: ColdWorld) -> None:
    """What the next archive run does, once the nightly refresh has been there."""
    clock = Clock(TODAY)
    for late in waiting(cold.owner):
        merge_late_rows(cold.owner, cold.store, clock, late.table, late.month)
    refresh_marts(cold.owner, clock)
    archive_month(cold.owner, cold.store, TABLE, SEPTEMBER, TODAY)


@killed("6", "late rows are merged into the archive, and it is killed", "I2 I8 I10: every row is there, in one tier")
@pytest.mark.parametrize("moment", IN_TURN)
@pytest.mark.parametrize("point", MERGING)
def test_a_kill_while_late_rows_are_merged_loses_none_and_leaves_the_month_in_one_tier(
    cold: ColdWorld, point: str, moment: str
) -> None:
    others = leave_late(cold)
    kill(cold, f"{point}:{moment}", "merge")

    is_archived = cold.states()[-1] in ("serving_archive", "dropped")
    assert is_archived != bool(cold.rows()) or cold.states()[-1] == "serving_archive"
    assert cold.states().count("serving_archive") + cold.states().count("dropped") == is_archived

    finish(cold)
    assert (cold.states(), waiting(cold.owner)) == (["superseded", "dropped"], [])
    manifest = latest(cold.owner, TableMonth(TABLE, SEPTEMBER))
    assert manifest is not None
    assert manifest.version > 1
    assert cold.objects() == [item.key for item in manifest.objects]
    cold.restore()
    found = cold.rows()
    assert [row for row in found if row["date"] not in (CHANGED, EMPTIED)] == others
    assert [(row["date"], row["campaign_id"], row["clicks"]) for row in found if row not in others] == [(CHANGED, 0, 7)]


@killed("6", "a restore beside the warehouse is killed", "all or nothing")
@pytest.mark.parametrize("moment", IN_TURN)
def test_a_killed_restore_beside_is_there_whole_or_not_at_all_and_can_be_repeated(cold: ColdWorld, moment: str) -> None:
    before = cold.rows()
    cold.archive()
    kill(cold, f"restore.beside:{moment}", "beside")
    there = cold.run("SELECT to_regclass('audit.campaign_metrics') IS NOT NULL AS found")[0]["found"]
    assert there == (moment == "after")
    restore_beside(cold.owner, cold.store, TABLE, [SEPTEMBER], "audit")
    assert cold.run("SELECT * FROM audit.campaign_metrics ORDER BY date, campaign_id, channel_id") == before
