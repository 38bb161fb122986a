"""Who is asking is decided by the login, and by the setting for the application's session only."""

from __future__ import annotations

import uuid
from contextlib import closing

import psycopg
import pytest
from psycopg import errors, sql

from resources.warehouse import logins
from tests.resources.warehouse.tenancy.conftest import STRANGER, House, set_user
from tests.resources.warehouse.tenancy.expectations import EXPECTATIONS
from tests.resources.warehouse.tenancy.rows import Connection

pytestmark = pytest.mark.database
READ_BY_THE_APPLICATION = [
    each.relation for each in EXPECTATIONS if each.whose != "all" and each.allows("app", "select")
]
READ_BY_ANALYSTS = [each.relation for each in EXPECTATIONS if each.whose != "all" and each.allows("analyst", "select")]


def person(connection: Connection) -> object:
    """Who the database thinks is asking."""
    row = connection.execute("SELECT app.current_person() AS person").fetchone()
    assert row is not None
    return row["person"]


def filled(connection: Connection, relations: list[str]) -> set[str]:
    """Those of the relations that show a row."""
    words = sql.SQL("SELECT 1 AS one FROM {} LIMIT 1")
    return {
        relation
        for relation in relations
        if connection.execute(words.format(sql.Identifier(*relation.split(".")))).fetchall()
    }


def accounts(connection: Connection) -> set[str]:
    """Ad accounts that are visible."""
    return {row["account_id"] for row in connection.execute("SELECT account_id FROM warehouse.ad_accounts")}


def test_a_login_is_its_user_and_the_application_the_one_it_names(house: House) -> None:
    with house.as_person("noah") as connection:
        assert person(connection) == house.people["noah"]
    with house.as_app("sam") as connection:
        assert person(connection) == house.people["sam"]


@pytest.mark.parametrize("name", ["noah", "nina", "vic"])
def test_a_person_who_sets_the_applications_setting_gains_nothing(house: House, name: str) -> None:
    with house.as_person(name) as connection:
        before = accounts(connection)
        for other in ("sam", "adam"):
            set_user(connection, house.people[other])
            assert person(connection) == house.people[name]
            assert accounts(connection) == before


def test_a_login_that_is_nobodys_sees_nothing_with_the_setting_or_without(house: House) -> None:
    with house.as_person(STRANGER) as connection:
        assert filled(connection, READ_BY_ANALYSTS) == set()
        set_user(connection, house.people["adam"])
        assert person(connection) is None
        assert filled(connection, READ_BY_ANALYSTS) == set()


def test_the_pipeline_is_nobody_whatever_it_sets(house: House) -> None:
    with house.signed_in("adwarehouse_loader") as connection:
        set_user(connection, house.people["adam"])
        assert person(connection) is None


@pytest.mark.parametrize("user", [None, "", str(uuid.UUID(int=0))])
def test_the_application_without_a_user_sees_nothing(house: House, user: str | None) -> None:
    with house.as_app(None) as connection:
        if user is not None:
            set_user(connection, user)
        assert filled(connection, READ_BY_THE_APPLICATION) == set()


def test_the_application_with_a_user_that_is_none_is_told_so(house: House) -> None:
    with house.as_app(None) as connection:
        set_user(connection, "noah")
        with pytest.raises(errors.InvalidTextRepresentation, match="uuid"):
            person(connection)


def test_the_applications_setting_changes_between_statements_of_a_connection(house: House) -> None:
    with house.as_app("noah") as connection:
        seen = []
        for name in ("noah", "sam", "noah"):
            set_user(connection, house.people[name])
            seen.append(
                {
                    row["user_id"]
                    for row in connection.execute("SELECT user_id FROM marts.channel_performance", prepare=True)
                }
            )
        assert seen == [{house.people[name]} for name in ("noah", "sam", "noah")]


def test_an_own_login_of_the_application_counts_as_the_application(house: House) -> None:
    with house.connection.transaction(force_rollback=True):
        house.connection.execute("CREATE ROLE shop_server LOGIN IN ROLE adwarehouse_app")
        house.connection.execute("SET SESSION AUTHORIZATION shop_server")
        set_user(house.connection, house.people["noah"])
        assert person(house.connection) == house.people["noah"]


def test_who_may_not_sign_in_any_more_sees_nothing(house: House) -> None:
    deactivated = "UPDATE app.users SET is_active = false WHERE id = %s"
    for enter in (house.as_person, house.as_app):
        with house.connection.transaction(force_rollback=True):
            house.connection.execute(deactivated, (house.people["noah"],))
            with enter("noah") as connection:
                assert filled(connection, READ_BY_ANALYSTS) == set()


def test_who_leaves_a_team_sees_its_rows_no_more(house: House) -> None:
    with house.connection.transaction(force_rollback=True):
        house.connection.execute(
            "UPDATE app.team_members SET is_active = false WHERE user_id = %s", (house.people["nora"],)
        )
        with house.as_person("nora") as connection:
            assert filled(connection, [name for name in READ_BY_ANALYSTS if name != "app.users"]) == set()


def test_a_connection_that_was_removed_shows_its_account_no_more(house: House) -> None:
    with house.connection.transaction(force_rollback=True):
        house.connection.execute("UPDATE app.marketing_accounts SET status = 'removed'")
        with house.as_person("noah") as connection:
            assert accounts(connection) == set()
            assert filled(connection, ["warehouse.campaign_metrics", "marts.account_channel_daily"]) == set()


def test_a_public_catalogue_is_everybodys(house: House) -> None:
    with house.connection.transaction(force_rollback=True):
        house.connection.execute(
            "INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone) "
            "VALUES ('clickbank', 'marketplace', 'x', 'USD', 'UTC')"
        )
        with house.as_person("sam") as connection:
            assert "marketplace" in accounts(connection)


def test_another_role_is_still_the_same_person(house: House) -> None:
    with house.as_person("nina") as connection:
        before = accounts(connection)
        connection.execute("SET ROLE adwarehouse_manager")
        assert (person(connection), accounts(connection)) == (house.people["nina"], before)


@pytest.mark.parametrize("role", ["adwarehouse_app", "adwarehouse_loader", "adwarehouse_owner", "adwarehouse_manager"])
def test_an_analyst_cannot_become_another_role(house: House, role: str) -> None:
    password = logins.new_password()
    with closing(psycopg.connect(house.databases.owner_url)) as owner:
        owner.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(house.logins["noah"]), sql.Literal(password))
        )
        owner.commit()
    url = logins.read_only_url(house.databases.loader_url, house.logins["noah"], password)
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        for words in ("SET ROLE {}", "SET SESSION AUTHORIZATION {}"):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(sql.SQL(words).format(sql.Identifier(role)))
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute(sql.SQL("SET SESSION AUTHORIZATION {}").format(sql.Identifier(house.logins["sam"])))
        row = connection.execute("SELECT app.current_person()").fetchone()
        assert row == (house.people["noah"],)


def test_a_superuser_in_a_persons_role_is_nobody(house: House) -> None:
    with house.connection.transaction(force_rollback=True):
        house.connection.execute("SET ROLE adwarehouse_analyst")
        assert person(house.connection) is None
        assert filled(house.connection, READ_BY_ANALYSTS) == set()
