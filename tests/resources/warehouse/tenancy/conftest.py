"""Two teams with a row each in every table, and everybody who could look at them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import DictRow, dict_row

from resources.warehouse import logins
from resources.warehouse.connection import Warehouse
from tests.conftest import Databases, copied
from tests.resources.warehouse.tenancy.expectations import EXPECTATIONS
from tests.resources.warehouse.tenancy.rows import MONTH, Connection, Tenant, make

PEOPLE = {
    "noah": ("north", "analyst"),
    "nora": ("north", "analyst"),
    "vic": ("north", "viewer"),
    "nina": ("north", "manager"),
    "sam": ("south", "analyst"),
    "adam": (None, "admin"),
}
"""Team and role. Noah has everything in the north and looks after that team, Sam in the south; Adam sees all of it."""
OWNERS = {"north": "noah", "south": "sam"}
STRANGER = "stranger"
"""Has a login with an analyst's rights that is nobody's."""


@dataclass(frozen=True)
class House:
    """A filled database. `rows` are the tenants' rows by relation, `logins` those of people by their names."""

    databases: Databases
    connection: Connection
    tenants: dict[str, Tenant]
    people: dict[str, Any]
    rows: dict[str, dict[str, DictRow]]
    logins: dict[str, str]

    def columns(self, relation: str) -> list[str]:
        """Their names."""
        return self._names("attrelid = %(relation)s::regclass AND attnum > 0 AND NOT attisdropped", relation=relation)

    def key(self, relation: str) -> list[str]:
        """Columns of the primary key, or those that tell the tenants' rows apart."""
        key = "SELECT unnest(indkey) FROM pg_index WHERE indrelid = %(relation)s::regclass AND indisprimary"
        found = self._names(f"attrelid = %(relation)s::regclass AND attnum IN ({key})", relation=relation)
        return found or ["ad_account_id", "batch_id"]

    def updatable(self, relation: str, role: str) -> str:
        """The first column that a role may write, else the first."""
        ordinary = "attrelid = %(relation)s::regclass AND attnum > 0 AND attgenerated = '' AND attidentity = ''"
        may = f"{ordinary} AND NOT attisdropped AND has_column_privilege(%(role)s, attrelid, attnum, 'UPDATE')"
        return [*self._names(may, relation=relation, role=role), *self._names(ordinary, relation=relation)][0]

    def _names(self, condition: str, **parameters: str) -> list[str]:
        words = f"SELECT attname AS name FROM pg_attribute WHERE {condition} ORDER BY attnum"
        return [row["name"] for row in self.connection.execute(words, parameters)]

    @contextmanager
    def signed_in(self, login: str) -> Iterator[Connection]:
        """A transaction of a login, rolled back."""
        with self.connection.transaction(force_rollback=True):
            self.connection.execute(sql.SQL("SET SESSION AUTHORIZATION {}").format(sql.Identifier(login)))
            yield self.connection

    @contextmanager
    def as_person(self, name: str) -> Iterator[Connection]:
        """A transaction of a person with their own tools, rolled back."""
        with self.signed_in(self.logins[name]) as connection:
            yield connection

    @contextmanager
    def as_app(self, name: str | None) -> Iterator[Connection]:
        """A transaction of the application for a user, or for nobody; rolled back."""
        with self.signed_in("adwarehouse_app") as connection:
            if name is not None:
                set_user(connection, self.people[name])
            yield connection


def set_user(connection: Connection, user_id: Any) -> None:
    """Say for whom the application asks."""
    connection.execute("SELECT set_config('adwarehouse.user_id', %s, true)", (str(user_id),))


@pytest.fixture(scope="package")
def house(postgres: str, template: Databases) -> Iterator[House]:
    """The filled database, as a superuser reaches it. Tests leave no row behind."""
    with copied(postgres, template) as databases:
        database = str(conninfo_to_dict(databases.owner_url)["dbname"])
        with psycopg.connect(make_conninfo(postgres, dbname=database), autocommit=True, row_factory=dict_row) as admin:
            suffix = secrets.token_hex(4)
            named = {name: f"{name}_{suffix}" for name in (*PEOPLE, STRANGER)}
            people = _people(admin)
            with closing(Warehouse(databases.owner_url)) as owner:
                for name in PEOPLE:
                    logins.add(owner, named[name], f"{name}@example.com", secrets.token_hex())
                admin.execute(f"CREATE ROLE {named[STRANGER]} LOGIN IN ROLE adwarehouse_analyst")
                try:
                    tenants = {name: Tenant(name) for name in OWNERS}
                    yield House(databases, admin, tenants, people, _rows(admin, tenants, people, named), named)
                finally:
                    for name in PEOPLE:
                        logins.remove(owner, named[name])
                    admin.execute(f"DROP ROLE {named[STRANGER]}")


def _people(admin: Connection) -> dict[str, Any]:
    """Ids by name."""
    return {
        name: make(admin, "app.users", Tenant(name), email=f"{name}@example.com", role=role)["id"]
        for name, (_, role) in PEOPLE.items()
    }


def _rows(
    admin: Connection, tenants: dict[str, Tenant], people: dict[str, Any], named: dict[str, str]
) -> dict[str, dict[str, DictRow]]:
    for each in admin.execute("SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'p'").fetchall():
        admin.execute("SELECT ops.ensure_partition(%s::regclass, %s)", (each["name"], MONTH))
    rows: dict[str, dict[str, DictRow]] = {each.relation: {} for each in EXPECTATIONS}
    for side, tenant in tenants.items():
        owner = people[OWNERS[side]]
        tenant.ids = {("user_id", "uuid"): owner, ("owner_id", "uuid"): owner}
        rows["app.users"][side] = _found(admin, "app.users", "id", owner)
        rows["app.teams"][side] = make(admin, "app.teams", tenant, owner_id=people["adam"])
        for name, (team, _) in PEOPLE.items():
            if team == side:
                role = "owner" if name == OWNERS[side] else "member"
                made = make(admin, "app.team_members", tenant, user_id=people[name], role=role)
                rows["app.team_members"].setdefault(side, made)
        rows["app.login_roles"][side] = _found(admin, "app.login_roles", "login", named[OWNERS[side]])
        for expected in EXPECTATIONS:
            relation = expected.relation
            if not rows[relation].get(side) and expected.whose != "all" and not expected.is_view:
                rows[relation][side] = make(admin, relation, tenant)
    return rows


def _found(admin: Connection, relation: str, key: str, value: Any) -> DictRow:
    words = sql.SQL("SELECT * FROM {} WHERE {} = %s").format(sql.Identifier(*relation.split(".")), sql.Identifier(key))
    row = admin.execute(words, (value,)).fetchone()
    assert row is not None
    return row
