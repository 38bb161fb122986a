"""`adwarehouse restore`: what a person asks for, sees, and is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.pipelines.cli.test_archive import configured, run
from tests.resources.archive.conftest import ColdWorld

__all__ = ["configured"]

pytestmark = pytest.mark.database
OCTOBER = dt.date(2025, 10, 1)
RANGE = ("--from", "2025-01", "--to", "2025-12")


@pytest.fixture
def two_months(configured: ColdWorld) -> ColdWorld:
    """September and October 2025 in the archive, October without rows."""
    configured.run("SELECT ops.ensure_partition('warehouse.campaign_metrics', '2025-10-01')")
    for month in ("2025-09", "2025-10"):
        archived = run("archive", "month", "--month", month)
        assert archived.exit_code == 0, archived.output
    return configured


def test_a_range_comes_back_month_by_month_and_is_released_alike(two_months: ColdWorld) -> None:
    restored = run("restore", *RANGE)
    assert restored.exit_code == 0, restored.output
    told = [line for line in restored.output.splitlines() if line.startswith("campaign_metrics")]
    assert [line.split(",")[:2] for line in told] == [
        ["campaign_metrics of 2025-09: restored", " 500 rows"],
        ["campaign_metrics of 2025-10: restored", " 0 rows"],
    ]
    assert two_months.run("SELECT DISTINCT state FROM ops.archive_manifest") == [{"state": "restored"}]
    again = run("restore", *RANGE)
    assert "no month of campaign_metrics from 2025-01 to 2025-12 is serving_archive or dropped" in again.stderr
    assert run("restore", *RANGE, "--release").exit_code == 0
    assert two_months.run("SELECT DISTINCT state FROM ops.archive_manifest") == [{"state": "exported"}]


def test_a_range_beside_the_warehouse_is_one_table(two_months: ColdWorld) -> None:
    done = run("restore", *RANGE, "--into", "audit")
    assert done.output == "audit.campaign_metrics: 500 rows (2025-09 500, 2025-10 0)\n"
    assert two_months.run("SELECT count(*) AS n FROM audit.campaign_metrics") == [{"n": 500}]
    assert run("restore", "--month", "2025-09").exit_code == 0
    assert "(2025-09 500, 2025-10 0)" in run("restore", *RANGE, "--into", "audit").output


def test_one_accounts_rows_go_beside_the_warehouse_only(two_months: ColdWorld) -> None:
    refused = run("restore", "--month", "2025-09", "--account", "meta:1")
    assert refused.exit_code == 1
    assert "one account's rows cannot be restored into the live table" in refused.stderr
    assert "--into SCHEMA" in refused.stderr
    two_months.run(
        "INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone) "
        "VALUES ('meta', '1001', 'one', 'KRW', 'Asia/Seoul')"
    )
    done = run("restore", "--month", "2025-09", "--account", "meta:1001", "--into", "audit")
    assert done.output == "audit.campaign_metrics: 500 rows (2025-09 500)\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "tell either --month, or --from and --to"),
        (("--month", "2025-09", *RANGE), "tell either --month, or --from and --to"),
        (("--from", "2025-09"), "tell either --month, or --from and --to"),
        (("--month", "2025-09", "--release", "--into", "audit"), "leave --into and --account out"),
        (("--month", "2025-09", "--into", "audit", "--account", "1001"), "expected PLATFORM:ID such as meta:1001"),
    ],
)
def test_what_makes_no_sense_is_said(configured: ColdWorld, arguments: tuple[str, ...], said: str) -> None:
    refused = run("restore", *arguments)
    assert (refused.exit_code, said in refused.stderr) == (2, True), refused.output
