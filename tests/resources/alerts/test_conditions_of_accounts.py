"""What the watch finds about accounts, their tokens, batches and silence, and when it says that it is over."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from resources.alerts import Watched
from tests.resources.alerts.conftest import DAY, HOUR, SEALED, Desk

pytestmark = pytest.mark.database
MINUTE = dt.timedelta(minutes=1)


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
    made = desk.now - 55 * MINUTE
    batch = desk.batch(desk.account("1001"), "held", made, held_reason="sums fell by half")
    assert desk.look(4 * MINUTE) == Watched(0, 0)
    assert desk.look(2 * MINUTE) == Watched(1, 0)
    alert = desk.open()["batch_held"]
    assert (alert["severity"], alert["run_id"], alert["dedupe_key"]) == ("warning", "run-1", f"batch_held:{batch}")
    days = f"{made.date() - 6 * DAY} to {made.date()}"
    assert f"batch {batch} of campaign_daily, {days}, is held: sums fell by half" in alert["message"]
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
    assert (
        "meta: no sync of new days was tried for 26 hours, and 2 connected accounts wait (last try: 20"
        in alert["message"]
    )
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


def test_a_backfill_of_older_days_does_not_hide_that_the_nightly_has_stopped(desk: Desk) -> None:
    account = desk.account("1001")
    desk.batch(account, at=desk.now - 27 * HOUR)
    first_day = desk.now.date() - 90 * DAY
    desk.batch(account, window_start=first_day, window_end=desk.now.date() - 3 * DAY)
    assert desk.look() == Watched(1, 0)
    last = desk.now - 27 * HOUR - 10 * MINUTE
    assert f"(last try: {last:%Y-%m-%d %H:%M} UTC)" in desk.open()["nightly_missing"]["message"]
    desk.batch(account, window_start=first_day, window_end=desk.now.date() - 2 * DAY)
    assert desk.look() == Watched(0, 1)


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
