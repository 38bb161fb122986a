"""A walk over every relation and function: nothing can be reached that the table of expectations does not name."""

from __future__ import annotations

import pytest

from resources.warehouse.roles import apply_roles
from tests.resources.warehouse.tenancy import catalogue
from tests.resources.warehouse.tenancy.conftest import House
from tests.resources.warehouse.tenancy.expectations import EXPECTATIONS

pytestmark = pytest.mark.database

FOR_ALL = {each.relation for each in EXPECTATIONS if each.whose == "all"}
CALLABLE = {
    f"app.{name}"
    for name in (
        *("current_person", "person_role", "visible_teams", "managed_teams", "visible_people", "teammates"),
        *("visible_accounts", "find_products", "find_offers"),
    )
}
GRANTS = """
SELECT relation.oid::regclass::text AS name, 0 AS attnum, relacl::text AS acl FROM pg_class AS relation
WHERE relacl IS NOT NULL AND relnamespace::regnamespace::text = ANY (%(schemas)s)
UNION ALL
SELECT attrelid::regclass::text, attnum, attacl::text FROM pg_attribute WHERE attacl IS NOT NULL
UNION ALL
SELECT pg_proc.oid::regprocedure::text, 0, proacl::text FROM pg_proc
WHERE proacl IS NOT NULL AND pronamespace::regnamespace::text = ANY (%(schemas)s)
ORDER BY 1, 2
"""


def test_every_relation_is_in_the_table_of_expectations(house: House) -> None:
    assert catalogue.relations(house.connection) == {each.relation for each in EXPECTATIONS}


def test_every_table_that_people_may_read_keeps_tenants_apart_or_is_everybodys(house: House) -> None:
    assert catalogue.unprotected(house.connection) == FOR_ALL - {each.relation for each in EXPECTATIONS if each.is_view}


def test_no_partition_can_be_reached_but_through_its_parent(house: House) -> None:
    assert len(catalogue.partitions(house.connection)) >= 10
    assert catalogue.granted_partitions(house.connection) == set()


def test_every_view_reads_with_the_rights_of_whoever_asks(house: House) -> None:
    assert catalogue.views_of_their_owner(house.connection) == set()


def test_nothing_is_granted_to_everybody(house: House) -> None:
    assert catalogue.granted_to_everybody(house.connection) == set()


def test_functions_with_the_owners_rights_are_few_and_look_names_up_in_the_catalogue_only(house: House) -> None:
    assert catalogue.definer_functions(house.connection) == CALLABLE
    assert catalogue.unpinned_functions(house.connection) == set()


@pytest.mark.parametrize(
    ("fault", "caught_by"),
    [
        ("DROP POLICY tenants_see ON marts.channel_performance", catalogue.unprotected),
        ("ALTER POLICY tenants_see ON marts.channel_performance USING (true)", catalogue.unprotected),
        ("ALTER TABLE marts.channel_performance DISABLE ROW LEVEL SECURITY", catalogue.unprotected),
        ("GRANT SELECT ON ALL TABLES IN SCHEMA warehouse TO adwarehouse_analyst", catalogue.granted_partitions),
        ("ALTER VIEW marts.performance_data RESET (security_invoker)", catalogue.views_of_their_owner),
        ("GRANT EXECUTE ON FUNCTION ops.touch_account TO PUBLIC", catalogue.granted_to_everybody),
        ("ALTER FUNCTION app.teammates RESET ALL", catalogue.unpinned_functions),
    ],
)
def test_the_walk_notices_a_hole(house: House, fault: str, caught_by: catalogue.Walk) -> None:
    before = caught_by(house.connection)
    with house.connection.transaction(force_rollback=True):
        house.connection.execute(fault)
        assert caught_by(house.connection) > before


def test_applying_the_roles_again_changes_no_grant_and_takes_foreign_ones_back(house: House) -> None:
    parameters = {"schemas": catalogue.SCHEMAS}
    apply_roles(house.databases.owner_url, house.databases.loader_url)
    before = house.connection.execute(GRANTS, parameters).fetchall()
    house.connection.execute("GRANT SELECT (access_token) ON app.marketing_accounts TO adwarehouse_analyst")
    house.connection.execute("GRANT DELETE ON warehouse.campaign_metrics TO adwarehouse_manager")
    assert apply_roles(house.databases.owner_url, house.databases.loader_url) == []
    assert house.connection.execute(GRANTS, parameters).fetchall() == before
