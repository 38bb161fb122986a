"""Every receiver is told once, whatever happens to the others."""

from __future__ import annotations

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from resources import alerts
from resources.alerts import CONDITIONS, Delivered, delivery, webhook
from resources.warehouse.connection import Warehouse
from tests.conftest import Databases
from tests.receivers import Mailbox, Webhook
from tests.resources.alerts.conftest import DAY, OPERATORS, Desk, Office

pytestmark = pytest.mark.database


def deliveries(desk: Desk) -> dict[tuple[str, str], tuple[bool, int]]:
    """(notice, receiver) -> whether it was taken, and how often it was not."""
    return {
        (row["notice"], row["receiver"]): (row["delivered_at"] is not None, row["failures"])
        for row in desk.rows("ops.alert_deliveries")
    }


def fails(desk: Desk, run_id: str = "r-1") -> None:
    """A run fails."""
    alerts.run_failed(desk.warehouse, "meta_sync", run_id, f"meta_sync: {run_id} went wrong", desk.now)


def test_a_webhook_gets_every_field_and_a_link_to_the_run(desk: Desk, office: Office, hook: Webhook) -> None:
    account = desk.account("1001")
    desk.sync(account, "failed", "no luck")
    desk.look()
    desk.look()
    office.set(alert_webhook_url=hook.url, dagster_ui_url="https://dagster.example.com")
    assert office.deliver() == Delivered(1, 0)
    alert = desk.open()["account_failed"]
    assert hook.received == [
        {
            "id": alert["id"],
            "status": "open",
            "severity": "error",
            "kind": "account_failed",
            "dedupe_key": "account_failed:meta:1001",
            "message": alert["message"],
            "account": {"platform": "meta", "id": "1001"},
            "team": None,
            "run_id": alert["run_id"],
            "run_url": f"https://dagster.example.com/runs/{alert['run_id']}",
            "created_at": alert["created_at"].isoformat(),
            "resolved_at": None,
            "repeats": 1,
        }
    ]


def test_the_document_shows_every_kind_and_every_field_in_order(desk: Desk, office: Office, hook: Webhook) -> None:
    document = (Path(__file__).parents[3] / "docs" / "alerts.md").read_text()
    kinds = dict(re.findall(r"^\| `([a-z_]+)` \| (info|warning|error) \|", document, re.MULTILINE))
    assert kinds == {**CONDITIONS, "run_failure": "error"}
    *_, shown = (json.loads(block) for block in re.findall(r"```json\n(.+?)```", document, re.DOTALL))
    desk.account("1001", desk.team("Shops", webhook_url=hook.url), status="revoked")
    desk.look()
    office.deliver()
    (sent,) = hook.received
    assert list(sent) == list(shown)
    assert (sent["account"].keys(), sent["team"].keys()) == (shown["account"].keys(), shown["team"].keys())


def test_a_run_of_the_command_line_has_no_page_to_link_to(desk: Desk, office: Office, hook: Webhook) -> None:
    desk.do("INSERT INTO ops.runs (run_id, kind, status) VALUES ('r-1', 'sync', 'failed')")
    fails(desk)
    office.set(alert_webhook_url=hook.url)
    office.deliver()
    assert [(notice["run_id"], notice["run_url"]) for notice in hook.received] == [("r-1", None)]


def test_what_goes_on_is_told_once_and_that_it_is_over_once(desk: Desk, office: Office, hook: Webhook) -> None:
    office.set(alert_webhook_url=hook.url)
    account = desk.account("1001")
    desk.sync(account, "failed", "no luck")
    for _ in range(3):
        desk.look()
        office.deliver()
    desk.sync(account, "success")
    for _ in range(3):
        desk.look()
        office.deliver()
    assert [(notice["status"], notice["repeats"]) for notice in hook.received] == [("open", 0), ("resolved", 2)]
    assert hook.received[1]["resolved_at"] is not None


def test_what_is_over_before_anybody_heard_of_it_is_not_mentioned(desk: Desk, office: Office, hook: Webhook) -> None:
    fails(desk)
    alerts.run_recovered(desk.warehouse, "meta_sync", desk.now)
    office.set(alert_webhook_url=hook.url)
    assert office.deliver() == Delivered(0, 0)
    assert hook.received == []


