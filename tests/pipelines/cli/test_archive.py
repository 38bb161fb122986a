"""`adwarehouse archive month | restore | retention`: what a person sees."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from pipelines.demo.archive import keep_in_tiers
from resources.object_store import ObjectStore
from resources.settings import settings
from resources.warehouse.connection import Warehouse
from sandbox.embedded.object_store import ObjectStoreServer
from tests.resources.archive.conftest import ColdWorld

pytestmark = pytest.mark.database


@pytest.fixture
def configured(
    environment: pytest.MonkeyPatch, owner: Warehouse, store: ObjectStore, object_store_server: ObjectStoreServer
) -> ColdWorld:
    """A filled September and a command line that is configured for it."""
    environment.setenv("S3_ENDPOINT_URL", object_store_server.endpoint)
    environment.setenv("S3_BUCKET", store.bucket)
    environment.setenv("AWS_ACCESS_KEY_ID", object_store_server.access_key)
    environment.setenv("AWS_SECRET_ACCESS_KEY", object_store_server.secret_key)
    environment.setenv("ADWAREHOUSE_TODAY", "2026-11-20")
    settings.cache_clear()
    world = ColdWorld(owner, store, object_store_server)
    world.fill()
    return world


def run(*arguments: str) -> Result:
    """A command, with what it prints."""
    return CliRunner().invoke(main, arguments)


def test_archive_and_restore_print_rows_sums_objects_state_and_times(configured: ColdWorld) -> None:
    before = configured.rows()
    archived = run("archive", "month", "--month", "2025-09")
    assert archived.exit_code == 0, archived.output
    assert "campaign_metrics of 2025-09: dropped, 500 rows, " in archived.output
    for expected in (
        "sum of cost",
        "year=2025/month=09/v1/part-00000.parquet",
        "export took",
        "verify took",
        "drop took",
    ):
        assert expected in archived.output
    restored = run("restore", "--month", "2025-09")
    assert restored.exit_code == 0, restored.output
    assert "campaign_metrics of 2025-09: restored, 500 rows" in restored.output
    assert configured.rows() == before
    assert run("restore", "--month", "2025-09", "--release").exit_code == 0
    assert "dropped" in run("archive", "month", "--month", "2025-09").output


def test_a_refusal_is_one_line_and_exit_code_1(configured: ColdWorld) -> None:
    refused = run("archive", "month", "--month", "2026-11")
    assert refused.exit_code == 1
    assert refused.stderr.count("\n") == 1
    assert "campaign_metrics of 2026-11 is still running" in refused.stderr


def test_a_failing_object_store_is_one_line_too_and_changes_nothing(
    configured: ColdWorld, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("S3_BUCKET", "there-is-no-such-bucket")
    settings.cache_clear()
    before = configured.rows()
    failed = run("archive", "month", "--month", "2025-09")
    assert failed.exit_code == 1
    assert failed.stderr.count("\n") == 1
    assert "the object store failed" in failed.stderr
    assert configured.rows() == before


def test_retention_shows_what_would_move_then_moves_it_and_then_where_everything_is(configured: ColdWorld) -> None:
    before = configured.rows()
    shown = run("retention", "--dry-run")
    assert shown.exit_code == 0, shown.output
    assert row_of(shown) == ["campaign_metrics", "2025-09", "warm", "live", "500", "moves"]
    assert configured.rows() == before
    moved = run("retention")
    assert moved.exit_code == 0, moved.output
    assert "campaign_metrics of 2025-09: dropped, 500 rows, " in moved.output
    assert row_of(moved) == ["campaign_metrics", "2025-09", "cold", "dropped", "500", "stays"]


def test_retention_keeps_what_the_setting_says(configured: ColdWorld, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("RETENTION_MONTHS", "campaign_metrics=24")
    settings.cache_clear()
    assert row_of(run("retention"))[2:] == ["warm", "live", "500", "stays"]
    environment.setenv("RETENTION_MONTHS", "campaigns=24")
    settings.cache_clear()
    assert "RETENTION_MONTHS names campaigns; expected tables among campaign_metrics" in run("retention").stderr


def test_a_refused_month_ends_in_exit_code_1(configured: ColdWorld) -> None:
    configured.run("DELETE FROM marts.account_channel_daily")
    refused = run("retention")
    assert refused.exit_code == 1
    assert "marts.account_channel_daily is not the sum of the facts" in refused.output.replace("\n", " ")
    assert len(configured.rows()) == 500


def row_of(result: Result) -> list[str]:
    """The September line of the printed table, without bytes and reason."""
    (line,) = [line for line in result.output.splitlines() if line.startswith("campaign_metrics  ")]
    cells = line.split()
    return [*cells[:5], cells[6]]


def test_the_demo_shows_a_month_that_goes_comes_back_and_goes_again(
    configured: ColdWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    assert keep_in_tiers(settings()) == []
    assert (configured.rows(), configured.states()) == ([], ["dropped"])
    assert keep_in_tiers(settings()) == []
    assert "restored, 500 rows" in capsys.readouterr().out


def test_the_demo_says_when_no_month_was_old_enough(configured: ColdWorld, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ADWAREHOUSE_TODAY", "2025-12-01")
    settings.cache_clear()
    assert keep_in_tiers(settings()) == ["no month of campaign_metrics was archived and restored"]
