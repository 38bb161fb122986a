"""`adwarehouse query` prints and writes the rows of every tier."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from pipelines.demo.tiers import sums
from resources.settings import settings
from tests.resources.tiers.conftest import AUGUST, HOURLY, METRICS, SEPTEMBER, Tiered, tiered

__all__ = ["tiered"]

pytestmark = pytest.mark.database
Run = Callable[..., Result]
DAYS = (
    "SELECT date, count(*) AS n, sum(cost) AS cost, 'a, \"b\"' AS text, NULL AS nothing "
    "FROM warehouse.campaign_metrics WHERE date IN ('2025-08-05', '2025-09-05') GROUP BY date ORDER BY date"
)
AUGUST_5, SEPTEMBER_5 = dt.date(2025, 8, 5), dt.date(2025, 9, 5)


@pytest.fixture
def run(tiered: Tiered, environment: pytest.MonkeyPatch) -> Run:
    """The command, in a process that is configured for the world."""
    tiered.fill(METRICS, [AUGUST, SEPTEMBER])
    tiered.archive(METRICS, AUGUST)
    for name in ("s3_endpoint_url", "s3_bucket", "aws_access_key_id", "aws_secret_access_key"):
        environment.setenv(name.upper(), tiered.settings.require(name))

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["query", *arguments])

    return call


def test_rows_of_every_tier_are_printed_in_each_format(run: Run, tiered: Tiered, tmp_path: Path) -> None:
    expected = [(row["date"], row["n"], row["cost"]) for row in tiered.query(DAYS)]
    assert [date for date, _, _ in expected] == [AUGUST_5, SEPTEMBER_5]
    table = run(DAYS)
    assert table.exit_code == 0, table.output
    assert [line.split()[:3] for line in table.stdout.splitlines()[1:]] == [[str(v) for v in row] for row in expected]
    csv = run(DAYS, "--format", "csv").stdout.splitlines()
    assert csv[0] == '"date","n","cost","text","nothing"'
    assert csv[1] == f'2025-08-05,{expected[0][1]},{expected[0][2]},"a, ""b""",'
    lines = [json.loads(line) for line in run(DAYS, "--format", "json").stdout.splitlines()]
    assert [(row["date"], row["n"], Decimal(row["cost"])) for row in lines] == [
        (str(date), n, cost) for date, n, cost in expected
    ]
    file = tmp_path / "days.parquet"
    written = run(DAYS, "--format", "parquet", "--output", str(file))
    assert (written.stdout, written.stderr) == ("", f"2 rows written to {file}\n")
    assert [(row["date"], row["n"], row["cost"]) for row in pq.read_table(file).to_pylist()] == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("DELETE FROM warehouse.campaign_metrics",), "only SELECT is answered; nothing is written"),
        (("SELECT 1", "--format", "parquet"), "--format parquet goes to a file; expected --output FILE"),
        (
            ("SELECT 1", "--format", "csv", "--output", "missing/file.csv"),
            "cannot be written: No such file or directory",
        ),
        (("SELECT [1] AS days", "--format", "csv"), "--format csv cannot hold the result: Unsupported Type:list"),
        (("SELECT 1 AS cost, 2 AS cost", "--format", "json"), "two columns are called cost; expected a name for each"),
        (("SELECT nothing FROM warehouse.campaign_metrics",), 'Referenced column "nothing" not found in FROM clause'),
    ],
)
def test_what_is_refused_is_one_line(run: Run, arguments: tuple[str, ...], message: str) -> None:
    refused = run(*arguments)
    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert refused.stderr.startswith("adwarehouse: ")
    assert message in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_what_was_divided_by_zero_is_null_in_json(run: Run) -> None:
    assert run("SELECT 1 / 0 AS cpc, 0 / 0 AS ctr", "--format", "json").stdout == '{"cpc": null, "ctr": null}\n'


def test_help_says_that_row_level_security_does_not_reach_the_archive(run: Run) -> None:
    assert "row-level security does not reach the archive" in " ".join(run("--help").stdout.split()).replace("- ", "-")


def test_the_sums_of_the_demo_are_the_same_before_and_after_retention(run: Run, tiered: Tiered) -> None:
    tiered.fill(HOURLY)
    before = sums(settings())
    assert before[METRICS]["rows"] == "400"
    assert Decimal(before[HOURLY]["revenue"] or 0) > 0
    assert before["orders"] == {"rows": "0", "quantity": None, "items_amount": None, "total_amount": None}
    tiered.archive(METRICS, SEPTEMBER)
    tiered.archive(HOURLY, AUGUST, SEPTEMBER)
    assert sums(settings()) == before
