"""What a look at everything finds, what it leaves behind, and who hears of it."""

from __future__ import annotations

import datetime as dt
import signal
from pathlib import Path

import pytest

from resources import health
from resources.clock import Clock
from resources.health import Finding
from resources.platforms import REGISTRY
from resources.warehouse.connection import Warehouse
from resources.warehouse.partitions import ensure_months_ahead
from tests.forked import killed_at
from tests.resources.alerts.conftest import DAY, HOUR, Desk

pytestmark = pytest.mark.database
TODAY = dt.date(2026, 3, 20)
CLOCK = Clock(TODAY)
HERE = Path("/")


def found(desk: Desk, clock: Clock = CLOCK) -> dict[str, Finding]:
    """Every finding by its subject."""
    return {finding.subject: finding for finding in health.look(desk.warehouse, clock, HERE)}


def cover(desk: Desk, account: int, through: dt.date, *streams: str) -> None:
    """Have streams published without a gap."""
    for stream in streams:
        desk.do("INSERT INTO ops.stream_state VALUES (%s, %s, %s, %s)", account, stream, through, desk.now)


def test_an_account_is_well_when_every_stream_has_the_day_that_ended_last(desk: Desk) -> None:
    account = desk.account("1001")
    cover(desk, account, TODAY, "campaigns")
    cover(desk, account, TODAY - DAY, "campaign_daily", "campaign_hourly")
    finding = found(desk)["account:meta:1001"]
    assert (finding.is_healthy, finding.value) == (True, 0)
    assert finding.detail == f"last published {desk.now:%Y-%m-%d %H:%M} UTC"


def test_an_account_that_lacks_days_says_which_stream_and_how_many(desk: Desk) -> None:
    account = desk.account("1001")
    cover(desk, account, TODAY, "campaigns", "campaign_hourly")
    cover(desk, account, TODAY - 4 * DAY, "campaign_daily")
    finding = found(desk)["account:meta:1001"]
    assert (finding.is_healthy, finding.value) == (False, 3)
    assert finding.detail.endswith("; campaign_daily lacks 3 days")


def test_an_account_of_which_a_stream_was_never_published_says_which(desk: Desk) -> None:
    cover(desk, desk.account("1001"), TODAY, "campaigns", "campaign_hourly")
    finding = found(desk)["account:meta:1001"]
    assert not finding.is_healthy
    assert finding.detail.endswith("; campaign_daily was never published")


def test_only_streams_that_an_account_has_are_owed(desk: Desk) -> None:
    cover(desk, desk.account("marketplace", platform="clickbank"), TODAY, "products")
    assert found(desk)["account:clickbank:marketplace"].is_healthy


def test_a_stream_that_tells_its_days_later_is_promised_later(desk: Desk) -> None:
    account = desk.account("3001", platform="naver")
    cover(desk, account, TODAY - 2 * DAY, *(stream.name for stream in REGISTRY["naver"].streams))
    finding = found(desk)["account:naver:3001"]
    assert "campaigns lacks 1 days" in finding.detail
    assert "campaign_daily" not in finding.detail


def test_an_account_that_was_never_read_is_not_well_and_one_that_nobody_connects_is_not_asked_for(desk: Desk) -> None:
    desk.account("1001")
    desk.account("1002", status="paused")
    accounts = {name: finding for name, finding in found(desk).items() if name.startswith("account:")}
    assert list(accounts) == ["account:meta:1001"]
    assert (accounts["account:meta:1001"].is_healthy, accounts["account:meta:1001"].detail) == (
        False,
        "nothing was ever published",
    )


def test_without_a_business_day_a_day_is_promised_sixteen_hours_after_it_ended_where_the_account_is(desk: Desk) -> None:
    account = desk.account("1001")
    ended = (dt.datetime.now(dt.UTC) - 16 * HOUR).date() - DAY
    cover(desk, account, ended, "campaigns", "campaign_daily", "campaign_hourly")
    assert found(desk, Clock())["account:meta:1001"].is_healthy
    desk.do("UPDATE ops.stream_state SET covered_through = %s", ended - DAY)
    assert not found(desk, Clock())["account:meta:1001"].is_healthy


