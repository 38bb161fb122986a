"""`adwarehouse import-table`: the application's records from files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from resources.warehouse.connection import Warehouse
from tests.resources.imports.conftest import uuid

pytestmark = pytest.mark.database
Run = Callable[..., Result]


@pytest.fixture
def run(environment: pytest.MonkeyPatch, warehouse: Warehouse) -> Run:
    return lambda *arguments: CliRunner().invoke(main, ["import-table", *map(str, arguments)])


def test_people_and_their_team_are_imported_and_again_without_a_change(run: Run, tmp_path: Path) -> None:
    users, teams = tmp_path / "users.csv", tmp_path / "teams.csv"
    users.write_text(f"id,email,name,team_id\n{uuid(1)},ann@example.com,Ann,{uuid(2)}\n")
    teams.write_text(f"id,owner_id,name\n{uuid(2)},{uuid(1)},Seoul\n")
    said = [
        run("users", users, "--without", "team_id"), run("teams", teams), run("users", users), run("app.users", users)
    ]  # fmt: skip
    assert [each.stdout for each in said] == [
        "users: 1 rows inserted, 0 updated, 0 unchanged\n",
        "teams: 1 rows inserted, 0 updated, 0 unchanged\n",
        "users: 0 rows inserted, 1 updated, 0 unchanged\n",
        "users: 0 rows inserted, 0 updated, 1 unchanged\n",
    ]


def test_every_fault_is_a_line_of_its_own_and_the_exit_code_is_1(run: Run, tmp_path: Path) -> None:
    users = tmp_path / "users.csv"
    users.write_text(f"id,email,name,is_active\n{uuid(1)},ann@example.com,Ann,yes\nx,bob@example.com,Bob,perhaps\n")
    refused = run("users", users)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.splitlines() == [
        "users.csv line 3, column id: expected uuid, got 'x'",
        "users.csv line 3, column is_active: expected boolean, got 'perhaps'",
        "nothing was imported",
    ]


def test_a_table_that_takes_no_files_is_said_in_one_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("id\n")
    refused = run("reports", file)
    assert refused.exit_code == 1
    assert refused.stderr.startswith(
        "adwarehouse: table app.reports is written by the pipeline alone; expected one of "
    )
