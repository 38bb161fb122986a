"""`adwarehouse keys`, and the embedded stack's key."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from resources import rotation
from resources.credentials import Vault, new_key
from resources.settings import settings
from resources.warehouse.connection import Warehouse
from tests.conftest import Databases
from tests.faults.kills import killed
from tests.forked import killed_at
from tests.sandbox.embedded.conftest import ELSEWHERE

pytestmark = pytest.mark.database
Run = Callable[..., Result]
COUNT = 2 * rotation.AT_ONCE + 50
POINTS = (
    "keys.add:before",
    "keys.add:after",
    "keys.rotate:before",
    "keys.rotate:after:2",
    "keys.drop:before",
    "keys.drop:after",
)


@pytest.fixture
def run(environment: pytest.MonkeyPatch) -> Run:
    """The command line on a stack that is replaced as a whole but for the key."""
    for name in ("object store", "platforms"):
        for variable, value in ELSEWHERE[name].items():
            environment.setenv(variable, value)
    environment.setenv("DAGSTER_DATABASE_URL", ELSEWHERE["postgresql"]["DAGSTER_DATABASE_URL"])
    environment.delenv("ADWAREHOUSE_ENCRYPTION_KEYS")

    def _run(*arguments: str) -> Result:
        settings.cache_clear()
        return CliRunner().invoke(main, arguments)

    return _run


def kept(home: Path) -> Any:
    """The keys in the stack's state."""
    state = home / "state.json"
    return json.loads(state.read_text()).get("encryption_key", "").split(",") if state.exists() else []


def store(warehouse: Warehouse, vault: Vault, count: int = COUNT) -> None:
    """Connections with two tokens each."""
    user = warehouse.connection.execute(
        "INSERT INTO app.users (email, name) VALUES ('ann@example.com', 'x') RETURNING id"
    ).fetchone()
    assert user is not None
    with warehouse.connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO app.marketing_accounts (user_id, platform, account_id, access_token, refresh_token) "
            "VALUES (%s, 'meta', %s, %s, %s)",
            [
                (user["id"], str(n), vault.encrypt(f"token-{n}"), vault.encrypt(f"refresh-{n}") if n % 2 else None)
                for n in range(count)
            ],
        )


def read(warehouse: Warehouse, *keys: str) -> set[str]:
    """Every stored token, with these keys only."""
    vault = Vault(",".join(keys))
    rows = warehouse.connection.execute("SELECT access_token, refresh_token FROM app.marketing_accounts").fetchall()
    return {vault.decrypt(token) for row in rows for token in row.values() if token}


TOKENS = {f"token-{n}" for n in range(COUNT)} | {f"refresh-{n}" for n in range(1, COUNT, 2)}


def test_a_key_of_the_stack_is_replaced_and_the_old_one_dropped(run: Run, warehouse: Warehouse, tmp_path: Path) -> None:
    assert run("up").exit_code == 0
    (old,) = kept(tmp_path / "home")
    store(warehouse, Vault(old))
    warehouse.close()
    rotated = run("keys", "rotate")
    assert rotated.exit_code == 0, rotated.output
    (new,) = kept(tmp_path / "home")
    assert new != old
    assert old not in rotated.output
    assert new not in rotated.output
    assert rotated.stdout.splitlines()[-1] == "the older key is dropped"
    assert read(warehouse, new) == TOKENS
    settings.cache_clear()
    assert settings().require("adwarehouse_encryption_keys") == new


def test_the_old_key_stays_while_a_session_may_still_write_with_it(
    run: Run, warehouse: Warehouse, tmp_path: Path
) -> None:
    run("up")
    (old,) = kept(tmp_path / "home")
    store(warehouse, Vault(old))
    early = run("keys", "rotate")
    assert early.exit_code == 0
    assert "the older key stays: sessions" in early.stdout
    assert kept(tmp_path / "home")[1:] == [old]
    warehouse.connection.execute(
        "UPDATE app.marketing_accounts SET access_token = %s WHERE account_id = '7'", (Vault(old).encrypt("renewed"),)
    )
    warehouse.close()
    later = run("keys", "rotate")
    assert later.stdout.splitlines() == [
        "1 connections encrypted anew, and all with the newest key",
        "the older key is dropped",
    ]
    assert read(warehouse, *kept(tmp_path / "home")) == TOKENS - {"token-7"} | {"renewed"}


@killed("1-6", "a rotation of the encryption key is killed", "every token can be decrypted")
@pytest.mark.kills
@pytest.mark.parametrize("point", POINTS)
def test_a_killed_rotation_loses_no_token_and_the_next_one_completes_it(
    run: Run, warehouse: Warehouse, tmp_path: Path, point: str
) -> None:
    run("up")
    store(warehouse, Vault(*kept(tmp_path / "home")))
    warehouse.close()
    assert killed_at(point, lambda: run("keys", "rotate")) == -signal.SIGKILL
    assert read(warehouse, *kept(tmp_path / "home")) == TOKENS
    warehouse.close()
    assert run("keys", "rotate").exit_code == 0
    (key,) = kept(tmp_path / "home")
    assert read(warehouse, key) == TOKENS


def test_a_key_from_the_environment_is_said_not_set(
    run: Run, environment: pytest.MonkeyPatch, warehouse: Warehouse, tmp_path: Path
) -> None:
    old = new_key()
    environment.setenv("ADWAREHOUSE_ENCRYPTION_KEYS", old)
    store(warehouse, Vault(old))
    said = run("keys", "rotate")
    assert said.exit_code == 0, said.output
    new = said.stdout.splitlines()[-1]
    assert old not in said.stdout
    environment.setenv("ADWAREHOUSE_ENCRYPTION_KEYS", f"{new},{old}")
    done = run("keys", "rotate")
    assert done.stdout.startswith(f"{COUNT} connections encrypted anew, and all with the first key")
    assert read(warehouse, new) == TOKENS
    assert kept(tmp_path / "home") == []


def test_a_token_of_an_unknown_key_stops_the_rotation_and_is_named(
    run: Run, environment: pytest.MonkeyPatch, warehouse: Warehouse
) -> None:
    environment.setenv("ADWAREHOUSE_ENCRYPTION_KEYS", f"{new_key()},{new_key()}")
    store(warehouse, Vault(new_key()), 1)
    refused = run("keys", "rotate")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("adwarehouse: meta account 0: a stored token was encrypted with none of the keys")


def test_a_lost_key_is_not_replaced_while_tokens_need_it(
    run: Run, warehouse: Warehouse, databases: Databases, tmp_path: Path
) -> None:
    run("up")
    (key,) = kept(tmp_path / "home")
    store(warehouse, Vault(key), 1)
    (tmp_path / "home" / "state.json").unlink()
    for _ in range(2):
        refused = run("up")
        assert refused.exit_code == 1
        assert "the key that the stored tokens were encrypted with is not in" in refused.stderr
        assert "no other is made in its place" in refused.stderr
        assert "adwarehouse accounts rotate-token" in refused.stderr
        assert kept(tmp_path / "home") == []
    with closing(psycopg.connect(databases.owner_url, autocommit=True)) as owner:
        owner.execute("UPDATE app.marketing_accounts SET access_token = NULL, refresh_token = NULL")
    assert run("up").exit_code == 0
    assert kept(tmp_path / "home") != [key]
