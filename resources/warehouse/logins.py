"""Database logins of people: each is a member of a group role, and the user whose rows it sees."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from psycopg import sql
from psycopg.rows import DictRow

from resources.errors import ConfigurationError
from resources.redaction import register
from resources.warehouse.connection import Cursor, Warehouse
from resources.warehouse.roles import ANALYST, MANAGER
from resources.warehouse.statements import statement

GROUPS = {"admin": MANAGER, "manager": MANAGER, "analyst": ANALYST, "viewer": ANALYST}
"""Group role by the user's role. Which rows a login sees follows from the user; the group says which columns."""
NAME = re.compile(r"[a-z][a-z0-9_]{1,62}")
RESERVED = re.compile(r"adwarehouse|pg_")


@dataclass(frozen=True)
class Login:
    """A login that can connect now. `group` is a role of the database."""

    name: str
    group: str
    created: bool


def new_password() -> str:
    """A password that fits into a connection string as it is; redacted from now on."""
    password = secrets.token_urlsafe(24)
    register(password)
    return password


def add(owner: Warehouse, name: str, email: str, password: str, role: str | None = None) -> Login:
    """Make a login for a person, or give an existing one of theirs a new password and group.

    `role` is manager, analyst or viewer; by default the user's own. An analyst cannot sign in as a manager, a manager
    or an admin may sign in as an analyst: with everybody's rows, without personal data.

    Raises:
        ConfigurationError: the name is not ours to give, the person is unknown or may not sign in, or the role is more
            than the person has.
    """
    register(password)
    if not NAME.fullmatch(name) or RESERVED.match(name):
        raise ConfigurationError(
            f"{name!r} cannot be a login: expected 2 to 63 lower-case letters, digits and _, beginning with a letter, "
            "and neither adwarehouse... nor pg_..."
        )
    with owner.transaction("logins.add") as cursor:
        person = cursor.execute(statement("logins/person"), {"email": email}).fetchone()
        if person is None or not person["is_active"]:
            raise ConfigurationError(f"no active user has the address {email}; `adwarehouse accounts list` shows users")
        group = _group(email, person["role"], role)
        created = _create(cursor, name, person)
        login = sql.Identifier(name)
        cursor.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(login, sql.Literal(password)))
        for each in sorted(set(GROUPS.values())):
            words = "GRANT {} TO {}" if each == group else "REVOKE {} FROM {}"
            cursor.execute(sql.SQL(words).format(sql.Identifier(each), login))
        cursor.execute(statement("logins/map"), {"login": name, "user_id": person["id"]})
    return Login(name, group, created)


def listing(owner: Warehouse) -> list[DictRow]:
    """Every login with its person, as `sql/logins/list.sql` has it."""
    return owner.fetch("logins/list")


def remove(owner: Warehouse, name: str) -> None:
    """Take a login away. Who is connected with it stays so until they leave, and sees nothing any more.

    Raises:
        ConfigurationError: it is no login of this warehouse.
    """
    with owner.transaction("logins.remove") as cursor:
        if _state(cursor, name)["user_id"] is None:
            raise ConfigurationError(f"{name!r} is no login of this warehouse; `adwarehouse logins list` shows them")
        cursor.execute(statement("logins/unmap"), {"login": name})
        if _state(cursor, name)["is_role"]:
            cursor.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def read_only_url(url: str, name: str, password: str) -> str:
    """The connection string of a login: that of another role on the same database, its options included."""
    parts = urlsplit(url)
    server = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(name, safe='')}:{quote(password, safe='')}@{server}"))


def _group(email: str, own: str, asked: str | None) -> str:
    group = GROUPS[asked or own]
    if group == MANAGER != GROUPS[own]:
        raise ConfigurationError(f"{email} is {own}, which does not let them sign in as {asked}")
    return group


def _create(cursor: Cursor, name: str, person: DictRow) -> bool:
    state = _state(cursor, name)
    if state["is_role"] and state["user_id"] is None:
        raise ConfigurationError(f"a role {name!r} exists that is no login of this warehouse; choose another name")
    if state["user_id"] not in (None, person["id"]):
        raise ConfigurationError(f"login {name!r} is another person's; remove it first, or choose another name")
    if not state["is_role"]:
        cursor.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(name)))
    return not state["is_role"]


def _state(cursor: Cursor, name: str) -> DictRow:
    row = cursor.execute(statement("logins/state"), {"login": name}).fetchone()
    assert row is not None
    return row
