"""A user with a team, to import for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from resources.browser_store import Report, import_export
from resources.object_store import ObjectStore
from resources.warehouse.connection import Warehouse
from tests.resources.browser_store.exports import write

EMAIL = "ana@example.com"


@dataclass
class Desk:
    """Where exports of one user are imported."""

    warehouse: Warehouse
    store: ObjectStore
    folder: Path

    def take(self, stored: dict[str, Any], *, as_text: bool = True, dry_run: bool = False) -> Report:
        """Write an export of these keys and import it."""
        return self.take_file(write(self.folder / "export.json", stored, as_text=as_text), dry_run=dry_run)

    def take_file(self, path: Path, *, dry_run: bool = False) -> Report:
        """Import a file."""
        return import_export(self.warehouse, self.store, path, EMAIL, dry_run=dry_run)

    def rows(self, columns: str, table: str) -> list[tuple[Any, ...]]:
        """Some columns of a table, by the first."""
        query = f"SELECT {columns} FROM app.{table} ORDER BY 1"
        return [tuple(row.values()) for row in self.warehouse.connection.execute(query)]  # type: ignore[arg-type]

    def objects(self) -> list[str]:
        """Every key of the object store."""
        return [stored.key for stored in self.store.list("")]

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that an import may write, with the version of each row."""
        tables = ("products", "product_images", "background_versions", "campaigns", "campaign_drafts", "ai_generations")
        return {table: self.rows(f"{table}::text, xmin::text", table) for table in tables}


@pytest.fixture
def desk(warehouse: Warehouse, store: ObjectStore, tmp_path: Path) -> Desk:
    """Nothing imported yet."""
    with warehouse.transaction("test.user") as cursor:
        cursor.execute(
            "INSERT INTO app.users (email, name) VALUES ('Ana@Example.com', 'Ana'), ('bo@example.com', 'Bo')"
        )
        cursor.execute("INSERT INTO app.teams (owner_id, name) SELECT id, 'Team' FROM app.users WHERE name = 'Ana'")
        cursor.execute("UPDATE app.users SET team_id = (SELECT id FROM app.teams) WHERE name = 'Ana'")
    return Desk(warehouse, store, tmp_path)