def test_missing_partitions_are_named_until_they_are_made(desk: Desk, owner: Warehouse) -> None:
    before = found(desk)["partitions"]
    assert not before.is_healthy
    assert f"page_views {dt.datetime.now(dt.UTC):%Y-%m}" in before.detail
    ensure_months_ahead(owner, CLOCK)
    after = found(desk)["partitions"]
    assert (after.is_healthy, after.value) == (True, 0)


def test_quarantine_is_well_for_three_days(desk: Desk) -> None:
    batch = desk.batch(desk.account("1001"))
    desk.do(
        "INSERT INTO ops.quarantined_rows (batch_id, platform, stream, ad_account_id, reasons, payload, source_page, "
        "source_line) SELECT id, platform, stream, ad_account_id, '{bad}', 'x', 0, 0 FROM ops.batches WHERE id = %s",
        batch,
    )
    assert (found(desk)["quarantine"].is_healthy, found(desk)["quarantine"].value) == (True, 1)
    desk.do("UPDATE ops.quarantined_rows SET created_at = now() - interval '4 days'")
    old = found(desk)["quarantine"]
    assert not old.is_healthy
    assert old.detail.endswith(": meta 1001")


def test_changes_that_wait_for_the_marts_and_a_month_that_is_stuck_are_not_well(desk: Desk) -> None:
    assert found(desk)["marts"].detail == "nothing waits"
    assert found(desk)["archive_moves"].is_healthy
    account = desk.account("1001")
    desk.do("DELETE FROM ops.touched_days")
    desk.do(
        "INSERT INTO ops.touched_days (ad_account_id, date, reason, touched_at) VALUES (%s, %s, 'publish', %s)",
        account,
        TODAY,
        desk.now - 3 * HOUR,
    )
    desk.do(
        "INSERT INTO ops.archive_manifest (table_name, month, version, state, rows, sums, content_hash, "
        "schema_version, objects, bytes, updated_at) VALUES ('campaign_metrics', '2025-01-01', 1, 'serving_archive', "
        "0, '{}', 0, '0001', '[]', 0, now() - interval '2 days')"
    )
    looked = found(desk)
    assert not looked["marts"].is_healthy
    assert "campaign_metrics 2025-01 (serving_archive)" in looked["archive_moves"].detail


def test_an_archive_at_which_nobody_looks_is_not_well_after_five_weeks(desk: Desk) -> None:
    assert found(desk)["archive_age"] == Finding("archive_age", True, "nothing is archived", 0)
    desk.do(
        "INSERT INTO ops.archive_manifest (table_name, month, version, state, rows, sums, content_hash, "
        "schema_version, objects, bytes, verified_at) VALUES ('campaign_metrics', '2025-01-01', 1, 'dropped', "
        "0, '{}', 0, '0001', '[]', 0, %s)",
        desk.now - 36 * DAY,
    )
    forgotten = found(desk)["archive_age"]
    assert (forgotten.is_healthy, forgotten.value) == (False, 1)
    assert "never looked at" in forgotten.detail
    desk.do("INSERT INTO ops.health VALUES (%s, 'archive', true, 'well', 0)", desk.now - DAY)
    assert found(desk)["archive_age"].is_healthy
    desk.do("UPDATE ops.health SET checked_at = %s", desk.now - 36 * DAY)
    assert not found(desk)["archive_age"].is_healthy


def test_a_month_that_was_released_waits_for_retention_and_is_well(desk: Desk) -> None:
    desk.do(
        "INSERT INTO ops.archive_manifest (table_name, month, version, state, rows, sums, content_hash, "
        "schema_version, objects, bytes, updated_at, released_at) VALUES ('campaign_metrics', '2025-01-01', 1, "
        "'exported', 0, '{}', 0, '0001', '[]', 0, now() - interval '2 days', now() - interval '2 days')"
    )
    assert found(desk)["archive_moves"] == Finding("archive_moves", True, "every month is in one tier", 0)


