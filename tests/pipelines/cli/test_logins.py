"""`adwarehouse logins`: a person connects with tools of their own and sees what is theirs."""

from __future__ import annotations

import secrets
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner, Result
from psycopg import sql

from pipelines.cli import main
from resources.warehouse import logins
from resources.warehouse.connection import Warehouse
from tests.faults.kills import killed
from tests.forked import killed_at

pytestmark = pytest.mark.database
Run = Callable[..., Result]
ROLES = {"ann": "analyst", "mia": "manager", "ada": "admin", "vic": "viewer"}


@pytest.fixture
def login(owner: Warehouse) -> Iterator[str]:
    """A name that no other test has; gone afterwards."""
    name = f"login_{secrets.token_hex(4)}"
    yield name
    owner.connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))


@pytest.fixture
def run(environment: pytest.MonkeyPatch, warehouse: Warehouse) -> Run:
    """The command line, with a person of every role and an account each."""
    for name, role in ROLES.items():
        warehouse.connection.execute(
            "WITH person AS (INSERT INTO app.users (email, name, role) VALUES (%(email)s, %(name)s, %(role)s) "
            "RETURNING id), "
            "account AS (INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone) "
            "VALUES ('meta', %(name)s, %(name)s, 'USD', 'UTC') RETURNING id) "
            "INSERT INTO app.marketing_accounts (user_id, platform, account_id, ad_account_id, access_token) "
            "SELECT person.id, 'meta', %(name)s, account.id, 'gAAAA' FROM person, account",
            {"email": f"{name}@example.com", "name": name, "role": role},
        )
    return lambda *words, **options: CliRunner().invoke(main, words, **options)


def ask(url: str, words: str) -> list[tuple[Any, ...]]:
    """Rows that whoever signs in sees."""
    with closing(psycopg.connect(url)) as connection:
        return connection.execute(words.encode()).fetchall()


def test_a_new_login_connects_and_sees_what_is_its_users(run: Run, login: str) -> None:
    added = run("logins", "add", login, "--user", "Ann@example.com")
    assert added.exit_code == 0, added.output
    first, url = added.stdout.splitlines()
    assert first == f"login {login} created for Ann@example.com, member of adwarehouse_analyst"
    assert ask(url, "SELECT account_id FROM warehouse.ad_accounts") == [("ann",)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(url, "SELECT access_token FROM app.marketing_accounts")


@pytest.mark.parametrize(
    ("name", "group", "sees_names"),
    [("ada", "manager", True), ("mia", "manager", True), ("ann", "analyst", False), ("vic", "analyst", False)],
)
def test_the_users_role_says_the_group(run: Run, login: str, name: str, group: str, sees_names: bool) -> None:
    *_, url = run("logins", "add", login, "--user", f"{name}@example.com").stdout.splitlines()
    assert ask(url, f"SELECT pg_has_role('adwarehouse_{group}', 'MEMBER')") == [(True,)]
    if sees_names:
        assert (f"{name}@example.com",) in ask(url, "SELECT email FROM app.users")
    else:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(url, "SELECT email FROM app.users")


def test_an_admin_may_sign_in_as_an_analyst_and_an_analyst_not_as_a_manager(run: Run, login: str) -> None:
    refused = run("logins", "add", login, "--user", "ann@example.com", "--role", "manager")
    assert refused.exit_code == 1
    assert "ann@example.com is analyst, which does not let them sign in as manager" in refused.stderr
    *_, manager = run("logins", "add", login, "--user", "ada@example.com").stdout.splitlines()
    ask(manager, "SELECT email FROM app.users")
    *_, analyst = run("logins", "add", login, "--user", "ada@example.com", "--role", "analyst").stdout.splitlines()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        ask(manager, "SELECT 1")
    assert len(ask(analyst, "SELECT id FROM app.users")) == len(ROLES)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(analyst, "SELECT email FROM app.users")


def test_a_password_from_a_file_is_used_and_not_shown(run: Run, owner: Warehouse, login: str, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("from-a-file\n")
    added = run("logins", "add", login, "--user", "ann@example.com", "--password-file", str(tmp_path / "password"))
    assert added.stdout == f"login {login} created for ann@example.com, member of adwarehouse_analyst\n"
    assert ask(logins.read_only_url(owner.url, login, "from-a-file"), "SELECT 1") == [(1,)]
    refused = run("logins", "add", login, "--user", "ann@example.com", "--password-file", "-", input=" \n")
    assert "the password file is empty" in refused.stderr


def test_a_connection_string_keeps_what_the_server_asks_for_and_escapes_the_password() -> None:
    url = logins.read_only_url("postgresql://loader:x@db.example.com/house?sslmode=verify-full", "ann", "p@ss/word")
    assert url == "postgresql://ann:p%40ss%2Fword@db.example.com/house?sslmode=verify-full"


def test_logins_are_listed_and_removed(run: Run, login: str) -> None:
    assert run("logins", "list").stdout == "no logins yet; `adwarehouse logins add` makes one\n"
    *_, url = run("logins", "add", login, "--user", "ann@example.com").stdout.splitlines()
    (line,) = [line for line in run("logins", "list").stdout.splitlines() if login in line]
    assert [word for word in line.split() if word.isidentifier() or "@" in word] == [
        *(login, "ann@example.com", "analyst", "yes", "adwarehouse_analyst")
    ]
    assert run("logins", "remove", login).stdout == f"login {login} removed\n"
    with pytest.raises(psycopg.OperationalError):
        ask(url, "SELECT 1")
    assert "is no login of this warehouse" in run("logins", "remove", login).stderr


@pytest.mark.parametrize(
    ("name", "email", "said"),
    [
        ("adwarehouse_loader", "ann@example.com", "cannot be a login"),
        ("pg_monitor", "ann@example.com", "cannot be a login"),
        ("Ann", "ann@example.com", "cannot be a login"),
        ("dagster_or_else", "ann@example.com", "that is no login of this warehouse; choose another name"),
        ("somebody_new", "nobody@example.com", "no active user has the address nobody@example.com"),
    ],
)
def test_a_name_or_person_that_cannot_be_is_refused(run: Run, postgres: str, name: str, email: str, said: str) -> None:
    with psycopg.connect(postgres) as admin:
        admin.execute("CREATE ROLE dagster_or_else")
        admin.commit()
        try:
            refused = run("logins", "add", name, "--user", email)
        finally:
            admin.execute("DROP ROLE dagster_or_else")
    assert refused.exit_code == 1
    assert said in refused.stderr


def test_a_login_of_one_person_is_not_given_to_another(run: Run, login: str) -> None:
    run("logins", "add", login, "--user", "ann@example.com")
    refused = run("logins", "add", login, "--user", "mia@example.com")
    assert f"login '{login}' is another person's" in refused.stderr


@killed("1-6", "a change of logins is killed", "all or nothing")
@pytest.mark.kills
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("action", ["add", "remove"])
def test_a_killed_change_of_logins_is_done_wholly_or_not_at_all(
    run: Run, owner: Warehouse, login: str, action: str, moment: str
) -> None:
    words = {"add": ("add", login, "--user", "ann@example.com"), "remove": ("remove", login)}
    if action == "remove":
        run("logins", *words["add"])
    code = killed_at(f"logins.{action}:{moment}", lambda: run("logins", *words[action]))
    assert code == -signal.SIGKILL
    known = owner.connection.execute(
        "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %(login)s) AS role, "
        "EXISTS (SELECT FROM app.login_roles WHERE login = %(login)s) AS mapped",
        {"login": login},
    ).fetchone()
    there = (action == "add") == (moment == "after")
    assert known == {"role": there, "mapped": there}
