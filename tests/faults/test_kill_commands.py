"""A command other than a sync that is killed at a durable point can be repeated, and ends where one try does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from resources.loading import runs
from tests.faults.invariants import require
from tests.faults.kills import MOMENTS, at, judged, kill, require_all, stage
from tests.playground import TODAY
from tests.receivers import webhook
from tests.resources.loading.killing import ACCOUNT, ALERT, DAILY, EXPIRE, LATER, RECOVER, SYNC, Case, Prepared

pytestmark = [pytest.mark.database, pytest.mark.kills]
ACCOUNT_COMMANDS = {
    "accounts.add": ("accounts", "add", "meta", "1002", "--user", "bob@example.com"),
    "accounts.set_status": ("accounts", "pause", "meta", ACCOUNT),
    "accounts.rotate_token": ("accounts", "rotate-token", "meta", ACCOUNT),
}
ACCEPT_POINTS = ("batch.decide", "publish.commit", "staging.drop", "marts.commit", "run.finish")
REPLAY_POINTS = ("staging.commit", "contract.verdict", "publish.commit")
RECONCILE = ("reconcile", "--ledger")
REPEATED_COMMANDS = {
    "fx.load": ("rates", "read", "--history"),
    "roles.commit": ("roles", "apply"),
    "alert.open": (ALERT,),
    "alert.watch": ("alerts", "check"),
    "drafts.clean": ("drafts", "clean"),
    "marts.touch_everything": ("refresh", "--everything"),
    "discard.commit": (*SYNC, *DAILY, "--dry-run"),
    "reconciliation.truth": RECONCILE,
    "reconciliation.orders": RECONCILE,
    "reconciliation.events": RECONCILE,
    "reconciliation.products": RECONCILE,
}
NOTICE_POINTS = {"alert.sent": ("open", ALERT), "alert.resolve": ("resolved", RECOVER)}
EXPIRY_POINTS = ("expiry.delete", "expiry.commit")


@pytest.fixture(scope="module")
def undisturbed(prepared: Prepared) -> dict[str, Any]:
    """What one whole sync makes of the older state."""
    with prepared.case() as case:
        case.do(*SYNC, *DAILY)
        return case.content()


@pytest.mark.parametrize(("point", "moment"), at(ACCOUNT_COMMANDS))
def test_a_command_about_an_account_can_be_repeated(prepared: Prepared, point: str, moment: str) -> None:
    command = ACCOUNT_COMMANDS[point]
    token = prepared.world.tokens["1002" if point == "accounts.add" else ACCOUNT]
    outcomes = []
    for dies in (False, True):
        with prepared.case() as case:
            if dies:
                kill(case, f"{point}:{moment}", *command, ACCOUNT_TOKEN=token)
            case.do(*command, ACCOUNT_TOKEN=token)
            outcomes.append(case.content())
            case.do("refresh")
            require_all(case)
    assert outcomes[0] == outcomes[1]


def accept(case: Case) -> tuple[str, ...]:
    """Bring about a held batch; the command that accepts it."""
    case.world.strike("empty_report", account=ACCOUNT)
    assert case.run(*SYNC, *DAILY) == 1
    rows = case.owner.connection.execute("SELECT id FROM ops.batches WHERE status = 'held'").fetchall()
    return ("batches", "accept", str(rows[0]["id"]), "--reason", "it is true")


@pytest.fixture(scope="module")
def accepted(prepared: Prepared) -> dict[str, Any]:
    """What accepting a held batch without any disturbance makes of the older state."""
    with prepared.case() as case:
        case.do(*accept(case))
        return case.content()


@pytest.mark.parametrize(("point", "moment"), at(ACCEPT_POINTS))
def test_an_acceptance_that_dies_can_be_repeated_and_the_next_sync_puts_a_wrong_one_right(
    case: Case, accepted: dict[str, Any], point: str, moment: str
) -> None:
    command = accept(case)
    kill(case, f"{point}:{moment}", *command)
    case.wait_until_lost()
    runs.sweep(case.owner)
    case.run(*command)
    case.do("refresh")
    assert case.content() == accepted
    assert case.left_over() == {}
    case.world.faults.clear()
    case.do(*SYNC, *DAILY)
    require_all(case)


def reject_one_record(case: Case) -> None:
    """Leave the account's published batch as an adapter would that could not read its first record."""
    execute = case.owner.connection.execute
    (fact,) = execute(
        "DELETE FROM warehouse.campaign_metrics WHERE (date, campaign_id, channel_id) = (SELECT date, campaign_id, "
        "channel_id FROM warehouse.campaign_metrics ORDER BY batch_id DESC LIMIT 1) RETURNING batch_id, date"
    ).fetchall()
    execute(
        "UPDATE ops.batches SET records_staged = records_staged - 1, records_quarantined = 1 WHERE id = %(batch_id)s",
        fact,
    )
    execute(
        "INSERT INTO ops.quarantined_rows (batch_id, platform, stream, ad_account_id, date, source_page, source_line, "
        "reasons, payload) SELECT id, platform, stream, ad_account_id, %(date)s, 0, 0, ARRAY['unreadable'], '{}' "
        "FROM ops.batches WHERE id = %(batch_id)s",
        fact,
    )


