"""Who hears of what: operators of everything, teams of what they share, each from a severity of its own on."""

from __future__ import annotations

from typing import Any

import pytest

from resources.alerts import Delivered
from tests.receivers import Mailbox, Webhook
from tests.receivers import webhook as another_webhook
from tests.resources.alerts.conftest import HOUR, OPERATORS, Desk, Office

pytestmark = pytest.mark.database


def test_teams_hear_of_the_accounts_they_share_and_operators_of_everything(
    desk: Desk, office: Office, hook: Webhook, box: Mailbox
) -> None:
    with another_webhook() as theirs:
        shops = desk.team("shops", webhook_url=theirs.url, email_to=["shops@example.com", "boss@example.com"])
        silent, other = desk.team("silent"), desk.team("other", email_to=["other@example.com"])
        shared = desk.account("1001", shops)
        bob = desk.one("INSERT INTO app.users (email, name) VALUES ('bob@example.com', 'Bob') RETURNING id")
        desk.connect(shared, silent, bob)
        desk.sync(shared, "failed", "no luck")
        unshared = desk.account("1002")
        desk.account("1003", other, status="removed")
        desk.sync(unshared, "failed", "no luck either")
        desk.look()
        office.set(**OPERATORS, alert_webhook_url=hook.url, smtp_url=box.url)
        assert office.deliver() == Delivered(7, 0)
        (notice,) = theirs.received
    assert (notice["account"]["id"], notice["team"]) == ("1001", {"id": str(shops), "name": "shops"})
    assert [notice["team"] for notice in hook.received] == [None, None]
    assert sorted(str(message["To"]) for message in box.messages) == [
        "boss@example.com",
        "ops@example.com",
        "ops@example.com",
        "shops@example.com",
    ]


def test_of_a_refused_token_only_the_team_of_that_connection_hears(desk: Desk, office: Office, box: Mailbox) -> None:
    account = desk.account("1001", desk.team("one", email_to=["one@example.com"]), status="revoked")
    bob = desk.one("INSERT INTO app.users (email, name) VALUES ('bob@example.com', 'Bob') RETURNING id")
    desk.connect(account, desk.team("two", email_to=["two@example.com"]), bob)
    desk.batch(account)
    desk.look()
    office.set(alert_email_from="house@example.com", smtp_url=box.url)
    assert office.deliver() == Delivered(1, 0)
    assert [str(message["To"]) for message in box.messages] == ["one@example.com"]


@pytest.mark.parametrize(
    ("threshold", "kinds"),
    [
        ("info", {"batch_held", "token_revoked"}),
        ("warning", {"batch_held", "token_revoked"}),
        ("error", {"token_revoked"}),
    ],
)
def test_each_has_a_threshold_of_its_own(
    desk: Desk, office: Office, hook: Webhook, box: Mailbox, threshold: str, kinds: set[str]
) -> None:
    with another_webhook() as theirs:
        team = desk.team("shops", webhook_url=theirs.url, min_severity=threshold)
        desk.account("1001", team, status="revoked")
        desk.batch(desk.account("1002", team), "held", desk.now - 2 * HOUR, held_reason="x")
        desk.look()
        office.set(alert_webhook_url=hook.url, alert_min_severity="error")
        office.deliver()
        assert {notice["kind"] for notice in theirs.received} == kinds
    assert {notice["kind"] for notice in hook.received} == {"token_revoked"}
    assert len(desk.open()) == 2


def test_an_alert_below_the_threshold_is_told_once_the_threshold_is_lowered(
    desk: Desk, office: Office, hook: Webhook
) -> None:
    desk.batch(desk.account("1001"), "held", desk.now - 2 * HOUR, held_reason="x")
    desk.look()
    office.set(alert_webhook_url=hook.url, alert_min_severity="error")
    assert office.deliver() == Delivered(0, 0)
    office.set(alert_webhook_url=hook.url)
    assert office.deliver() == Delivered(1, 0)


@pytest.mark.parametrize(
    ("wishes", "receiver", "said"),
    [
        ({"email_to": "boss@example.com"}, "settings", "email_to: Input should be a valid tuple"),
        ({"min_severity": "loud", "email_to": []}, "settings", "min_severity: Input should be 'info', 'warning' or"),
        ({"webhook_url": "shops.example.com/h"}, "webhook", "begins with https://, got another"),
        ({"email_to": ["boss at example.com"]}, "boss at example.com", "expected an address such as name@example.com"),
        ({"email_to": ["_*@[{example.com"]}, "_*@[{example.com", "expected an address such as name@example.com"),
    ],
)
def test_a_teams_bad_settings_are_said_and_stop_nobody_else(
    desk: Desk, office: Office, hook: Webhook, box: Mailbox, wishes: dict[str, Any], receiver: str, said: str
) -> None:
    desk.account("1001", desk.team("bad", **wishes), status="revoked")
    desk.account("1002", desk.team("good", email_to=["good@example.com"]), status="revoked")
    desk.look()
    office.set(**OPERATORS, alert_webhook_url=hook.url, smtp_url=box.url)
    assert office.deliver() == Delivered(5, 1)
    assert desk.untold().keys() == {receiver}
    assert said in desk.untold()[receiver]


def test_a_team_that_no_longer_listens_or_shares_the_account_hears_nothing_more(
    desk: Desk, office: Office, hook: Webhook
) -> None:
    gone, left = (desk.team(name, webhook_url=hook.url) for name in ("gone", "left"))
    desk.batch(desk.account("1001", gone, status="revoked"))
    desk.batch(desk.account("1002", left, status="revoked"))
    desk.look()
    desk.do("UPDATE app.teams SET is_active = false WHERE id = %s", gone)
    desk.do("UPDATE app.marketing_accounts SET team_id = NULL WHERE team_id = %s", left)
    desk.look()
    assert office.deliver() == Delivered(0, 0)
    assert len(desk.open()) == 1


def test_without_a_mail_server_a_teams_mail_is_a_failure_that_says_so(desk: Desk, office: Office) -> None:
    desk.account("1001", desk.team("shops", email_to=["shops@example.com"]), status="revoked")
    desk.look()
    assert office.deliver() == Delivered(0, 1)
    assert desk.untold() == {"shops@example.com": "SMTP_URL and ALERT_EMAIL_FROM are not set"}