def test_late_rows_are_well_until_retention_should_have_taken_them(desk: Desk) -> None:
    assert found(desk)["late_rows"].detail == "none wait"
    batch = desk.batch(desk.account("1001"))
    desk.do(
        "INSERT INTO ops.late_rows (table_name, month, batch_id, date, row_data, created_at) VALUES "
        "('campaign_metrics', '2025-01-01', %s, '2025-01-03', '{}', %s)",
        batch,
        desk.now - 36 * DAY,
    )
    late = found(desk)["late_rows"]
    assert (late.is_healthy, late.value) == (False, 1)
    assert late.detail.endswith(": campaign_metrics 2025-01")


def test_a_backup_is_well_for_a_day_and_a_warehouse_without_any_is_not(desk: Desk) -> None:
    assert "adwarehouse backup now" in found(desk)["backup"].detail
    desk.do(
        "INSERT INTO ops.backups (database_name, object_key, bytes, sha256, taken_at, expires_at) "
        "VALUES ('adwarehouse', 'k', 1, 'h', now() - interval '2 hours', now() + interval '30 days')"
    )
    taken = found(desk)["backup:adwarehouse"]
    assert (taken.is_healthy, taken.value) == (True, 2)
    assert taken.detail.endswith("never restored in a drill")
    desk.do("UPDATE ops.backups SET taken_at = now() - interval '27 hours'")
    assert not found(desk)["backup:adwarehouse"].is_healthy


def test_conditions_of_alerts_are_findings_too(desk: Desk) -> None:
    assert found(desk)["token_ending"] == Finding("token_ending", True, "none", 0)
    desk.account("1001", token_expires_at=desk.now + 2 * DAY)
    ending = found(desk)["token_ending"]
    assert (ending.is_healthy, ending.value) == (False, 1)
    assert "rotate-token meta 1001" in ending.detail


def test_what_is_not_well_is_told_of_and_is_over_when_a_later_look_is_happy(desk: Desk) -> None:
    account = desk.account("1001")
    desk.batch(account)
    health.record(desk.warehouse, [Finding("account:meta:1001", False, "campaign_daily lacks 3 days", 3)], CLOCK)
    desk.look()
    assert desk.open()["unhealthy"]["message"] == "account:meta:1001: campaign_daily lacks 3 days"
    health.record(desk.warehouse, [Finding("account:meta:1001", True, "last published now", 0)], CLOCK)
    desk.look()
    assert "unhealthy" not in desk.open()


def test_damage_that_nobody_has_looked_at_again_is_never_forgotten(desk: Desk) -> None:
    desk.do("INSERT INTO ops.health VALUES (now() - interval '92 days', 'archive', true, 'well', 0)")
    desk.do("INSERT INTO ops.health VALUES (now() - interval '91 days', 'archive', false, 'an object is gone', 1)")
    health.record(desk.warehouse, [], CLOCK)
    assert [row["detail"] for row in desk.rows("ops.health")] == ["an object is gone"]
    desk.look()
    assert "archive_damaged" in desk.open()


@pytest.mark.kills
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_kill_while_old_findings_are_forgotten_keeps_the_new_ones(desk: Desk, moment: str) -> None:
    desk.do("INSERT INTO ops.health VALUES (now() - interval '91 days', 'disk', true, 'old', 1)")
    url = desk.warehouse.url

    def dies() -> None:
        health.record(Warehouse(url), [Finding("disk", True, "new", 2)], CLOCK)

    assert killed_at(f"health.forget:{moment}", dies) == -signal.SIGKILL
    kept = [row["detail"] for row in desk.rows("ops.health")]
    assert kept == (["old", "new"] if moment == "before" else ["new"])
    health.record(desk.warehouse, [], CLOCK)
    assert [row["detail"] for row in desk.rows("ops.health")] == ["new"]