@pytest.mark.parametrize(("point", "moment"), at(REPLAY_POINTS))
def test_a_replay_that_dies_can_be_repeated(case: Case, undisturbed: dict[str, Any], point: str, moment: str) -> None:
    case.do(*SYNC, *DAILY)
    reject_one_record(case)
    assert case.content()["facts"] != undisturbed["facts"]
    kill(case, f"{point}:{moment}", "quarantine", "replay")
    case.wait_until_lost()
    runs.sweep(case.owner)
    case.do("quarantine", "replay")
    found = case.content()
    assert (found["facts"], found["account_channel_daily"]) == (
        undisturbed["facts"],
        undisturbed["account_channel_daily"],
    )
    runs.sweep(case.owner)
    require_all(case)


@pytest.mark.parametrize(("point", "moment"), at(REPEATED_COMMANDS))
def test_any_other_command_that_dies_can_be_repeated(
    prepared: Prepared, tmp_path: Path, point: str, moment: str
) -> None:
    command = REPEATED_COMMANDS[point]
    if command == RECONCILE:
        prepared.world.ledger.save(tmp_path, LATER)
        command = (*command, str(tmp_path))
    outcomes = []
    for dies in (False, True):
        with prepared.case() as case:
            if point == "alert.watch":
                case.owner.connection.execute("UPDATE app.marketing_accounts SET status = 'revoked'")
            if dies:
                kill(case, f"{point}:{moment}", *command)
                case.wait_until_lost()
            code = case.run(*command)
            runs.sweep(case.owner)
            outcomes.append((code, case.content(), {**case.left_over(), "days that wait": []}))
            require(judged(case), logs=[case.output.read_text()])
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize(("point", "moment"), at(NOTICE_POINTS))
def test_a_notice_that_a_kill_interrupted_is_sent_again_at_most(case: Case, point: str, moment: str) -> None:
    status, command = NOTICE_POINTS[point]
    with webhook() as hook:
        if command == RECOVER:
            case.do(ALERT, ALERT_WEBHOOK_URL=hook.url)
        kill(case, f"{point}:{moment}", command, ALERT_WEBHOOK_URL=hook.url)
        for _ in range(2):
            case.do(command, ALERT_WEBHOOK_URL=hook.url)
        told = [notice["status"] for notice in hook.received]
    assert told.count(status) == 1 + ((point, moment) == ("alert.sent", "before"))
    (alert,) = case.owner.connection.execute("SELECT resolved_at FROM ops.alerts").fetchall()
    assert (alert["resolved_at"] is None) == (status == "open")
    require_all(case)


@stage("fx.unload")
@pytest.mark.parametrize("moment", MOMENTS)
def test_own_rates_whose_removal_was_killed_go_all_at_once(case: Case, tmp_path: Path, moment: str) -> None:
    file = tmp_path / "own.csv"
    file.write_text(f"date,base,quote,rate\n{TODAY},EUR,USD,1.1\n{TODAY},EUR,KRW,1500\n")
    without = case.content()["rates"]
    case.do("rates", "load", str(file))
    with_own = case.content()["rates"]
    kill(case, f"fx.unload:{moment}", "rates", "unload")
    assert case.content()["rates"] == (with_own if moment == "before" else without)
    assert case.run("rates", "unload") == (0 if moment == "before" else 1)
    assert case.content()["rates"] == without


@pytest.mark.parametrize(("point", "moment"), at(EXPIRY_POINTS))
def test_pages_that_outlived_a_killed_expiry_go_with_the_next(
    case: Case, undisturbed: dict[str, Any], point: str, moment: str
) -> None:
    kill(case, "landing.manifest:before", *SYNC, *DAILY)
    case.wait_until_lost()
    case.do(*SYNC, *DAILY)
    case.owner.connection.execute("UPDATE ops.batches SET fetched_at = fetched_at - interval '100 days'")
    kill(case, f"{point}:{moment}", EXPIRE)
    case.do(EXPIRE)
    assert list(case.store.list("")) == []
    assert case.owner.connection.execute("SELECT FROM ops.batches WHERE landing_prefix IS NOT NULL").fetchall() == []
    assert case.content() == undisturbed
