"""Every role at every relation may do what `expectations.txt` says, and nothing else."""

from __future__ import annotations

import itertools
from contextlib import AbstractContextManager, suppress

import pytest
from psycopg import errors, sql

from tests.resources.warehouse.tenancy.conftest import House
from tests.resources.warehouse.tenancy.expectations import EXPECTATIONS, ROLES, VERBS, Expectation
from tests.resources.warehouse.tenancy.rows import Connection, insertion, values

pytestmark = pytest.mark.database

SIDES = ("north", "south")
SEES = {
    "person": {"noah", "nina", "adam"},
    "team": {"noah", "nora", "vic", "nina", "adam"},
    "account": {"noah", "nora", "vic", "nina", "adam"},
    "admin": {"adam"},
    "pipeline": set[str](),
}
"""Who sees the row that is Noah's and his team's."""
FOR_THE_PIPELINE_TO_SAY = {"app.marketing_accounts": {"ad_account_id"}}
LET_THROUGH = (errors.UniqueViolation, errors.ForeignKeyViolation, errors.RestrictViolation)
"""Refusals that come after those of rights and policies."""

CHANGES = {
    "update": "UPDATE {relation} SET {column} = {column} WHERE {condition}",
    "delete": "DELETE FROM {relation} WHERE {condition}",
}

of_tenants = [each for each in EXPECTATIONS if each.whose != "all" and not each.is_view]
tables = pytest.mark.parametrize("each", of_tenants, ids=str)
roles = pytest.mark.parametrize("role", ROLES)


def acting(house: House, role: str, each: Expectation, verb: str = "select") -> AbstractContextManager[Connection]:
    """Somebody in a role to whom the north's row of a table belongs."""
    is_admins = each.whose == "admin" or each.is_for_admins(role, verb)
    if role == "loader":
        return house.signed_in("adwarehouse_loader")
    if role == "app":
        return house.as_app("adam" if is_admins else "noah")
    return house.as_person("adam" if is_admins and role == "manager" else "nina" if role == "manager" else "noah")


def row_is(house: House, relation: str, side: str) -> sql.Composed:
    """The condition that only a tenant's row fulfils: by its key, where there is one."""
    row = house.rows[relation][side]
    key = [column for column in house.key(relation) if column in row]
    return sql.SQL(" AND ").join(
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Literal(row[name])) for name in key
    )


def run(connection: Connection, words: str, relation: str, condition: sql.Composed, column: str = "") -> int:
    """Rows that a statement returned or changed."""
    parts = {
        "relation": sql.Identifier(*relation.split(".")),
        "condition": condition,
        "column": sql.Identifier(column or "x"),
    }
    return connection.execute(sql.SQL(words).format(**parts)).rowcount


def seen(connection: Connection, house: House, relation: str) -> set[str]:
    """The tenants whose rows are there for whoever is signed in."""
    words = "SELECT 1 AS one FROM {relation} WHERE {condition}"
    return {side for side in SIDES if run(connection, words, relation, row_is(house, relation, side))}


@pytest.mark.parametrize("each", EXPECTATIONS, ids=str)
def test_rights_are_those_of_the_table(house: House, each: Expectation) -> None:
    for role in ROLES:
        held = house.connection.execute(
            "SELECT has_any_column_privilege(%(role)s, %(relation)s, 'SELECT') AS s, "
            "has_any_column_privilege(%(role)s, %(relation)s, 'INSERT') AS i, "
            "has_any_column_privilege(%(role)s, %(relation)s, 'UPDATE') AS u, "
            "has_table_privilege(%(role)s, %(relation)s, 'DELETE') AS d, "
            "has_table_privilege(%(role)s, %(relation)s, 'TRUNCATE, REFERENCES, TRIGGER') AS more",
            {"role": f"adwarehouse_{role}", "relation": each.relation},
        ).fetchone()
        assert held is not None
        assert {name for name, has in held.items() if has} == {verb for verb in VERBS if each.allows(role, verb)}, role


