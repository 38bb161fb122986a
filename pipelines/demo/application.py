"""The application's records: written as files, as its database would export them, and imported like a customer's."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from resources.imports import Imported, import_table
from resources.settings import Settings
from resources.warehouse.connection import Warehouse
from sandbox.ledger import Ledger, files
from sandbox.ledger.application_tables import FOLDER, TABLES

PEOPLE = ("users", "teams", "team_members", "marketing_accounts")
"""What must be there before accounts are connected."""
EVERYTHING_ELSE = tuple(name for name in TABLES if name not in PEOPLE)
"""What may name campaigns and products of the warehouse, and so comes after they were read."""
EVERYTHING = (*PEOPLE, *EVERYTHING_ELSE)
EXPIRING = frozenset({"campaign_drafts"})
"""Tables of which the warehouse itself removes rows."""


def bring(warehouse: Warehouse, configured: Settings, home: Path, tables: Collection[str]) -> list[Imported]:
    """Import these tables of the built-in ledger as they are on the business day; what happened to each.

    Users come twice where teams come too: at first without the team that they belong to.
    """
    ledger, today = Ledger.default(), configured.clock.today("UTC")
    done: list[Imported] = []
    for name in tables:
        files.save(home, f"{FOLDER}/{name}", ledger.application(name, today))
        path = home / FOLDER / f"{name}.csv"
        if name == "users":
            import_table(warehouse, name, path, without=["team_id"])
        else:
            done.append(import_table(warehouse, name, path))
        if name == "teams":
            done.append(import_table(warehouse, "users", home / FOLDER / "users.csv"))
    return done


def changed(done: list[Imported]) -> list[str]:
    """Tables that were not what was imported before."""
    return [str(each) for each in done if each.table not in EXPIRING and each.inserted + each.updated]
