"""What the catalogue says about who could reach what, whether or not anybody tries."""

from __future__ import annotations

from collections.abc import Callable

from tests.resources.warehouse.tenancy.rows import Connection

SCHEMAS = ["app", "warehouse", "marts", "ops", "staging"]
PEOPLE = ["adwarehouse_app", "adwarehouse_manager", "adwarehouse_analyst"]
EVERYONE = [*PEOPLE, "adwarehouse_loader", "public"]
Walk = Callable[[Connection], set[str]]

RELATIONS = """
SELECT format('%%I.%%I', nspname, relname) AS name
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = ANY (%(schemas)s) AND """
HELD = """EXISTS (SELECT FROM unnest(%(roles)s::text[]) AS role
                  WHERE has_any_column_privilege(role, pg_class.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
                     OR has_table_privilege(role, pg_class.oid, 'DELETE, TRUNCATE, TRIGGER'))"""


def _names(connection: Connection, words: str, **parameters: object) -> set[str]:
    return {row["name"] for row in connection.execute(words, {"schemas": SCHEMAS, **parameters})}


def relations(connection: Connection) -> set[str]:
    """Tables and views that are no partitions."""
    return _names(connection, RELATIONS + "relkind NOT IN ('i', 'I', 'S', 't', 'c') AND NOT relispartition")


def partitions(connection: Connection) -> set[str]:
    """Parts of tables."""
    return _names(connection, RELATIONS + "relispartition AND relkind IN ('r', 'p')")


def granted_partitions(connection: Connection) -> set[str]:
    """Partitions that somebody but their owner has a right to: rows would be reached around the parent's policies."""
    return _names(connection, RELATIONS + "relispartition AND relkind IN ('r', 'p') AND " + HELD, roles=EVERYONE)


def unprotected(connection: Connection) -> set[str]:
    """Tables that people have a right to and that show every row: no row-level security, or a policy without end."""
    return _names(
        connection,
        RELATIONS
        + "relkind IN ('r', 'p') AND NOT relispartition AND "
        + HELD
        + """ AND (NOT relrowsecurity OR NOT EXISTS (
            SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = 'tenants_see')
            OR EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polcmd IN ('r', '*')
                       AND polroles <> ARRAY['adwarehouse_loader'::regrole::oid]
                       AND pg_get_expr(polqual, polrelid) !~ 'app\\.|FROM'))""",
        roles=PEOPLE,
    )


def views_of_their_owner(connection: Connection) -> set[str]:
    """Views that read with their owner's rights and so around every policy; materialised ones always do."""
    return _names(
        connection,
        RELATIONS + "(relkind = 'm' OR relkind = 'v' AND NOT coalesce(reloptions, '{}') @> '{security_invoker=true}')",
    )


def granted_to_everybody(connection: Connection) -> set[str]:
    """Relations, and functions of the pipeline and the application, that PUBLIC may use."""
    functions = """
    SELECT pg_proc.oid::regprocedure::text AS name
    FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
    WHERE nspname IN ('app', 'ops') AND has_function_privilege('public', pg_proc.oid, 'EXECUTE')"""
    return _names(connection, RELATIONS + HELD, roles=["public"]) | _names(connection, functions)


def definer_functions(connection: Connection) -> set[str]:
    """Functions that work with their owner's rights and that a person may call."""
    return _names(
        connection,
        """SELECT oid::regproc::text AS name FROM pg_proc
        WHERE pronamespace::regnamespace::text = ANY (%(schemas)s) AND prosecdef AND EXISTS (
            SELECT FROM unnest(%(roles)s::text[]) AS role WHERE has_function_privilege(role, oid, 'EXECUTE'))""",
        roles=PEOPLE,
    )


def unpinned_functions(connection: Connection) -> set[str]:
    """Functions with their owner's rights that look names up where their caller says."""
    return _names(
        connection,
        """SELECT oid::regprocedure::text AS name FROM pg_proc
        WHERE pronamespace::regnamespace::text = ANY (%(schemas)s) AND prosecdef
          AND NOT coalesce(proconfig, '{}') @> ARRAY['search_path=pg_catalog, pg_temp']""",
    )
