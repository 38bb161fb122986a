"""`adwarehouse archive verify`: what a person sees."""

from __future__ import annotations

import pytest

from tests.pipelines.cli.test_archive import configured, run
from tests.resources.archive.conftest import ColdWorld

__all__ = ["configured"]

pytestmark = pytest.mark.database
PART = "archive/campaign_metrics/year=2025/month=09/v1/part-00000.parquet"


def test_a_clean_archive_is_one_line_and_exit_code_0(configured: ColdWorld) -> None:
    assert run("archive", "verify").stdout == "0 months in 0 objects, 0 of them read (0 bytes): 0 findings\n"
    configured.archive()
    seen = run("archive", "verify", "--deep")
    assert (seen.exit_code, seen.stdout.count("\n")) == (0, 1), seen.output
    assert seen.stdout.startswith("1 months in 1 objects, 1 of them read (")
    assert seen.stdout.endswith(", every row counted): 0 findings\n")


def test_damage_is_a_line_each_and_exit_code_1(configured: ColdWorld) -> None:
    configured.archive()
    configured.store.delete([PART], boundary="test.damage")
    seen = run("archive", "verify", "--table", "campaign_metrics", "--month", "2025-09")
    assert seen.exit_code == 1
    said, line = seen.stdout.splitlines()
    size = configured.run("SELECT bytes FROM ops.archive_manifest")[0]["bytes"]
    assert said.endswith("1 findings")
    assert line.startswith(f"campaign_metrics of 2025-09: {PART}: expected {size} bytes with SHA-256 ")
    assert line.endswith(", got nothing")
    assert run("archive", "verify", "--month", "2025-08").exit_code == 0
    assert run("archive", "verify", "--table", "campaigns").exit_code == 2
