"""A team with a seller, and files to import for it."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from resources.imports import Imported, ImportRefused, import_table
from resources.warehouse.connection import Warehouse

ANN, TEAM = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-0000000000aa"


def uuid(number: int) -> str:
    """An id that says which it is."""
    return f"11111111-0000-4000-8000-{number:012d}"


@dataclass
class Desk:
    """Where files are written and imported."""

    warehouse: Warehouse
    folder: Path

    def csv(self, rows: Sequence[Mapping[str, Any]], name: str = "rows.csv") -> Path:
        """A CSV file of these rows; None is an empty cell."""
        path = self.folder / name
        stream = io.StringIO()
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        content = stream.getvalue().encode()
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return path

    def text(self, content: str | bytes, name: str = "rows.csv") -> Path:
        """A file with this content."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def take(self, table: str, rows: Sequence[Mapping[str, Any]], *without: str) -> Imported:
        """Import rows by way of a CSV file."""
        return import_table(self.warehouse, table, self.csv(rows), without=without)

    def refused(self, table: str, path: Path) -> list[str]:
        """What is said of a file that does not fit, fault by fault; and nothing of it is there."""
        before = self.count(table)
        with pytest.raises(ImportRefused) as caught:
            import_table(self.warehouse, table, path)
        assert self.count(table) == before
        assert "nothing was imported" in str(caught.value)
        return [str(fault) for fault in caught.value.faults]

    def sql(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        """Rows of a statement."""
        cursor = self.warehouse.connection.execute(statement, values)
        return cursor.fetchall() if cursor.description else []

    def count(self, table: str) -> int:
        """Rows of one of the application's tables."""
        return int(self.sql(f"SELECT count(*) AS rows FROM app.{table}")[0]["rows"])


@pytest.fixture
def desk(warehouse: Warehouse, tmp_path: Path) -> Desk:
    """Ann and her team in Seoul are there."""
    desk = Desk(warehouse, tmp_path)
    desk.sql("INSERT INTO app.users (id, email, name) VALUES (%s, 'ann@example.com', 'Ann')", ANN)
    desk.sql("INSERT INTO app.teams (id, owner_id, name) VALUES (%s, %s, 'Larkspur')", TEAM, ANN)
    return desk
