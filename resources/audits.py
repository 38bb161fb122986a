"""Audits: statements of sql/checks/ that return what is wrong, and nothing when all is well."""

from __future__ import annotations

from typing import Any

from psycopg import sql

from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import Mart
from resources.windows import Window


def broken_grain(warehouse: Warehouse, mart: Mart) -> list[dict[str, Any]]:
    """Keys of a mart that more than one row has, with their number."""
    key = sql.SQL(", ").join(map(sql.Identifier, mart.key))
    return warehouse.fetch("checks/marts/grain", mart=sql.Identifier("marts", mart.name), key=key)


def broken_mart(warehouse: Warehouse, mart: Mart, check: str) -> list[dict[str, Any]]:
    """Rows that break one of a mart's own checks."""
    return warehouse.fetch(f"checks/marts/{mart.name}/{check}")


def orphan_facts(warehouse: Warehouse, table: str, platform: str, window: Window) -> list[dict[str, Any]]:
    """Campaigns that facts of the window name and the warehouse does not know; at most fifty."""
    return warehouse.fetch("checks/orphan_facts", _of(platform, window), table=sql.Identifier(*table.split(".")))


def orphan_items(warehouse: Warehouse, platform: str, window: Window) -> list[dict[str, Any]]:
    """Orders and returns that have items and do not exist, of what batches of the window wrote; at most fifty."""
    return warehouse.fetch("checks/orphan_items", _of(platform, window))


def items_that_do_not_add_up(warehouse: Warehouse, platform: str, window: Window) -> list[dict[str, Any]]:
    """Orders and returns that are not the sum of their items, of what batches of the window wrote; at most fifty."""
    return warehouse.fetch("checks/items_do_not_add_up", _of(platform, window))


def unknown_products(warehouse: Warehouse, platform: str, window: Window) -> list[dict[str, Any]]:
    """Products that figures of the window name and the warehouse does not know; at most fifty."""
    return warehouse.fetch("checks/unknown_products", _of(platform, window))


def unknown_campaigns(warehouse: Warehouse, platform: str, window: Window) -> list[dict[str, Any]]:
    """Campaigns that events of the window name and do not hang on; at most fifty."""
    return warehouse.fetch("checks/unknown_campaigns", _of(platform, window))


def missing_rates(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Currency pairs and days that channel_performance could not convert; the newest fifty."""
    return warehouse.fetch("checks/missing_rates")


def _of(platform: str, window: Window) -> dict[str, Any]:
    return {"platform": platform, "window_start": window.start, "window_end": window.end}
