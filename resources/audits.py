"""Audits: statements of sql/checks/ that return what is wrong, and nothing when all is well."""

from __future__ import annotations

from typing import Any

from psycopg import sql

from resources.warehouse.connection import Warehouse
from resources.windows import Window


def orphan_facts(warehouse: Warehouse, table: str, platform: str, window: Window) -> list[dict[str, Any]]:
    """Campaigns that facts of the window name and the warehouse does not know; at most fifty."""
    parameters = {"platform": platform, "window_start": window.start, "window_end": window.end}
    return warehouse.fetch("checks/orphan_facts", parameters, table=sql.Identifier(*table.split(".")))


def missing_rates(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Currency pairs and days that channel_performance could not convert; the newest fifty."""
    return warehouse.fetch("checks/missing_rates")
