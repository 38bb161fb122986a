"""Rows and secrets of others do not show in counts, joins, errors, statistics, functions or whole rows either."""

from __future__ import annotations

from typing import LiteralString

import psycopg
import pytest
from psycopg import errors, sql

from tests.resources.warehouse.tenancy.conftest import House
from tests.resources.warehouse.tenancy.expectations import EXPECTATIONS
from tests.resources.warehouse.tenancy.rows import TOKEN, Connection

pytestmark = pytest.mark.database
VIEWS = [each.relation for each in EXPECTATIONS if each.is_view]


def one(connection: Connection, words: str, *parameters: object) -> object:
    """The only value of the only row."""
    (row,) = connection.execute(words, parameters).fetchall()
    (value,) = row.values()
    return value


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_shows_whoever_asks_their_own_rows(house: House, view: str) -> None:
    seen: dict[str, set[str]] = {}
    words = sql.SQL("SELECT shown::text AS content FROM {} AS shown").format(sql.Identifier(*view.split(".")))
    for name in ("noah", "sam", "adam"):
        with house.as_person(name) as connection:
            seen[name] = {row["content"] for row in connection.execute(words)}
    assert seen["noah"]
    assert seen["sam"]
    assert seen["noah"].isdisjoint(seen["sam"])
    assert seen["adam"] == seen["noah"] | seen["sam"]


@pytest.mark.parametrize(
    "words",
    [
        "SELECT count(*) FROM warehouse.campaign_metrics",
        "SELECT count(*) FROM warehouse.campaign_metrics JOIN warehouse.campaigns USING (ad_account_id)",
        "SELECT count(*) FROM warehouse.ad_accounts AS a FULL JOIN warehouse.campaign_metrics ON ad_account_id = a.id",
        "SELECT count(*) FROM (SELECT ad_account_id FROM warehouse.orders UNION SELECT id FROM warehouse.campaigns) x",
        "SELECT max(n) FROM (SELECT count(*) AS n FROM app.campaigns GROUP BY GROUPING SETS ((), ())) AS x",
    ],
)
def test_counts_and_joins_know_of_no_other_team(house: House, words: str) -> None:
    with house.as_person("noah") as connection:
        own = one(connection, words)
    assert one(house.connection, words) == 2 * int(str(own))


def test_a_partition_itself_cannot_be_read(house: House) -> None:
    with house.as_person("adam") as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute("SELECT * FROM warehouse.campaign_metrics_2025_03")


@pytest.mark.parametrize("expression", ["1 / {}", "('x' || {})::integer", "sqrt(-1 + {})"])
def test_an_error_that_only_anothers_row_would_raise_is_not_raised(house: House, expression: str) -> None:
    other = house.rows["warehouse.ad_accounts"]["south"]["id"]
    failing = sql.SQL(expression).format(sql.SQL("CASE WHEN ad_account_id = {} THEN 0 END").format(other))
    words = sql.SQL("SELECT count(*) FROM warehouse.campaign_metrics WHERE {} IS NULL").format(failing)
    with pytest.raises(errors.DataError):
        house.connection.execute(words)
    with house.as_person("noah") as connection:
        connection.execute(words)


def test_a_function_of_their_own_sees_no_row_that_they_do_not(house: House) -> None:
    heard: list[str] = []

    def listen(notice: psycopg.errors.Diagnostic) -> None:
        heard.append(str(notice.message_primary))

    house.connection.add_notice_handler(listen)
    with house.as_person("noah") as connection:
        connection.execute(
            "CREATE FUNCTION pg_temp.listen(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS "
            "$$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$"
        )
        connection.execute("SELECT count(*) FROM warehouse.ad_accounts WHERE pg_temp.listen(name)")
    house.connection.remove_notice_handler(listen)
    assert heard == [house.rows["warehouse.ad_accounts"]["north"]["name"]]


@pytest.mark.parametrize("search", ["app.find_products('red shoe')", "app.find_offers('red shoe', 20)"])
def test_a_search_with_the_owners_rights_finds_what_is_theirs(house: House, search: LiteralString) -> None:
    with house.connection.transaction(force_rollback=True):
        house.connection.execute("UPDATE warehouse.products SET title = 'red shoes', gravity = 1")
        with house.as_person("noah") as connection:
            found = one(connection, "SELECT " + search)
    assert found == house.rows["warehouse.products"]["north"]["id"]


