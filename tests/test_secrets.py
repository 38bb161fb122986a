"""No secret is readable anywhere: not in logs, tables, objects, Dagster's events, or what commands print."""

from __future__ import annotations

import base64
import gzip
import io
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import dagster as dg
import psycopg
import pytest
import requests
from psycopg.conninfo import conninfo_to_dict

from resources import alerts, redaction
from resources.settings import settings
from resources.windows import DAY, Window
from sandbox.embedded.home import free_port
from tests.assets.conftest import instance, world
from tests.assets.runs import run
from tests.conftest import Databases
from tests.evidence import Evidence, command, events, leaks, objects, rows
from tests.playground import TODAY, Playground
from tests.receivers import Webhook, webhook

__all__ = ["instance", "world"]
pytestmark = pytest.mark.database
WEEK = Window.closed(TODAY - 6 * DAY, TODAY)
DAYS = Window.closed(TODAY - 2 * DAY, TODAY - DAY)
OTHERS = {"google": "3001000001", "naver": "401001", "clickbank": "larkspurco"}
"""Their secrets go over the wire in forms, signatures and headers."""
MAIL_PASSWORD = "c4ca4238a0b9"
TOKEN_COLUMNS = {"app.marketing_accounts.access_token", "app.marketing_accounts.refresh_token"}