def test_a_dead_mail_server_does_not_repeat_the_webhook_and_is_tried_again(
    desk: Desk, office: Office, hook: Webhook, box: Mailbox
) -> None:
    office.set(**OPERATORS, alert_webhook_url=hook.url, smtp_url=box.url)
    box.is_down = True
    fails(desk)
    assert [office.deliver() for _ in range(2)] == [Delivered(1, 1), Delivered(0, 1)]
    assert deliveries(desk) == {("open", "webhook"): (True, 0), ("open", "ops@example.com"): (False, 2)}
    assert "421" in desk.untold()["ops@example.com"]
    box.is_down = False
    assert office.deliver() == Delivered(1, 0)
    assert deliveries(desk) == {("open", "webhook"): (True, 0), ("open", "ops@example.com"): (True, 2)}
    assert office.deliver() == Delivered(0, 0)
    assert (len(hook.received), len(box.messages)) == (1, 1)


@pytest.mark.parametrize("status", [302, 400, 404, 500, 503])
def test_a_refusing_webhook_does_not_stop_the_mail_and_gets_its_alert_later(
    desk: Desk, office: Office, hook: Webhook, box: Mailbox, status: int
) -> None:
    office.set(**OPERATORS, alert_webhook_url=hook.url, smtp_url=box.url)
    hook.status = status
    fails(desk)
    assert office.deliver() == Delivered(1, 1)
    assert desk.untold() == {"webhook": f"expected HTTP 2xx from the webhook, got {status}"}
    hook.status = 204
    assert office.deliver() == Delivered(1, 0)
    assert (len(hook.received), len(box.messages)) == (2, 1)


def test_a_silent_webhook_is_given_up_in_time_and_rests_for_the_round(
    desk: Desk, office: Office, hook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "SECONDS", 0.3)
    office.set(alert_webhook_url=hook.url.replace(hook.url.rpartition("/")[2], "silent"))
    for run_id in ("r-1", "r-2", "r-3"):
        fails(desk, run_id)
    began = time.monotonic()
    assert office.deliver() == Delivered(0, 1)
    assert time.monotonic() - began < 9
    hook.go_on.set()
    assert office.deliver() == Delivered(3, 0)


def test_two_at_once_tell_nobody_twice(desk: Desk, office: Office, hook: Webhook, databases: Databases) -> None:
    office.set(alert_webhook_url=f"{hook.url.rpartition('/')[0]}/silent")
    fails(desk)
    with closing(Warehouse(databases.loader_url)) as other, ThreadPoolExecutor(1) as pool:
        first = pool.submit(alerts.deliver, other, office.settings)
        assert hook.asked.wait(10)
        assert office.deliver() == Delivered(0, 0)
        hook.go_on.set()
        assert first.result() == Delivered(1, 0)
    assert office.deliver() == Delivered(0, 0)


def test_what_has_failed_comes_last_so_that_silent_receivers_do_not_starve_the_others(
    desk: Desk, office: Office, hook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "SECONDS", 0.3)
    monkeypatch.setattr(delivery, "ROUND_SECONDS", 0.4)
    silent = f"{hook.url.rpartition('/')[0]}/silent"
    for number in range(3):
        team = desk.team(f"silent {number}", webhook_url=f"{silent}?{number}")
        desk.account(f"100{number}", team, status="revoked")
    desk.account("2001", desk.team("alive", webhook_url=hook.url), status="revoked")
    desk.look()
    rounds = 0
    while not hook.received and rounds < 8:
        office.deliver()
        rounds += 1
    assert [notice["team"]["name"] for notice in hook.received] == ["alive"]
    assert rounds > 1, "one round is too short for all silent receivers"


def test_that_something_is_over_is_not_repeated_for_ever(desk: Desk, office: Office, hook: Webhook) -> None:
    office.set(alert_webhook_url=hook.url)
    fails(desk)
    office.deliver()
    alerts.run_recovered(desk.warehouse, "meta_sync", desk.now - 8 * DAY)
    assert office.deliver() == Delivered(0, 0)
