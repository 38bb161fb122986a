"""The demo's safety net: both databases are backed up, restored from the backup, and compared."""

from __future__ import annotations

from contextlib import closing

from pipelines.cli.console import console
from resources.backup import back_up, databases, drill
from resources.object_store import ObjectStore
from resources.settings import Settings
from resources.warehouse.connection import Warehouse


def back_up_and_drill(configured: Settings) -> list[str]:
    """Back up and restore each database into a scratch one; what was not equal."""
    problems = []
    store = ObjectStore.from_settings(configured)
    with closing(store.client), closing(Warehouse(configured.require("database_owner_url"))) as owner:
        for database in databases(configured):
            console.print(f"  {back_up(owner, store, configured, database)}", soft_wrap=True)
            drilled = drill(owner, store, configured, database)
            console.print(f"  {drilled}", soft_wrap=True)
            if drilled.problem:
                problems.append(f"the restore drill of {database.name} failed: {drilled.problem}")
    return problems