def test_statistics_of_columns_tell_nothing(house: House) -> None:
    with house.connection.transaction(force_rollback=True):
        house.connection.execute("ANALYZE warehouse.ad_accounts, warehouse.campaign_metrics, app.marketing_accounts")
        assert one(house.connection, "SELECT count(*) > 0 FROM pg_stats WHERE tablename = 'campaign_metrics_2025_03'")
        with house.as_person("noah") as connection:
            told = (
                "SELECT count(*) FROM pg_stats WHERE schemaname IN ('app', 'warehouse', 'marts') AND tablename NOT IN "
                "(SELECT relname FROM pg_class WHERE has_table_privilege(oid, 'SELECT') AND NOT relrowsecurity)"
            )
            assert one(connection, told) == 0
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute("SELECT * FROM pg_statistic")


@pytest.mark.parametrize("name", ["noah", "nina"])
@pytest.mark.parametrize(
    "words",
    [
        "SELECT access_token FROM app.marketing_accounts",
        "SELECT * FROM app.marketing_accounts",
        "TABLE app.marketing_accounts",
        "SELECT account FROM app.marketing_accounts AS account",
        "SELECT to_jsonb(account) FROM app.marketing_accounts AS account",
        "SELECT account::text FROM app.marketing_accounts AS account",
        "SELECT id FROM app.marketing_accounts WHERE access_token LIKE 'gAAAA%'",
        "SELECT id FROM app.marketing_accounts WHERE access_token::integer = 1",
        "SELECT id FROM app.marketing_accounts ORDER BY access_token",
        "SELECT count(DISTINCT access_token) FROM app.marketing_accounts",
        "COPY app.marketing_accounts (access_token) TO STDOUT",
        "COPY (SELECT access_token FROM app.marketing_accounts) TO STDOUT",
        "UPDATE app.marketing_accounts SET status = status RETURNING access_token",
        "CREATE TEMP TABLE mine AS TABLE app.marketing_accounts",
        "CREATE TEMP VIEW mine AS SELECT access_token FROM app.marketing_accounts; TABLE mine",
        "SELECT query_to_xml('SELECT access_token FROM app.marketing_accounts', true, true, '')",
        "SELECT password_hash FROM app.users",
        "SELECT key_hash FROM app.api_keys",
    ],
)
def test_no_way_leads_a_person_to_a_secret_and_the_refusal_does_not_tell_it(
    house: House, words: str, name: str
) -> None:
    with house.as_person(name) as connection, pytest.raises(errors.InsufficientPrivilege) as refused:
        connection.execute(words.encode())
    assert TOKEN not in str(refused.value)
    assert refused.value.diag.message_detail is None


def test_no_view_and_no_function_hands_a_secret_on(house: House) -> None:
    secret = "'(token|password|key_hash|stripe|payload|email)'"
    assert (
        house.connection.execute(
            "SELECT attrelid::regclass, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
            f"WHERE relkind = 'v' AND relnamespace::regnamespace::text IN ('app', 'marts') AND attname ~ {secret}"
        ).fetchall()
        == []
    )
    with house.as_person("noah") as connection:
        callable_by_person = connection.execute(
            "SELECT prosrc FROM pg_proc WHERE pronamespace::regnamespace::text IN ('app', 'warehouse', 'marts', 'ops') "
            "AND has_function_privilege(oid, 'EXECUTE')"
        ).fetchall()
    assert callable_by_person
    assert [row["prosrc"] for row in callable_by_person if "token" in row["prosrc"]] == []


def test_a_violated_constraint_does_not_tell_the_row_it_met(house: House) -> None:
    taken = house.rows["app.campaigns"]["south"]["id"]
    with house.as_app("noah") as connection, pytest.raises(errors.UniqueViolation) as refused:
        connection.execute(
            "INSERT INTO app.campaigns (id, user_id, name) VALUES (%s, %s, 'mine')", (taken, house.people["noah"])
        )
    assert refused.value.diag.message_detail is None