@dataclass
class Trail:
    """Where a day's work was done, and what it left."""

    world: Playground
    instance: dg.DagsterInstance
    superuser: str
    log: io.StringIO
    printed: dict[str, bytes]

    def collect(self) -> dict[str, Evidence]:
        """The evidence of each kind of place."""
        return {
            "tables": rows(self.superuser),
            "objects": objects(self.world.context.store),
            "events": events(self.instance),
            "logs": {"log": self.log.getvalue().encode()},
            "printed": self.printed,
        }


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that is logged, from DEBUG on, with redaction as the command line and Dagster install it."""
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    factory, stream, root = logging.getLogRecordFactory(), io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(stream), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.setLevel(level)
    root.removeHandler(handler)
    logging.setLogRecordFactory(factory)


@pytest.fixture
def refusing(environment: pytest.MonkeyPatch, world: Playground) -> Iterator[Webhook]:
    """A webhook that takes nothing, and a mail server that is not there."""
    with webhook() as hook:
        hook.status = 500
        environment.setenv("ALERT_WEBHOOK_URL", hook.url)
        environment.setenv("ALERT_EMAIL_TO", "ops@example.com")
        environment.setenv("ALERT_EMAIL_FROM", "house@example.com")
        environment.setenv("SMTP_URL", f"smtp://house:{MAIL_PASSWORD}@127.0.0.1:{free_port()}")
        settings.cache_clear()
        yield hook


@pytest.fixture
def secrets(world: Playground, databases: Databases, refusing: Webhook) -> dict[str, str]:
    """Every secret of the world, by name."""
    configured = settings()
    return {
        **{f"token of {account}": token for account, token in world.tokens.items()},
        **{
            f"part {number} of the secret of {name}": part
            for name, account in OTHERS.items()
            for number, part in enumerate(world.issued[name]["tokens"][account].split(":"))
        },
        "app secret": configured.require("meta_app_secret"),
        "google client secret": configured.require("google_oauth_client_secret"),
        "google developer token": configured.require("google_ads_developer_token"),
        "encryption key": configured.require("adwarehouse_encryption_keys"),
        "database password": str(conninfo_to_dict(databases.loader_url)["password"]),
        "object store secret": configured.require("aws_secret_access_key"),
        "webhook": urlsplit(configured.require("alert_webhook_url")).path,
        "mail password": MAIL_PASSWORD,
    }


@pytest.fixture
def trail(
    log: io.StringIO,
    world: Playground,
    instance: dg.DagsterInstance,
    postgres: str,
    databases: Databases,
    refusing: Webhook,
) -> Trail:
    """A day on which much goes wrong: a revoked token, unreadable records, a dead webhook, a refused login."""
    redaction.install(settings())
    database = str(conninfo_to_dict(databases.owner_url)["dbname"])
    superuser = psycopg.conninfo.make_conninfo(postgres, dbname=database)
    world.strike("not_a_number", account="1001", records=1, times=1)
    world.strike("server_error", times=1)
    world.strike("token_revoked", account="1002")
    result = run(instance, "meta_sync", WEEK)
    assert not result.success
    assert world.query("SELECT count(*) AS n FROM ops.quarantined_rows") == [{"n": 1}]
    assert world.query("SELECT count(*) AS n FROM ops.batches WHERE error_class = 'CredentialsRejected'")[0]["n"] > 0
    for name, account in OTHERS.items():
        world.connect(account, platform_name=name)
        assert world.sync(DAYS, platform_name=name) == []
        world.strike("token_revoked", account=account)
        assert world.sync(DAYS, platform_name=name) != []
    said = f"refused: access_token={world.tokens['1001']}, could not post to {refusing.url}"
    alerts.run_failed(world.warehouse, "meta_sync", result.run_id, said, settings().clock.now())
    assert alerts.deliver(world.warehouse, settings()).failed == 2
    with pytest.raises(requests.RequestException) as refused:
        requests.get(f"http://127.0.0.1:{free_port()}/?access_token={world.tokens['1001']}", timeout=10)
    used = {account: world.tokens[account] for account in ("1001", "1002")}
    logging.getLogger("tests").error("could not post with %s", used, exc_info=refused.value)
    bad_url = databases.loader_url.replace("adwarehouse_loader:", "adwarehouse_nobody:")
    printed = {
        **command(
            "-v", "sync", "meta", "--from", str(WEEK.start), "--to", str(WEEK.last), "--stream", "campaign_daily"
        ),
        **command("accounts", "list"),
        **command("batches", "list", "--all"),
        **command("quarantine", "list"),
        **command("-v", "alerts", "check"),
        **command("alerts", "list"),
        **command("accounts", "rotate-token", "meta", "1002", ACCOUNT_TOKEN=world.tokens["1001"]),
        **command("refresh", DATABASE_URL=bad_url),
        **command("accounts", "list", ADWAREHOUSE_ENCRYPTION_KEYS="no key"),
        **command("refresh", S3_ENDPOINT_URL="not a url"),
    }
    return Trail(world, instance, superuser, log, printed)


def test_no_secret_is_readable_anywhere_after_a_day_on_which_much_went_wrong(
    trail: Trail, secrets: dict[str, str]
) -> None:
    found = trail.collect()
    assert {kind: leaks(evidence, secrets) for kind, evidence in found.items()} == {kind: set() for kind in found}
    assert b"***" in found["logs"]["log"]
    assert all(content for kind in ("objects", "events") for content in found[kind].values())
    assert len(found["tables"]) > 100
    tokens = [found["tables"][name].split(b"\n") for name in TOKEN_COLUMNS]
    assert all(token == b"None" or token.startswith(b"gAAAA") for column in tokens for token in column)
    _plant(trail, secrets["token of 1001"])
    assert {kind for kind, evidence in trail.collect().items() if leaks(evidence, secrets)} == set(found)


def _plant(trail: Trail, token: str) -> None:
    """Leave a token in every kind of place, each time spelled otherwise."""
    inside_json = base64.b64encode(json.dumps({"a": [token]}).encode()).decode()
    with psycopg.connect(trail.superuser, autocommit=True) as admin:
        admin.execute("UPDATE ops.quarantined_rows SET payload = %s", (inside_json.encode(),))
    trail.world.context.store.put("x.jsonl.gz", gzip.compress(f"?t={quote(token)}".encode()), boundary="test.plant")
    dagster_run = trail.instance.get_runs()[0]
    trail.instance.report_engine_event(f"token {token}", dagster_run)
    logging.setLogRecordFactory(logging.LogRecord)
    logging.getLogger("tests").error("basic %s", base64.b64encode(f"user:{token}".encode()).decode())
    trail.printed |= {
        "planted": subprocess.run(
            [sys.executable, "-c", "import sys; print(sys.argv[1])", token], capture_output=True, check=True
        ).stdout
    }


SPELLED: dict[str, Callable[[str], str]] = {
    "plain": str,
    "url": lambda secret: quote(secret, safe=""),
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "basic": lambda secret: base64.b64encode(f"me:{secret}".encode()).decode(),
    "urlsafe": lambda secret: base64.urlsafe_b64encode(json.dumps({"token": secret}).encode()).decode(),
}


@pytest.mark.parametrize("spelling", SPELLED)
@pytest.mark.parametrize("secret", ["EAAb/c+d=e%f~ghijkl", "0123456789abcdef", "x" * 43 + "="])
def test_the_search_finds_a_secret_however_it_is_spelled(secret: str, spelling: str) -> None:
    evidence = {"here": f'{{"said": "{SPELLED[spelling](secret)}"}}'.encode(), "there": b"EAAb"}
    assert leaks(evidence, {"it": secret}) == {("it", "here")}
