"""`adwarehouse alerts`: the dead-man's switch outside Dagster, and what is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from pipelines.cli.console import console
from resources.settings import settings
from resources.warehouse.connection import Warehouse
from tests.receivers import Webhook, webhook
from tests.resources.alerts.conftest import DAY, Desk

pytestmark = pytest.mark.database
Run = Callable[..., Result]


@pytest.fixture
def desk(warehouse: Warehouse, owner: Warehouse) -> Desk:
    """A warehouse with one account, connected two days ago and never read."""
    desk = Desk(warehouse, owner)
    desk.account("1001")
    return desk


@pytest.fixture
def run(environment: pytest.MonkeyPatch, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(console, "_width", 300)
    return lambda *arguments: CliRunner().invoke(main, ["alerts", *arguments])


@pytest.fixture
def hook(environment: pytest.MonkeyPatch) -> Iterator[Webhook]:
    """The operators' webhook."""
    with webhook() as hook:
        environment.setenv("ALERT_WEBHOOK_URL", hook.url)
        settings.cache_clear()
        yield hook


def test_check_tells_of_a_night_without_a_sync_and_fails_until_there_is_one(
    run: Run, desk: Desk, hook: Webhook
) -> None:
    missing = run("check")
    assert missing.exit_code == 1
    assert missing.stdout.splitlines()[0] == (
        "1 conditions to be told of, 0 alerts resolved; 1 notices sent, 0 failures"
    )
    assert missing.stdout.splitlines()[1].startswith(
        "error: meta: no sync of new days was tried for 26 hours, and 1 connected"
    )
    assert run("check").exit_code == 1
    desk.batch(desk.one("SELECT id FROM warehouse.ad_accounts"))
    well = run("check")
    assert (well.exit_code, well.stdout) == (
        0,
        "0 conditions to be told of, 1 alerts resolved; 1 notices sent, 0 failures\n",
    )
    assert [notice["status"] for notice in hook.received] == ["open", "resolved"]


def test_a_warning_alone_does_not_fail_the_check(run: Run, desk: Desk) -> None:
    desk.batch(desk.one("SELECT id FROM warehouse.ad_accounts"))
    desk.do("UPDATE app.marketing_accounts SET token_expires_at = %s", desk.now + DAY)
    assert run("check").exit_code == 0
    assert "token_ending" in run("list").stdout


def test_the_list_shows_what_is_open_and_who_has_heard_of_it(run: Run, desk: Desk, hook: Webhook) -> None:
    assert run("list").stdout == "nothing is wrong\n"
    hook.status = 500
    run("check")
    refused = run("list").stdout
    for expected in (
        "nightly_missing",
        "error",
        "operators",
        "webhook: expected HTTP 2xx",
        "no sync of new days was tried",
    ):
        assert expected in refused
    hook.status = 200
    run("check")
    assert "expected HTTP 2xx" not in run("list").stdout
    assert hook.url not in refused


def test_brackets_in_a_message_are_shown_as_they_are(run: Run, desk: Desk) -> None:
    desk.do("UPDATE app.marketing_accounts SET status = 'revoked'")
    desk.do("UPDATE warehouse.ad_accounts SET name = '[/red] [bold]Shop'")
    run("check")
    assert "([/red] [bold]Shop)" in run("list").stdout


def test_a_database_that_is_not_there_fails_the_check(run: Run, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DATABASE_URL", "postgresql://nobody:n0-such-word@127.0.0.1:1/none")
    settings.cache_clear()
    refused = run("check")
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
