"""PostgreSQL roles. They belong to the whole cluster, so they are applied, not migrated."""

from __future__ import annotations

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from resources.durable import durable
from resources.warehouse.statements import statement

LOADER, APPLICATION = "adwarehouse_loader", "adwarehouse_app"
MANAGER, ANALYST = "adwarehouse_manager", "adwarehouse_analyst"
ROLES = (LOADER, APPLICATION, MANAGER, ANALYST)
"""Roles beside the owner's. Only the loader signs in itself; the others are granted to the logins of people and of the
application, and row-level security says which rows those see."""
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('adwarehouse roles', 0))"


def apply_roles(owner_url: str, loader_url: str) -> list[str]:
    """Create the missing roles, set the loader's password from its connection string, and renew every grant.

    Idempotent. The owner needs CREATEROLE. Returns the names of the roles that were created.
    """
    loader = conninfo_to_dict(loader_url)
    with psycopg.connect(owner_url) as connection:
        connection.execute(_LOCK)
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        created = [role for role in ROLES if role not in known]
        for role in created:
            connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
        if loader.get("user") == LOADER and loader.get("password"):
            connection.execute(
                sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(
                    sql.Identifier(LOADER), sql.Literal(loader["password"])
                )
            )
        connection.execute(statement("roles/grants"))
        with durable("roles.commit"):
            connection.commit()
    return created
