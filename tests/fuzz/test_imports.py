"""Whatever a file holds, it is imported whole or refused whole, with reasons; what is refused leaves nothing behind."""

from __future__ import annotations

import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from resources.imports import ImportRefused, import_table
from resources.warehouse.connection import Warehouse
from tests.fuzz.bent import bytes_bent, explore

pytestmark = pytest.mark.database
EXAMPLES = [25, pytest.param(2_000, marks=[pytest.mark.thorough, pytest.mark.timeout(3_600)])]
USERS = (
    b"id,email,name\n"
    b"00000000-0000-4000-8000-000000000001,ann@example.com,Ann\n"
    b'00000000-0000-4000-8000-000000000002,bob@example.com,"Bob, the ""other"""\n'
    b"00000000-0000-4000-8000-000000000003,cem@example.com,Cem\n"
)


def parquet() -> bytes:
    """The same people as Parquet."""
    made = io.BytesIO()
    ids = [f"00000000-0000-4000-8000-00000000000{number}" for number in (1, 2)]
    pq.write_table(pa.table({"id": ids, "email": ["ann@example.com", "bob@example.com"], "name": ["Ann", "Bob"]}), made)
    return made.getvalue()


@pytest.mark.parametrize("examples", EXAMPLES)
@pytest.mark.parametrize(("name", "sound"), [("users.csv", USERS), ("users.parquet", parquet())])
def test_a_bent_file_is_taken_whole_or_not_at_all(
    owner: Warehouse, warehouse: Warehouse, tmp_path: Path, name: str, sound: bytes, examples: int
) -> None:
    path = tmp_path / name

    def people() -> int:
        (row,) = owner.connection.execute("SELECT count(*) AS n FROM app.users").fetchall()
        return int(row["n"])

    def check(content: bytes) -> None:
        owner.connection.execute("DELETE FROM app.users")
        path.write_bytes(content)
        try:
            imported = import_table(warehouse, "users", path)
        except ImportRefused:
            assert people() == 0
        else:
            assert people() == imported.inserted
            assert (imported.updated, imported.unchanged) == (0, 0)

    path.write_bytes(sound)
    assert import_table(warehouse, "users", path).inserted > 1
    explore(bytes_bent(sound), check, examples)
