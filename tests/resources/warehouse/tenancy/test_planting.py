"""Through the application nobody puts rows into others' books, nor has figures of others told by pointing at them."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import errors
from psycopg.rows import DictRow

from tests.resources.warehouse.tenancy.conftest import House
from tests.resources.warehouse.tenancy.rows import insertion, values

pytestmark = pytest.mark.database
POINTING = [
    ("app.campaigns", "user_id", "app.users"),
    ("app.campaigns", "team_id", "app.teams"),
    ("app.campaigns", "product_id", "app.products"),
    ("app.products", "team_id", "app.teams"),
    ("app.content", "campaign_id", "app.campaigns"),
    ("app.content", "product_id", "app.products"),
    ("app.campaign_publications", "marketing_account_id", "app.marketing_accounts"),
    ("app.campaign_publications", "campaign_id", "app.campaigns"),
    ("app.budgets", "ad_account_id", "warehouse.ad_accounts"),
    ("app.budgets", "campaign_id", "warehouse.campaigns"),
    ("app.payments", "product_id", "app.products"),
    ("app.user_behavior", "product_id", "app.products"),
    ("app.subscriptions", "plan_id", "app.subscription_plans"),
    ("app.insights", "user_id", "app.users"),
    ("app.team_members", "user_id", "app.users"),
    ("app.team_members", "team_id", "app.teams"),
    ("app.users", "team_id", "app.teams"),
    ("app.marketing_accounts", "team_id", "app.teams"),
    ("app.marketing_accounts", "ad_account_id", "warehouse.ad_accounts"),
]


def _points_at(house: House, column: str, target: str, side: str) -> Any:
    return house.rows[target][side]["id"] if target != "app.users" else house.people[{"south": "sam"}[side]]


@pytest.mark.parametrize(("table", "column", "target"), POINTING)
def test_a_row_cannot_be_pointed_at_another_tenants(house: House, table: str, column: str, target: str) -> None:
    others = _points_at(house, column, target, "south")
    row = values(house.connection, table, house.tenants["north"], **{column: others})
    with house.as_app("noah") as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(insertion(table, row))
    with house.as_app("noah") as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(
            f"UPDATE {table} SET {column} = %s WHERE id = %s",
            (others, house.rows[table]["north"]["id"]),
        )


def test_a_shared_row_can_be_written_by_a_teammate_and_stays_in_the_team(house: House) -> None:
    campaign: DictRow = house.rows["app.campaigns"]["north"]
    with house.as_app("nora") as connection:
        renamed = connection.execute("UPDATE app.campaigns SET name = 'new' WHERE id = %s", (campaign["id"],))
        assert renamed.rowcount == 1
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("UPDATE app.campaigns SET team_id = NULL WHERE id = %s", (campaign["id"],))


def test_a_viewer_reads_and_writes_nothing(house: House) -> None:
    campaign = house.rows["app.campaigns"]["north"]
    with house.as_app("vic") as connection:
        assert connection.execute("SELECT name FROM app.campaigns WHERE id = %s", (campaign["id"],)).rowcount == 1
        assert connection.execute("UPDATE app.campaigns SET name = 'x'").rowcount == 0
        assert connection.execute("DELETE FROM app.campaigns").rowcount == 0
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("INSERT INTO app.campaigns (user_id, name) VALUES (%s, 'x')", (house.people["vic"],))


def test_nobody_gives_themselves_a_role(house: House) -> None:
    for name in ("noah", "nina"):
        with house.as_app(name) as connection:
            own = (house.people[name],)
            assert connection.execute("UPDATE app.users SET name = 'x' WHERE id = %s", own).rowcount == 1
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute("UPDATE app.users SET role = 'admin' WHERE id = %s", own)


def test_a_member_who_looks_after_nothing_changes_neither_team_nor_members(house: House) -> None:
    with house.as_app("nora") as connection:
        assert connection.execute("UPDATE app.teams SET name = 'x'").rowcount == 0
        assert connection.execute("UPDATE app.team_members SET role = 'owner'").rowcount == 0
        assert connection.execute("DELETE FROM app.team_members").rowcount == 0


def test_a_new_team_is_its_owners_and_takes_in_nobody_else_without_an_admin(house: House) -> None:
    with house.as_app("nora") as connection:
        team = connection.execute(
            "INSERT INTO app.teams (owner_id, name) VALUES (%s, 'own') RETURNING id", (house.people["nora"],)
        ).fetchone()
        assert team is not None
        join = "INSERT INTO app.team_members (team_id, user_id) VALUES (%s, %s)"
        connection.execute(join, (team["id"], house.people["nora"]))
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute(join, (team["id"], house.people["sam"]))
    with house.as_app("adam") as connection:
        north = house.rows["app.teams"]["north"]["id"]
        connection.execute(join, (north, house.people["sam"]))


def test_a_removed_connection_is_not_revived_by_the_application(house: House) -> None:
    with house.connection.transaction(force_rollback=True):
        house.connection.execute("UPDATE app.marketing_accounts SET status = 'removed'")
        with house.as_app("noah") as connection:
            assert connection.execute("UPDATE app.marketing_accounts SET status = 'active'").rowcount == 0


def test_a_failed_sign_in_is_remembered_without_a_user(house: House) -> None:
    with house.as_app(None) as connection:
        connection.execute("INSERT INTO app.login_attempts (username, success) VALUES ('who', false)")
