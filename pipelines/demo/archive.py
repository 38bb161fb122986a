"""The demo's cold tier: the two oldest months go to the archive, the second one comes back."""

from __future__ import annotations

import datetime as dt
from contextlib import closing

from pipelines.cli.console import console
from resources.archive import archive_month, restore_month
from resources.object_store import ObjectStore
from resources.settings import Settings
from resources.warehouse.connection import Warehouse
from resources.windows import Window

TABLE = "campaign_metrics"


def archive_and_restore(configured: Settings, history: Window) -> list[str]:
    """Archive both months unless that was done before, restore the second; what is missing afterwards."""
    stays, returns = history.start, _month_after(history.start)
    store = ObjectStore.from_settings(configured)
    with closing(Warehouse(configured.require("database_owner_url"))) as owner:
        for month in (stays, returns):
            if not _manifest(owner, month):
                result = archive_month(owner, store, TABLE, month, configured.clock.today("UTC"))
                console.print(f"  {result}")
        if _manifest(owner, returns) != "restored":
            console.print(f"  {restore_month(owner, store, TABLE, returns)}")
        problems = []
        if _manifest(owner, stays) != "dropped" or not list(store.list(f"archive/{TABLE}/year={stays.year}/")):
            problems.append(f"month {stays:%Y-%m} is missing from the archive")
        if _manifest(owner, returns) != "restored":
            problems.append(f"month {returns:%Y-%m} was not restored")
        return problems


def _manifest(owner: Warehouse, month: dt.date) -> str | None:
    rows = owner.fetch("demo/archive_state", {"table_name": TABLE, "month": month})
    return str(rows[0]["state"]) if rows else None


def _month_after(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=32)).replace(day=1)
