"""What the watch finds in the warehouse's own records, and when it says that it is over."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from resources import alerts
from resources.alerts import CONDITIONS, Watched
from resources.redaction import MASK, register
from tests.resources.alerts.conftest import DAY, HOUR, Desk

pytestmark = pytest.mark.database
MINUTE = dt.timedelta(minutes=1)


def test_when_all_is_well_there_is_no_alert(desk: Desk) -> None:
    account = desk.account("1001", token_expires_at=desk.now + 60 * DAY)
    desk.sync(account, "success")
    assert desk.look() == Watched(0, 0)
    assert desk.rows() == []


def test_every_condition_has_its_statement_and_severity(desk: Desk) -> None:
    assert CONDITIONS == {
        "nightly_missing": "error",
        "token_revoked": "error",
        "account_failed": "error",
        "rates_missing": "error",
        "security_alert": "error",
        "archive_damaged": "error",
        "backup_missing": "error",
        "drill_failed": "error",
        "account_stale": "warning",
        "batch_held": "warning",
        "token_ending": "warning",
        "unhealthy": "warning",
    }


def test_a_condition_that_goes_on_is_one_alert_whose_repeats_are_counted(desk: Desk) -> None:
    account = desk.account("1001")
    desk.sync(account, "failed", "expected HTTP 200, got 500")
    first = desk.now + 10 * MINUTE
    assert [desk.look() for _ in range(3)] == [Watched(1, 0)] * 3
    (alert,) = desk.rows()
    assert (alert["dedupe_key"], alert["severity"], alert["repeats"]) == ("account_failed:meta:1001", "error", 2)
    assert (alert["created_at"], alert["last_seen_at"], alert["ad_account_id"]) == (first, desk.now, account)


def test_missing_rates_are_one_alert_a_pair(desk: Desk) -> None:
    insert = (
        "INSERT INTO marts.channel_performance (user_id, channel_id, date, reporting_currency, accounts_expected, "
        "accounts_loaded, is_complete, fx_complete, missing_rates, mixed_timezones, provisional_until) "
        "SELECT %s, min(id), %s, 'USD', 1, 1, true, false, %s, false, '2026-04-01' FROM warehouse.channels"
    )
    for day in ("2026-03-01", "2026-03-03"):
        desk.do(insert, desk.ann, day, [f"TWD/USD {day}", f"VND/USD {day}"])
    assert desk.look() == Watched(2, 0)
    assert [row["dedupe_key"] for row in desk.rows()] == ["rates_missing:TWD/USD", "rates_missing:VND/USD"]
    assert "TWD/USD: no exchange rate for 2 days from 2026-03-01 to 2026-03-03" in desk.rows()[0]["message"]
    desk.do(
        "UPDATE marts.channel_performance SET fx_complete = true, missing_rates = '{}', total_spend = %s", Decimal(1)
    )
    assert desk.look() == Watched(0, 2)


def test_a_grave_security_alert_is_told_until_the_application_resolves_it(desk: Desk) -> None:
    insert = (
        "INSERT INTO app.security_alerts (type, severity, subject, started_at, description) "
        "VALUES ('error_rate', %s, %s, now(), %s)"
    )
    desk.do(insert, "medium", "/v2/reports", "a few errors")
    desk.do(insert, "critical", "/v2/budgets", "nothing works")
    assert desk.look() == Watched(1, 0)
    assert desk.open()["security_alert"]["message"] == "nothing works"
    desk.do("UPDATE app.security_alerts SET resolved = true")
    assert desk.look() == Watched(0, 1)


def test_a_database_that_was_backed_up_once_is_missed_after_26_hours_each_for_itself(desk: Desk) -> None:
    taken = desk.now
    insert = (
        "INSERT INTO ops.backups (database_name, object_key, bytes, sha256, taken_at, expires_at) "
        "VALUES (%s, gen_random_uuid()::text, 1, 'x', %s, %s)"
    )
    desk.do(insert, "adwarehouse", taken - 5 * DAY, taken + 25 * DAY)
    desk.do(insert, "adwarehouse", taken, taken + 30 * DAY)
    desk.do(insert, "dagster", taken + HOUR, taken + 30 * DAY)
    assert desk.look(26 * HOUR - MINUTE) == Watched(0, 0)
    assert desk.look(2 * MINUTE) == Watched(1, 0)
    alert = desk.open()["backup_missing"]
    assert (alert["severity"], alert["dedupe_key"]) == ("error", "backup_missing:adwarehouse")
    assert f"database adwarehouse: the newest backup is of {taken:%Y-%m-%d %H:%M} UTC, more than 26" in alert["message"]
    desk.do(insert, "adwarehouse", desk.now, desk.now + 30 * DAY)
    assert desk.look() == Watched(0, 1)


def test_a_failed_drill_is_told_until_a_later_one_succeeds(desk: Desk) -> None:
    drilled = "INSERT INTO ops.health (checked_at, subject, is_healthy, detail) VALUES (%s, %s, %s, %s)"
    desk.do(drilled, desk.now - DAY, "backup_drill:dagster", True, "all well")
    desk.do(drilled, desk.now, "backup_drill:adwarehouse", False, "rows of app.users: expected 2, got 1")
    desk.do(drilled, desk.now, "database", False, "something else")
    assert desk.look() == Watched(1, 0)
    alert = desk.open()["drill_failed"]
    assert (alert["severity"], alert["dedupe_key"]) == ("error", "drill_failed:adwarehouse")
    assert (
        "the restore drill failed: rows of app.users: expected 2, got 1. `adwarehouse backup now`" in alert["message"]
    )
    desk.do(drilled, desk.now, "backup_drill:adwarehouse", True, "all well")
    assert desk.look() == Watched(0, 1)


def test_a_damaged_archive_is_told_until_a_later_look_is_clean(desk: Desk) -> None:
    looked = (
        "INSERT INTO ops.health (checked_at, subject, is_healthy, detail, value) VALUES (%s, 'archive', %s, %s, %s)"
    )
    desk.do(looked, desk.now, False, "orders of 2024-01: archive/orders/x: expected 10 bytes, got nothing", 1)
    assert desk.look() == Watched(1, 0)
    alert = desk.open()["archive_damaged"]
    assert (alert["severity"], alert["dedupe_key"]) == ("error", "archive_damaged")
    assert "1 findings" in alert["message"]
    assert "orders of 2024-01: archive/orders/x: expected 10 bytes, got nothing" in alert["message"]
    desk.do(looked, desk.now, True, "clean", 0)
    assert desk.look() == Watched(0, 1)


def test_a_failed_run_is_one_alert_and_over_when_its_job_works_again(desk: Desk) -> None:
    for _ in range(2):
        alerts.run_failed(desk.warehouse, "meta_sync", "r-1", "meta_sync: it went wrong", desk.now)
    alerts.run_failed(desk.warehouse, "meta_sync_two", "r-2", "another job", desk.now)
    alerts.run_recovered(desk.warehouse, "meta_sync", desk.now + HOUR)
    one, two = desk.rows()
    assert (one["kind"], one["severity"], one["run_id"], one["repeats"]) == ("run_failure", "error", "r-1", 1)
    assert (one["resolved_at"], two["resolved_at"]) == (desk.now + HOUR, None)
    assert desk.look(6 * DAY) == Watched(0, 0)
    assert desk.look(2 * DAY) == Watched(0, 1)


def test_an_alert_holds_no_secret_and_nothing_that_a_table_cannot_hold(desk: Desk) -> None:
    register("EAAsecret-token")
    alerts.run_failed(desk.warehouse, "j", "r", f"bad \0 \ud800 EAAsecret-token {'x' * 5000}", desk.now)
    (alert,) = desk.rows()
    assert alert["message"].startswith(f"bad  ? {MASK} x")
    assert len(alert["message"]) == 2000