@tables
def test_people_see_what_is_theirs_and_nothing_of_another_team(house: House, each: Expectation) -> None:
    for name in ("noah", "nora", "vic", "nina", "sam", "adam"):
        north = {"north"} if name in SEES[each.whose] else set()
        south = {"south"} if name == "adam" or (name == "sam" and each.whose != "admin") else set()
        with house.as_person(name) as connection:
            if each.allows("manager" if name in ("nina", "adam") else "analyst", "select"):
                assert seen(connection, house, each.relation) == north | south, name
            else:
                with pytest.raises(errors.InsufficientPrivilege):
                    seen(connection, house, each.relation)


@tables
def test_the_application_sees_what_its_user_sees_and_the_pipeline_everything(house: House, each: Expectation) -> None:
    for name in ("noah", "nora", "sam", "adam"):
        north = {"north"} if name in SEES[each.whose] else set()
        south = {"south"} if name == "adam" or (name == "sam" and each.whose != "admin") else set()
        if each.allows("app", "select"):
            with house.as_app(name) as connection:
                assert seen(connection, house, each.relation) == north | south, name
    with house.signed_in("adwarehouse_loader") as connection:
        assert seen(connection, house, each.relation) == set(SIDES)


@tables
@roles
def test_rows_may_be_inserted_by_whom_the_table_says_for_themselves_only(
    house: House, each: Expectation, role: str
) -> None:
    for side in SIDES:
        row = values(house.connection, each.relation, house.tenants[side])
        if role == "app":
            row = {name: row[name] for name in row.keys() - FOR_THE_PIPELINE_TO_SAY.get(each.relation, set())}
        is_theirs = side == "north" or role == "loader" or each.whose == "admin" or each.is_for_admins(role, "insert")
        with acting(house, role, each, "insert") as connection:
            if each.allows(role, "insert") and is_theirs:
                with suppress(*LET_THROUGH):
                    connection.execute(insertion(each.relation, row))
            else:
                with pytest.raises(errors.InsufficientPrivilege):
                    connection.execute(insertion(each.relation, row))


@tables
@roles
def test_rows_may_be_changed_and_deleted_by_whom_the_table_says_in_their_own_books_only(
    house: House, each: Expectation, role: str
) -> None:
    column = house.updatable(each.relation, f"adwarehouse_{role}")
    for verb, side in itertools.product(CHANGES, SIDES):
        is_theirs = side == "north" or role == "loader" or each.whose == "admin" or each.is_for_admins(role, verb)
        condition = row_is(house, each.relation, side)
        with acting(house, role, each, verb) as connection:
            if not each.allows(role, verb):
                with pytest.raises(errors.InsufficientPrivilege):
                    run(connection, CHANGES[verb], each.relation, condition, column)
            elif is_theirs:
                with suppress(*LET_THROUGH):
                    assert run(connection, CHANGES[verb], each.relation, condition, column) == 1
            else:
                assert run(connection, CHANGES[verb], each.relation, condition, column) == 0


@pytest.mark.parametrize("each", [each for each in EXPECTATIONS if each.hidden["analyst"]], ids=str)
@pytest.mark.parametrize("role", ["manager", "analyst"])
def test_hidden_columns_cannot_be_selected(house: House, each: Expectation, role: str) -> None:
    if not each.allows(role, "select"):
        return
    assert each.hidden[role] <= set(house.columns(each.relation))
    for column in house.columns(each.relation):
        words = "SELECT {column} FROM {relation} WHERE {condition}"
        with acting(house, role, each) as connection:
            if column in each.hidden[role]:
                with pytest.raises(errors.InsufficientPrivilege):
                    run(connection, words, each.relation, sql.SQL("true").format(), column)
            else:
                run(connection, words, each.relation, sql.SQL("true").format(), column)
