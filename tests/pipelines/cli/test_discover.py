"""`adwarehouse accounts discover`: what a token can read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result
from pydantic import SecretStr

from pipelines.cli import main
from pipelines.cli.accounts import console
from sandbox.ledger import Ledger
from tests.served import Served, SteppingClock, served

ENABLED = {"3001000001", "3001000002", "3001000003"}
GOOGLE = (
    "google_ads_endpoint",
    "google_ads_ca_file",
    "google_ads_developer_token",
    "google_ads_login_customer_id",
    "google_oauth_token_url",
    "google_oauth_client_id",
    "google_oauth_client_secret",
)


@pytest.fixture
def there(environment: pytest.MonkeyPatch, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The platforms, with Google's application in the environment."""
    monkeypatch.setattr(console, "_width", 200)
    with served(Ledger.default(), SteppingClock(dt.date(2025, 3, 1)), with_google=True) as there:
        for name in GOOGLE:
            value = getattr(there.settings, name)
            environment.setenv(name.upper(), value.get_secret_value() if isinstance(value, SecretStr) else str(value))
        yield there


def adwarehouse(*words: str, token: str) -> Result:
    return CliRunner(env={"ACCOUNT_TOKEN": token}).invoke(main, ["accounts", *words])


def test_what_a_manager_sees_is_listed_once_each_and_says_what_is_connected(there: Served) -> None:
    token = there.issued["google"]["tokens"]["3001000001"]
    added = adwarehouse("add", "google", "3001000002", "--user", "ann@example.com", token=token)
    assert added.exit_code == 0, added.output
    listed = adwarehouse("discover", "google_ads", token=token)
    assert listed.exit_code == 0, listed.output
    rows = [line.split() for line in listed.stdout.splitlines() if "300100" in line]
    cells = {
        next(word for word in row if word.startswith("300100")): [w for w in row if w in ("yes", "no")] for row in rows
    }
    assert len(rows) == len(cells)
    assert cells == {account: ["yes" if account == "3001000002" else "no"] for account in ENABLED}


def test_a_token_that_is_worth_nothing_is_one_line(there: Served) -> None:
    refused = adwarehouse("discover", "google", token="1//revoked")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("adwarehouse: ")
    assert "1//revoked" not in refused.output


def test_a_platform_that_does_not_tell_says_so(there: Served) -> None:
    refused = adwarehouse("discover", "meta", token="x")
    assert refused.stderr == (
        "adwarehouse: meta does not tell which accounts there are; `adwarehouse accounts add` connects one\n"
    )
