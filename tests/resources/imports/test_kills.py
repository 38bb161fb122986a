"""A killed import leaves nothing, or all of it; and the next one completes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from resources.imports import import_table
from tests.conftest import Databases
from tests.faults.kills import killed
from tests.resources.imports.conftest import TEAM, Desk, uuid

pytestmark = [pytest.mark.database, pytest.mark.kills]
IMPORT = """
import sys
from pathlib import Path
from resources.imports import import_table
from resources.warehouse.connection import Warehouse
import_table(Warehouse(sys.argv[1]), "page_views", Path(sys.argv[2]))
"""
MANY = 200_000


def importing(databases: Databases, path: Path, failpoint: str = "") -> subprocess.Popen[bytes]:
    """Another process that imports page views."""
    environment = {**os.environ, **({"ADWAREHOUSE_FAILPOINT": failpoint} if failpoint else {})}
    return subprocess.Popen([sys.executable, "-c", IMPORT, databases.loader_url, str(path)], env=environment)


@killed("1-6", "an import of a table is killed", "all or nothing; the next import completes it")
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("point", ["partitions.ensure", "imports.commit"])
def test_a_kill_at_a_commit_leaves_all_or_nothing(desk: Desk, databases: Databases, point: str, moment: str) -> None:
    path = desk.csv(
        [{"id": uuid(n), "timestamp": f"2026-0{n}-01T00:00:00Z", "team_id": TEAM, "page": "/"} for n in (1, 2, 3)]
    )
    assert importing(databases, path, f"{point}:{moment}").wait(60) == -signal.SIGKILL
    is_written = (point, moment) == ("imports.commit", "after")
    assert desk.count("page_views") == (3 if is_written else 0)
    again = import_table(desk.warehouse, "page_views", path)
    assert (again.inserted, again.unchanged) == ((0, 3) if is_written else (3, 0))


def test_a_kill_between_blocks_leaves_nothing(desk: Desk, databases: Databases, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    with path.open("w") as stream:
        stream.write("id,timestamp,team_id,page\n")
        stream.writelines(f"{uuid(n)},2026-01-01T00:00:00Z,{TEAM},/{'x' * 200}\n" for n in range(MANY))
    process = importing(databases, path)
    copying = "SELECT pid FROM pg_stat_progress_copy WHERE datname = current_database() AND tuples_processed > 0"
    while not desk.sql(copying):
        assert process.poll() is None
        time.sleep(0.001)
    process.kill()
    assert process.wait(60) == -signal.SIGKILL
    assert desk.count("page_views") == 0
    assert import_table(desk.warehouse, "page_views", path).inserted == MANY


def test_two_imports_of_a_file_at_once_write_it_once(desk: Desk, databases: Databases, tmp_path: Path) -> None:
    path = desk.csv(
        [{"id": uuid(n), "timestamp": "2026-01-01T00:00:00Z", "team_id": TEAM, "page": "/"} for n in range(500)]
    )
    both = [importing(databases, path) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert desk.count("page_views") == 500
