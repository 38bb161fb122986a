"""`adwarehouse accounts` against the sandbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from pipelines.cli.accounts import console
from resources.clock import Clock
from resources.warehouse.connection import Warehouse
from sandbox import credentials
from sandbox.faults import Faults
from sandbox.ledger import Ledger
from sandbox.server import create_app, serve

Run = Callable[..., Result]
ANN = ("--user", "ann@example.com")


@pytest.fixture
def tokens(environment: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """{account: token} of a Meta that is being served to this process."""
    ledger, clock = Ledger.default(), Clock(dt.date(2025, 3, 1))
    issued = credentials.issue(ledger)
    with serve(create_app(ledger, clock, issued, Faults())) as base:
        environment.setenv("META_GRAPH_URL", f"{base}/meta")
        environment.setenv("META_APP_ID", issued["meta"]["app_id"])
        environment.setenv("META_APP_SECRET", issued["meta"]["app_secret"])
        yield issued["meta"]["tokens"]


@pytest.fixture
def run(tokens: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(console, "_width", 200)

    def call(*arguments: str, token: str | None = None, typed: str | None = None) -> Result:
        return CliRunner(env={"ACCOUNT_TOKEN": token}).invoke(main, ["accounts", *arguments], input=typed)

    return call


def test_an_account_is_added_with_a_token_from_the_environment(run: Run, tokens: dict[str, str]) -> None:
    added = run("add", "facebook", "1002", *ANN, token=tokens["1002"])
    assert added.exit_code == 0, added.output
    assert added.stdout.splitlines()[0] == "created user ann@example.com (role analyst)"
    assert added.stdout.splitlines()[1].startswith("connected meta account 1002: ")
    assert added.stdout.endswith(", KRW, Asia/Seoul\n")
    assert "created user" not in run("add", "meta", "1001", *ANN, token=tokens["1001"]).stdout


def test_an_account_is_added_with_a_typed_or_a_filed_token(run: Run, tokens: dict[str, str], tmp_path: Path) -> None:
    typed = run("add", "meta", "1001", *ANN, typed=f"{tokens['1001']}\n")
    assert typed.exit_code == 0, typed.output
    assert tokens["1001"] not in typed.output
    file = tmp_path / "token"
    file.write_text(f"{tokens['1002']}\n")
    assert run("add", "meta", "1002", *ANN, "--token-file", str(file)).exit_code == 0
    assert run("add", "meta", "1003", *ANN, "--token-file", "-", typed=tokens["1003"]).exit_code == 0


def test_a_bad_token_is_one_line_on_stderr_and_stores_nothing(run: Run, warehouse: Warehouse) -> None:
    refused = run("add", "meta", "1001", *ANN, token="EAAnot-a-token")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("adwarehouse: ")
    assert refused.stderr.count("\n") == 1
    assert "account=1001" in refused.stderr
    assert "EAAnot-a-token" not in refused.output
    assert warehouse.connection.execute("SELECT id FROM app.users").fetchall() == []


def test_an_empty_token_is_refused(run: Run) -> None:
    refused = run("add", "meta", "1001", *ANN, token="  ")
    assert (refused.exit_code, refused.stderr) == (
        1,
        "adwarehouse: ACCOUNT_TOKEN is empty; expected the account's token\n",
    )


def test_the_list_shows_state_and_last_sync_and_no_secret(run: Run, tokens: dict[str, str], owner: Warehouse) -> None:
    assert "no accounts yet" in run("list").stdout
    run("add", "meta", "1001", *ANN, token=tokens["1001"])
    assert "never" in run("list").stdout
    owner.connection.execute(
        "INSERT INTO ops.stream_state SELECT id, 'campaign_daily', '2026-11-19', '2026-11-20 03:04+00'"
        " FROM warehouse.ad_accounts"
    )
    owner.connection.execute(
        "INSERT INTO ops.data_sync_logs (ad_account_id, platform, stream, run_id, sync_type, status, window_start,"
        " window_end, error_class, started_at) SELECT id, 'meta', 'campaign_daily', 'r', 'full', 'failed',"
        " '2026-11-19', '2026-11-20', 'RateLimited', now() FROM warehouse.ad_accounts"
    )
    listed = run("list").stdout
    for expected in ("1001", "ann@example.com", "USD", "active, last sync failed: RateLimited", "2026-11-20 03:04"):
        assert expected in listed
    assert "gAAAA" not in listed
    assert tokens["1001"] not in listed


def test_an_account_is_paused_resumed_and_removed(run: Run, tokens: dict[str, str]) -> None:
    run("add", "meta", "1001", *ANN, token=tokens["1001"])
    assert run("pause", "meta", "1001").stdout == "1 connections paused\n"
    assert "paused" in run("list").stdout
    assert run("resume", "meta", "1001", *ANN).stdout == "1 connections resumed\n"
    assert run("remove", "meta", "1001").stdout == "1 connections removed; loaded figures stay\n"
    unknown = run("pause", "meta", "4711")
    assert (unknown.exit_code, unknown.stderr) == (
        1,
        "adwarehouse: connections to meta account 4711 are unknown, expected active\n",
    )


def test_a_token_is_rotated_after_the_platform_accepted_it(run: Run, tokens: dict[str, str]) -> None:
    run("add", "meta", "1001", *ANN, token=tokens["1001"])
    assert run("rotate-token", "meta", "1001", token="EAAwrong").exit_code == 1
    rotated = run("rotate-token", "meta", "1001", token=tokens["1001"])
    assert (rotated.exit_code, rotated.stdout) == (0, "token of meta account 1001 replaced\n")


def test_a_missing_encryption_key_is_said(run: Run, tokens: dict[str, str], environment: pytest.MonkeyPatch) -> None:
    environment.delenv("ADWAREHOUSE_ENCRYPTION_KEYS")
    refused = run("add", "meta", "1001", *ANN, token=tokens["1001"])
    assert refused.exit_code == 1
    assert "ADWAREHOUSE_ENCRYPTION_KEYS is not set" in refused.stderr
