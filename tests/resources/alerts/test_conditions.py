"""What the watch finds in the warehouse's own records, and when it says that it is over."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from resources import alerts
from resources.alerts import CONDITIONS, Watched
from resources.redaction import MASK, register
from tests.resources.alerts.conftest import DAY, HOUR, SEALED, Desk

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


def test_a_failed_account_is_resolved_by_its_next_good_sync_and_alerted_anew_when_it_fails_again(desk: Desk) -> None:
    account = desk.account("1001")
    desk.sync(account, "failed", "no luck")
    desk.look()
    assert desk.open()["account_failed"]["message"] == (
        "meta account 1001 (Shop 1001): the last sync failed; `adwarehouse batches list` names the days. "
        "campaign_daily: no luck"
    )
    desk.sync(account, "success")
    assert desk.look() == Watched(0, 1)
    desk.sync(account, "failed", "again")
    assert desk.look() == Watched(1, 0)
    assert [row["resolved_at"] is None for row in desk.rows()] == [False, True]


def test_a_paused_account_that_failed_and_a_batch_that_waits_for_a_person_are_no_failed_accounts(desk: Desk) -> None:
    desk.sync(desk.account("1001", status="paused"), "failed", "no luck")
    desk.sync(desk.account("1002"), "failed", "half of the rows are gone", of="ContractBroken")
    assert desk.look() == Watched(0, 0)


def test_a_batch_that_is_held_for_more_than_an_hour_waits_for_a_decision(desk: Desk) -> None:
    batch = desk.batch(desk.account("1001"), "held", desk.now - 55 * MINUTE, held_reason="sums fell by half")
    assert desk.look(4 * MINUTE) == Watched(0, 0)
    assert desk.look(2 * MINUTE) == Watched(1, 0)
    alert = desk.open()["batch_held"]
    assert (alert["severity"], alert["run_id"], alert["dedupe_key"]) == ("warning", "run-1", f"batch_held:{batch}")
    assert f"batch {batch} of campaign_daily, 2026-03-01 to 2026-03-07, is held: sums fell by half" in alert["message"]
    desk.do("UPDATE ops.batches SET status = 'rejected' WHERE id = %s", batch)
    assert desk.look() == Watched(0, 1)


def test_a_refused_token_is_an_error_of_its_connection_until_it_is_replaced(desk: Desk) -> None:
    account = desk.account("1001", status="revoked")
    desk.look()
    alert = desk.open()["token_revoked"]
    assert (alert["severity"], alert["ad_account_id"]) == ("error", account)
    assert "`adwarehouse accounts rotate-token meta 1001 --user ann@example.com`" in alert["message"]
    assert "authorize" not in alert["message"]
    desk.do("UPDATE app.marketing_accounts SET status = 'active'")
    desk.batch(account)
    assert desk.look() == Watched(0, 1)


@pytest.mark.parametrize("status", ["active", "paused"])
@pytest.mark.parametrize("column", ["token_expires_at", "renewable_until", "access_ends_at"])
def test_whatever_ends_within_a_week_is_told_of_in_time(desk: Desk, column: str, status: str) -> None:
    ends = desk.now + 7 * DAY + HOUR
    ending: dict[str, Any] = {column: ends}
    desk.batch(desk.account("1001", status=status, **ending))
    assert desk.look(50 * MINUTE) == Watched(0, 0)
    assert desk.look(20 * MINUTE) == Watched(1, 0)
    alert = desk.open()["token_ending"]
    assert alert["severity"] == "warning"
    assert f"the access of ann@example.com ends on {ends:%Y-%m-%d %H:%M} UTC. Renew it: " in alert["message"]
    desk.do(f"UPDATE app.marketing_accounts SET {column} = %s", desk.now + 30 * DAY)
    assert desk.look() == Watched(0, 1)


def test_the_soonest_end_counts_and_an_access_token_that_is_renewed_does_not(desk: Desk) -> None:
    desk.batch(
        desk.account(
            "2001",
            platform="shopee",
            token_expires_at=desk.now + HOUR,
            refresh_token=SEALED,
            renewable_until=desk.now + 20 * DAY,
            access_ends_at=desk.now + 30 * DAY,
        )
    )
    assert desk.look() == Watched(0, 0)
    desk.do("UPDATE app.marketing_accounts SET access_ends_at = %s", desk.now - DAY)
    assert desk.look() == Watched(1, 0)
    message = desk.open()["token_ending"]["message"]
    assert f"ended on {desk.now - DAY - 10 * MINUTE:%Y-%m-%d %H:%M} UTC" in message
    assert "`adwarehouse accounts authorize shopee`, then `adwarehouse accounts rotate-token shopee 2001" in message


def test_a_platform_that_was_not_even_tried_for_26_hours_sets_the_dead_mans_switch_off(desk: Desk) -> None:
    for name in ("1001", "1002"):
        desk.batch(desk.account(name), "failed", desk.now - 25 * HOUR)
    assert desk.look(30 * MINUTE) == Watched(0, 0)
    assert desk.look(31 * MINUTE) == Watched(1, 0)
    alert = desk.open()["nightly_missing"]
    assert (alert["severity"], alert["dedupe_key"]) == ("error", "nightly_missing:meta")
    assert "meta: no sync was tried for 26 hours, and 2 connected accounts wait (last try: 20" in alert["message"]
    for account in (1, 2):
        desk.batch(desk.one("SELECT id FROM warehouse.ad_accounts WHERE account_id = %s", f"100{account}"))
    assert desk.look() == Watched(0, 1)


def test_a_platform_without_any_sync_counts_from_its_first_connection(desk: Desk) -> None:
    desk.account("1001", updated_at=desk.now - 25 * HOUR)
    desk.account("1002", updated_at=desk.now)
    desk.account("2001", platform="shopee", updated_at=desk.now - 25 * HOUR, status="paused")
    assert desk.look(30 * MINUTE) == Watched(0, 0)
    assert desk.look(31 * MINUTE) == Watched(1, 0)
    assert "(last try: never)" in desk.open()["nightly_missing"]["message"]


def test_one_platforms_silence_is_not_hidden_by_anothers_syncs(desk: Desk) -> None:
    desk.account("1001")
    desk.batch(desk.account("2001", platform="shopee"))
    desk.look()
    assert [row["dedupe_key"] for row in desk.rows()] == ["nightly_missing:meta"]


def test_an_account_that_is_left_out_while_others_are_read_is_stale(desk: Desk) -> None:
    left_out = desk.account("1001")
    desk.batch(desk.account("1002"))
    desk.account("1003", updated_at=desk.now)
    desk.look()
    alert = desk.open()["account_stale"]
    assert (alert["severity"], alert["dedupe_key"]) == ("warning", "account_stale:meta:1001")
    desk.batch(left_out)
    assert desk.look() == Watched(0, 1)


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
