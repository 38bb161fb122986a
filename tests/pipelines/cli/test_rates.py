"""`adwarehouse rates`: the European Central Bank's, and own ones from a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from resources.clock import Clock
from resources.warehouse.connection import Warehouse
from sandbox import credentials
from sandbox.faults import Faults
from sandbox.ledger import Ledger
from sandbox.server import create_app, serve

pytestmark = pytest.mark.database
Run = Callable[..., Result]


@pytest.fixture
def run(environment: pytest.MonkeyPatch, warehouse: Warehouse) -> Run:
    return lambda *arguments: CliRunner().invoke(main, ["rates", *map(str, arguments)])


def test_the_european_central_banks_rates_are_read(run: Run, environment: pytest.MonkeyPatch) -> None:
    ledger, clock = Ledger.default(), Clock(dt.date(2025, 3, 3))
    with serve(create_app(ledger, clock, credentials.issue(ledger), Faults())) as base:
        environment.setenv("ECB_RATES_URL", f"{base}/ecb")
        latest, history = run("read"), run("read", "--history")
    assert latest.exit_code == history.exit_code == 0, latest.output + history.output
    assert " rates inserted, 0 updated, 0 unchanged; 0 account days to recompute" in latest.stdout
    assert " unchanged" in history.stdout


def test_own_rates_are_loaded_again_without_a_change_and_taken_back(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("date,base,quote,rate\n2025-03-03,EUR,TWD,34.9\n2025-03-03,VND,EUR,0.0000355\n")
    assert run("load", file).stdout == "2 rates inserted, 0 updated, 0 unchanged; 0 account days to recompute\n"
    assert run("load", file).stdout == "0 rates inserted, 0 updated, 2 unchanged; 0 account days to recompute\n"
    assert run("load", file, "--source", "bank").exit_code == 0
    assert run("unload").stdout == "2 rates removed; 0 account days to recompute\n"
    gone = run("unload")
    assert (gone.exit_code, gone.stderr) == (
        1,
        "adwarehouse: no own rates of source 'own' are loaded; there are: bank\n",
    )


def test_a_bad_file_loads_nothing_and_is_one_line_on_stderr(run: Run, tmp_path: Path, warehouse: Warehouse) -> None:
    file = tmp_path / "own.csv"
    file.write_text("date,base,quote,rate\n2025-03-03,EUR,TWD,34.9\n2025-03-03,EUR,VND,a lot\n")
    refused = run("load", file)
    assert (refused.exit_code, refused.stderr) == (
        1,
        "adwarehouse: own.csv, line 3, column rate: expected a positive decimal with at most 12 digits before and 12 "
        "after the point, got 'a lot'; nothing was loaded\n",
    )
    assert warehouse.connection.execute("SELECT FROM warehouse.fx_rates").fetchall() == []


def test_the_european_central_banks_name_is_not_for_files(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("date,base,quote,rate\n2025-03-03,EUR,TWD,34.9\n")
    refused = run("load", file, "--source", "ecb")
    assert refused.exit_code == 1
    assert "which `adwarehouse rates read` keeps" in refused.stderr
